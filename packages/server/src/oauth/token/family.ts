import type { Reference } from '@mcp-auth/spec'
import type { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError, type OAuthErrorOptions } from '../../core/errors.ts'
import { takePlace } from '../../core/quota.ts'
import { type Family, families } from '../records.ts'

type NewFamily = Pick<Family, 'clientId' | 'grantType' | 'subject' | 'scope' | 'resource'>

/** Starts the family of one authorization and gives its id. */
export async function startFamily(authorization: NewFamily, ctx: Context): Promise<string> {
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
  if (family === undefined)
    throw new OAuthError('invalid_grant', 'the authorization of this refresh token has ended', {
      reference: { document: 'rfc6749', section: '6' },
    })
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

/** What can be redeemed once, by the parameter that presents it. */
type Redeemable = 'code' | 'device_code'

const section = {
  code: { document: 'rfc6749', section: '4.1.2' },
  device_code: { document: 'rfc8628', section: '3.5' },
} as const satisfies Record<Redeemable, Reference>

/** What a refused redemption cites. */
const redemption: Readonly<Record<Redeemable, Readonly<Record<'expired' | 'replayed', OAuthErrorOptions>>>> = {
  code: {
    expired: { requirement: 'server-binds-codes', reference: section.code },
    replayed: { requirement: 'client-sends-code-once', reference: section.code },
  },
  device_code: { expired: { reference: section.device_code }, replayed: { reference: section.device_code } },
}

/**
 * Starts the family of what a code gives and marks the code used by it, once. RFC 6749 §4.1.2: "If an authorization code is
 * used more than once, the authorization server MUST deny the request and SHOULD revoke" what it gave. Of two redemptions at
 * the same moment one wins and the other is a replay, so both end with nothing. Throws `invalid_grant`.
 */
export async function redeemOnce<T extends { readonly family?: string }>(
  { kind, records, code }: { readonly kind: Redeemable; readonly records: Collection<T>; readonly code: string },
  authorization: NewFamily,
  ctx: Context,
): Promise<string> {
  const family = await startFamily(authorization, ctx)
  const after = await records.update(code, (current) =>
    current.family === undefined ? { ...current, family } : current,
  )
  if (after?.family === family) return family
  await families(ctx).delete(family)
  const cited = redemption[kind]
  if (after?.family === undefined) throw new OAuthError('invalid_grant', `${kind} has expired`, cited.expired)
  await revokeFamily(after.family, `its ${kind} was used twice`, ctx)
  ctx.emit('token.replayed', { kind, clientId: authorization.clientId })
  throw new OAuthError('invalid_grant', `${kind} was already used: the tokens it gave are revoked`, cited.replayed)
}
