import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import { codes } from '../../records.ts'
import { requireSameKey } from '../dpop.ts'
import { endOf, redeemOnce, requireLogin } from '../family.ts'
import type { Authorization, Grant, TokenRequest } from '../grant.ts'
import { requireCodeVerifier } from '../pkce.ts'
import { sameResource } from '../resource.ts'

/** `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6, RFC 8707 §2.2). */
export const authorizationCode: Grant = {
  grantType: 'authorization_code',
  publicClients: true,
  async authorize({ client, params, jkt }: TokenRequest, ctx: Context): Promise<Authorization> {
    const code = params.require('code', { reference: { document: 'rfc6749', section: '4.1.3' } })
    const found = await codes(ctx).get(code)
    if (found === undefined || found.request.clientId !== client.clientId) {
      throw invalidCode('code is unknown, expired, or was issued to another client')
    }
    rejectOtherRedirectUri(params.get('redirect_uri'), found.request.redirectUri)
    requireCodeVerifier(params.get('code_verifier'), found.request.codeChallenge)
    requireSameKey(found.request.dpopJkt, jkt, 'code')
    const resource = sameResource(params.resources, found.request.resource, 'client-sends-resource-in-token-request')

    const { subject, request, upstream } = found
    await requireLogin(upstream, ctx)
    const authorization = {
      clientId: client.clientId,
      grantType: authorizationCode.grantType,
      subject,
      scope: request.scope,
      resource,
      ...(upstream !== undefined && { upstream }),
    }
    const family = await redeemOnce({ kind: 'code', records: codes(ctx), code }, authorization, ctx)
    return { subject, scope: request.scope, resource, family, ...endOf(upstream) }
  },
}

/** OAuth 2.1 §10.2 no longer asks for redirect_uri here; a client that sends it, as RFC 6749 §4.1.3 has it, must send the same. */
export function rejectOtherRedirectUri(presented: string | undefined, authorized: string): void {
  if (presented === undefined || presented === authorized) return
  throw new OAuthError('invalid_grant', 'redirect_uri must be the one of the authorization request, exactly', {
    requirement: 'client-repeats-redirect-uri',
  })
}

/** A code that gives nothing. */
export function invalidCode(description: string): OAuthError {
  return new OAuthError('invalid_grant', description, {
    requirement: 'server-binds-codes',
    reference: { document: 'rfc6749', section: '4.1.2' },
  })
}
