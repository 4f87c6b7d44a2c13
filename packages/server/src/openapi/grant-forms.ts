import type { Context } from '../core/context.ts'
import { basicScopes } from '../core/scopes.ts'
import { authorizationCode } from '../oauth/token/grants/authorization-code.ts'
import { clientCredentials } from '../oauth/token/grants/client-credentials.ts'
import { deviceCode } from '../oauth/token/grants/device-code.ts'
import { jwtBearer } from '../oauth/token/grants/jwt-bearer.ts'
import { refreshToken } from '../oauth/token/grants/refresh-token.ts'
import { EXAMPLE, resourceField } from './client-form.ts'
import { field } from './fields.ts'
import type { Json } from './shape.ts'

/** What a grant takes besides its type and the client. */
export interface GrantForm {
  readonly fields: (ctx: Context) => Readonly<Record<string, Json>>
  readonly required: readonly string[]
  readonly example: (ctx: Context) => Readonly<Record<string, string>>
}

const forResource = (ctx: Context): Readonly<Record<string, string>> =>
  ctx.resources[0] === undefined ? {} : { resource: ctx.resources[0] }

const scope = field('scope', 'No more than the client, and what is redeemed, may have')

/** The form of each grant, by grant type. */
export const GRANT_FORMS: Readonly<Record<string, GrantForm>> = {
  [authorizationCode.grantType]: {
    fields: (ctx) => ({
      code: field('code', 'What the authorization gave'),
      redirect_uri: field('redirect_uri', 'Need not be sent; if it is, the one of the authorization request'),
      code_verifier: field('code_verifier', 'What the challenge was made of', {
        type: 'string',
        pattern: '^[A-Za-z0-9._~-]{43,128}$',
      }),
      resource: resourceField(ctx),
    }),
    required: ['code', 'code_verifier'],
    example: (ctx) => ({
      client_id: EXAMPLE.client,
      code: EXAMPLE.code,
      redirect_uri: EXAMPLE.redirectUri,
      code_verifier: EXAMPLE.verifier,
      ...forResource(ctx),
    }),
  },
  [refreshToken.grantType]: {
    fields: (ctx) => ({
      refresh_token: field('refresh_token', 'What came with the last tokens'),
      scope,
      resource: resourceField(ctx),
    }),
    required: ['refresh_token'],
    example: () => ({ client_id: 'phase-5-public-client', refresh_token: EXAMPLE.token }),
  },
  [clientCredentials.grantType]: {
    fields: (ctx) => ({ scope, resource: resourceField(ctx) }),
    required: [],
    example: (ctx) => ({ ...EXAMPLE.service, scope: basicScopes.join(' '), ...forResource(ctx) }),
  },
  [deviceCode.grantType]: {
    fields: (ctx) => ({
      device_code: field('device_code', 'What the device authorization gave'),
      resource: resourceField(ctx),
    }),
    required: ['device_code'],
    example: () => ({ client_id: EXAMPLE.device, device_code: EXAMPLE.code }),
  },
  [jwtBearer.grantType]: {
    fields: (ctx) => ({
      assertion: field('assertion', 'An ID-JAG, or the JWT of a workload'),
      scope,
      resource: resourceField(ctx),
    }),
    required: ['assertion'],
    example: (ctx) => ({ assertion: EXAMPLE.jwt, ...forResource(ctx) }),
  },
}
