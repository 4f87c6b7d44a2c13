import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { takePlace } from '../../core/quota.ts'
import { type Family, families } from '../records.ts'

/** Starts the family of one authorization and gives its id. */
export async function startFamily(
  authorization: Pick<Family, 'clientId' | 'grantType' | 'subject' | 'scope' | 'resource'>,
  ctx: Context,
): Promise<string> {
  const id = ctx.ids.name('family')
  const { refreshTokenLifetime, accessTokenLifetime, authorizationLimit: limit } = ctx.config
  // The last refresh can still give an access token, which must find its family.
  const lifetime = refreshTokenLifetime + accessTokenLifetime
  await takePlace({ kind: 'authorizations', limit, lifetime }, ctx)
  const refreshUntil = ctx.clock.now() + refreshTokenLifetime * 1000
  await families(ctx).put(id, { ...authorization, refreshUntil }, lifetime)
  return id
}

/** The family, unless it is over. Throws `invalid_grant`. */
export async function liveFamily(id: string, ctx: Context): Promise<Family> {
  const family = await families(ctx).get(id)
  if (family === undefined) throw new OAuthError('invalid_grant', 'the authorization of this refresh token has ended')
  if (family.revoked !== undefined) {
    throw new OAuthError('invalid_grant', `refresh_token was revoked: ${family.revoked}`, {
      reference: { document: 'rfc9700', section: '4.14.2' },
    })
  }
  return family
}

/** Ends everything that came from one authorization. */
export async function revokeFamily(id: string, why: string, ctx: Context): Promise<void> {
  await families(ctx).update(id, (family) => (family.revoked === undefined ? { ...family, revoked: why } : family))
}
