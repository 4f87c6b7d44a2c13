import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import { codes, families } from '../../records.ts'
import { revokeFamily, startFamily } from '../family.ts'
import type { Authorization, Grant, TokenRequest } from '../grant.ts'
import { requireCodeVerifier } from '../pkce.ts'
import { sameResource } from '../resource.ts'

/** `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6, RFC 8707 §2.2). */
export const authorizationCode: Grant = {
  grantType: 'authorization_code',
  publicClients: true,
  async authorize({ client, params }: TokenRequest, ctx: Context): Promise<Authorization> {
    const code = params.require('code')
    const found = await codes(ctx).get(code)
    if (found === undefined || found.request.clientId !== client.clientId) {
      throw invalidCode('code is unknown, expired, or was issued to another client')
    }
    rejectOtherRedirectUri(params.get('redirect_uri'), found.request.redirectUri)
    requireCodeVerifier(params.get('code_verifier'), found.request.codeChallenge)
    const resource = sameResource(params.resources, found.request.resource)

    const { subject, request } = found
    const family = await startFamily(
      { clientId: client.clientId, grantType: 'authorization_code', subject, scope: request.scope, resource },
      ctx,
    )
    await redeem(code, family, ctx)
    return { subject, scope: request.scope, resource, family }
  },
}

/**
 * Marks the code used by this family, once. RFC 6749 §4.1.2: "If an authorization code is used more than once, the
 * authorization server MUST deny the request and SHOULD revoke" what it gave. Of two redemptions at the same moment one wins
 * and the other is a replay, so both end with nothing.
 */
async function redeem(code: string, family: string, ctx: Context): Promise<void> {
  const after = await codes(ctx).update(code, (current) =>
    current.family === undefined ? { ...current, family } : current,
  )
  if (after?.family === family) return
  await families(ctx).delete(family)
  if (after?.family === undefined) throw invalidCode('code has expired')
  await revokeFamily(after.family, 'its authorization code was used twice', ctx)
  ctx.emit('token.replayed', { kind: 'code', clientId: after.request.clientId })
  throw invalidCode('code was already used: the tokens it gave are revoked')
}

/** OAuth 2.1 §10.2 no longer asks for redirect_uri here; a client that sends it, as RFC 6749 §4.1.3 has it, must send the same. */
function rejectOtherRedirectUri(presented: string | undefined, authorized: string): void {
  if (presented === undefined || presented === authorized) return
  throw new OAuthError('invalid_grant', 'redirect_uri must be the one of the authorization request, exactly', {
    reference: { document: 'rfc6749', section: '4.1.3' },
  })
}

function invalidCode(description: string): OAuthError {
  return new OAuthError('invalid_grant', description, { reference: { document: 'rfc6749', section: '4.1.2' } })
}
