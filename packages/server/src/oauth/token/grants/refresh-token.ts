import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import { type RefreshToken, refreshTokens } from '../../records.ts'
import { requireSameKey } from '../dpop.ts'
import { liveFamily, revokeFamily } from '../family.ts'
import type { Authorization, Grant, TokenRequest } from '../grant.ts'
import { sameResource } from '../resource.ts'
import { narrowedScope } from '../scope.ts'

/**
 * `grant_type=refresh_token` (RFC 6749 §6). Every refresh gives a new refresh token and uses up the old one; an old one that
 * comes again ends the whole family, because one of its two holders is a thief (RFC 9700 §4.14.2).
 */
export const refreshToken: Grant = {
  grantType: 'refresh_token',
  publicClients: true,
  async authorize({ client, params, jkt }: TokenRequest, ctx: Context): Promise<Authorization> {
    const token = params.require('refresh_token')
    const found = await refreshTokens(ctx).get(token)
    if (found === undefined || found.clientId !== client.clientId) {
      throw invalidGrant('refresh_token is unknown, expired, or was issued to another client')
    }
    requireSameKey(found.cnf?.jkt, jkt, 'refresh_token')
    const family = await liveFamily(found.family, ctx)
    const scope = narrowedScope(params.get('scope'), family.scope)
    const resource = sameResource(params.resources, family.resource)

    await useUp(token, ctx)
    return { subject: family.subject, scope, resource, family: found.family }
  },
}

/** Marks the token used, once: whoever finds it used is replaying it. */
async function useUp(token: string, ctx: Context): Promise<void> {
  let replay = false
  const after = await refreshTokens(ctx).update(token, (current) => {
    replay = current.used
    return { ...current, used: true }
  })
  if (after === undefined) throw invalidGrant('refresh_token has expired')
  if (replay) await refuseReplay(after, ctx)
}

async function refuseReplay(token: RefreshToken, ctx: Context): Promise<never> {
  await revokeFamily(token.family, 'a refresh token of it was used twice', ctx)
  ctx.emit('token.replayed', { kind: 'refresh_token', clientId: token.clientId })
  throw invalidGrant('refresh_token was already used: all tokens of its authorization are revoked')
}

function invalidGrant(description: string): OAuthError {
  return new OAuthError('invalid_grant', description, { reference: { document: 'rfc9700', section: '4.14.2' } })
}
