import { isGrantType, grantTypes as knownGrants } from '@mcp-auth/spec'
import { authorizationServerMetadata } from '../../oauth/metadata.ts'
import { clientForm, EXAMPLE } from '../client-form.ts'
import { type Examples, field, formBody, header } from '../fields.ts'
import { GRANT_FORMS } from '../grant-forms.ts'
import { type Case, jsonAnswer, NEVER_STORED, nonce, refusals } from '../responses.ts'
import { CLIENT } from '../security.ts'
import { type Area, type Describe, type Json, members, oneOfTexts, TEXT, type Told, URL_TEXT } from '../shape.ts'

/** A JWK thumbprint confirmation (RFC 9449 §6.1). */
const CONFIRMATION = members({ jkt: TEXT })

/** The proof of a key (RFC 9449 §4.1). */
export const PROOF = header('DPoP', 'A proof of the key that tokens get bound to, or are bound to (RFC 9449 §4.1)')

/** What can be wrong with every request by which a client authenticates. */
export const CLIENT_CASES: readonly Case[] = [
  ['invalid_request', 'content-type must be application/x-www-form-urlencoded'],
  ['invalid_client', 'client_id is not registered here'],
]

/** The grant types that the server serves as it is set up. */
function served({ ctx }: Told): readonly string[] {
  return authorizationServerMetadata(ctx).grant_types_supported ?? []
}

const exchange: Describe = (told) => ({
  summary: 'Get tokens',
  description: `RFC 6749 §3.2. The grants: ${served(told).join(', ')}. A workload that brings a JWT of its platform needs no client authentication.`,
  security: CLIENT,
  parameters: [PROOF],
  requestBody: tokenForm(told),
  responses: {
    200: jsonAnswer('Tokens', tokenResponse(told), {
      headers: { ...NEVER_STORED, ...nonce('authorization-server', told) },
      examples: { granted: { summary: 'A bearer token', value: tokenExample(told) } },
    }),
    ...refusals(told, [
      ...CLIENT_CASES,
      ['invalid_grant', 'code is unknown, expired, or was issued to another client'],
      ['unauthorized_client', 'this client is not registered for this grant_type'],
      ['unsupported_grant_type', `grant_type must be one of ${served(told).join(', ')}`],
      ['invalid_scope', 'scope is wider than what was granted'],
      ['invalid_target', 'resource is not that of the grant'],
      ['authorization_pending', 'the user has not decided yet'],
      ['slow_down', 'polls come too fast'],
      ['access_denied', 'the user denied the request: stop polling', 400],
      ['expired_token', 'device_code has expired: stop polling'],
      ['invalid_dpop_proof', 'the DPoP proof is wrong'],
      ['use_dpop_nonce', 'the DPoP proof needs a nonce'],
      ['temporarily_unavailable', 'too many access tokens are alive here'],
    ]),
  },
})

function tokenForm(told: Told): Json {
  const { ctx } = told
  const grants = served(told)
  const rows = grants.flatMap((grantType) => {
    const row = GRANT_FORMS[grantType]
    return row === undefined ? [] : [{ grantType, ...row }]
  })
  const properties = Object.assign(
    { grant_type: field('grant_type', 'What is redeemed', oneOfTexts(grants)) },
    ...rows.map(({ fields }) => fields(ctx)),
    clientForm(),
  )
  return formBody(properties, {
    required: ['grant_type'],
    oneOf: rows.map(({ grantType, required }) => ({
      title: titleOf(grantType),
      properties: { grant_type: { const: grantType } },
      ...(required.length > 0 && { required }),
    })),
    examples: Object.fromEntries(
      rows.map(({ grantType, example }) => [
        titleOf(grantType).replaceAll(/[^A-Za-z]+(.)?/g, (_, next = '') => next.toUpperCase()),
        { summary: titleOf(grantType), value: { grant_type: grantType, ...example(ctx) } },
      ]),
    ),
  })
}

function titleOf(grantType: string): string {
  return isGrantType(grantType) ? knownGrants[grantType].title : grantType
}

/** RFC 6749 §5.1, with this server's own `aud` and `iss`. */
export function tokenResponse({ ctx }: Told): Json {
  return {
    ...members(
      {
        access_token: field('access_token', 'Opaque, or a JWT (RFC 9068)'),
        token_type: field(
          'token_type',
          'How it is used',
          oneOfTexts(ctx.config.dpopRequired ? ['DPoP'] : ['Bearer', 'DPoP']),
        ),
        expires_in: field('expires_in', 'Seconds', { type: 'integer' }),
        scope: field('scope', 'What was granted'),
        refresh_token: field('refresh_token', 'Where one was granted'),
        aud: field('aud', "This server's own: what the token is good for", URL_TEXT),
        iss: field('iss', "This server's own: who issued it", URL_TEXT),
      },
      ['refresh_token'],
    ),
    title: 'Tokens',
  }
}

function tokenExample({ ctx }: Told): Json {
  return {
    access_token: EXAMPLE.token,
    token_type: ctx.config.dpopRequired ? 'DPoP' : 'Bearer',
    expires_in: ctx.config.accessTokenLifetime,
    scope: 'mcp:tools:list',
    aud: ctx.resources[0] ?? ctx.issuer,
    iss: ctx.issuer,
  }
}

const tokenFields = {
  token: field('token', 'An access token or a refresh token'),
  token_type_hint: field(
    'token_type_hint',
    'A hint; both kinds are looked for',
    oneOfTexts(['access_token', 'refresh_token']),
  ),
}

const tokenForms: Examples = {
  confidential: { summary: 'By a client with a secret', value: { token: EXAMPLE.token, ...EXAMPLE.service } },
}

const introspect: Describe = (told) => ({
  summary: 'Ask what a token is good for',
  description: 'RFC 7662 §2. Fixture clients may ask of every access token, others of their own tokens only.',
  security: CLIENT,
  requestBody: formBody({ ...tokenFields, ...clientForm() }, { required: ['token'], examples: tokenForms }),
  responses: {
    200: jsonAnswer('What it is good for', { oneOf: [INACTIVE, ACTIVE] }, { headers: NEVER_STORED }),
    ...refusals(told, CLIENT_CASES),
  },
})

const INACTIVE: Json = { ...members({ active: { const: false } }), title: 'Good for nothing' }

const ACTIVE: Json = {
  ...members(
    {
      active: { const: true },
      token_type: oneOfTexts(['Bearer', 'DPoP']),
      scope: TEXT,
      client_id: TEXT,
      sub: TEXT,
      aud: URL_TEXT,
      iss: URL_TEXT,
      iat: { type: 'integer' },
      exp: { type: 'integer' },
      jti: TEXT,
      cnf: CONFIRMATION,
    },
    ['token_type', 'iat', 'jti', 'cnf'],
  ),
  title: 'A good token',
}

/** The revocation endpoint of any issuer (RFC 7009 §2). */
export const revoke: Describe = (told) => ({
  summary: 'Revoke a token',
  description:
    'RFC 7009 §2. A refresh token ends everything that came from its authorization, an access token ends alone.',
  security: CLIENT,
  requestBody: formBody({ ...tokenFields, ...clientForm() }, { required: ['token'], examples: tokenForms }),
  responses: {
    200: { description: 'It is good for nothing now, whether or not it was before', headers: NEVER_STORED },
    ...refusals(told, [...CLIENT_CASES, ['invalid_grant', 'token was issued to another client']]),
  },
})

/** What clients redeem, and what becomes of tokens. */
export const token: Area = {
  tag: { name: 'Tokens', description: 'Getting tokens, asking of them, and ending them.' },
  endpoints: { token: { POST: exchange }, introspection: { POST: introspect }, revocation: { POST: revoke } },
}
