import { ID_JAG_GRANT_PROFILE } from '@mcp-auth/spec'
import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import type { Params } from '../../../core/form.ts'
import { decodeJwt, type Jwt } from '../../../core/jwt.ts'
import { authorizeIdJag, claimsToBeIdJag } from '../assertions/id-jag.ts'
import { provenWorkload } from '../assertions/workload.ts'
import type { Authorization, Grant, SelfProven, TokenRequest } from '../grant.ts'

/**
 * `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 §2.1). Two kinds of JWT are grants here: an ID-JAG speaks
 * for a user, and the client that presents it authenticates; the JWT of a workload speaks for the workload, which has no
 * registration.
 */
export const jwtBearer: Grant = {
  grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  publicClients: true,
  profiles: [ID_JAG_GRANT_PROFILE],
  async withoutClient(headers: Headers, params: Params, ctx: Context): Promise<SelfProven | undefined> {
    const { token, jwt } = assertionOf(params)
    return claimsToBeIdJag(jwt, ctx) ? undefined : provenWorkload(token, jwt, { headers, params }, ctx)
  },
  async authorize({ client, params }: TokenRequest, ctx: Context): Promise<Authorization> {
    const { token, jwt } = assertionOf(params)
    return authorizeIdJag(token, jwt, { client, params }, ctx)
  },
}

function assertionOf(params: Params): { readonly token: string; readonly jwt: Jwt } {
  const token = params.require('assertion', { reference: { document: 'rfc7523', section: '2.1' } })
  const jwt = decodeJwt(token)
  if (jwt === undefined) {
    throw new OAuthError('invalid_grant', 'assertion must be a signed JWT', {
      reference: { document: 'rfc7523', section: '3' },
    })
  }
  return { token, jwt }
}
