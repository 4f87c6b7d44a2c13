import type { Reference } from '@mcp-auth/spec'
import type { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError, type OAuthErrorOptions } from '../../core/errors.ts'
import { takePlace } from '../../core/quota.ts'
import { loginHolds } from '../login/status.ts'
import { type Family, families, type UpstreamLogin } from '../records.ts'

type NewFamily = Pick<Family, 'clientId' | 'grantType' | 'subject' | 'scope' | 'resource' | 'upstream'>

/** Starts the family of one authorization and gives its id. */
export async function startFamily(authorization: NewFamily, ctx: Context): Promise<string> {
  const id = ctx.ids.name('family')
  const { refreshTokenLifetime, accessTokenLifetime, authorizationLimit: limit } = ctx.config
  // The last refresh can still give an access token, which must find its family.
  const lifetime = refreshTokenLifetime + accessTokenLifetime
  await takePlace({ kind: 'authorizations', limit, lifetime }, ctx)
  // What follows a login elsewhere cannot be refreshed beyond its end.
  const { expiresAt = Number.POSITIVE_INFINITY } = authorization.upstream ?? {}
  const refreshUntil = Math.min(ctx.clock.now() + refreshTokenLifetime * 1000, expiresAt * 1000)
  await families(ctx).put(id, { ...authorization, refreshUntil }, lifetime)
  return id
}

/** Why a family is over whose login ended at the identity provider. */
const LOGIN_ENDED = 'its login at the identity provider has ended'

/** Tokens are good for whole seconds: for how many a login has to hold for which one can be issued. */
const ISSUABLE = 1

/**
 * The family as it is now; undefined when there is none. One whose login has ended at the identity provider is revoked by looking.
 * Throws `temporarily_unavailable` when the provider cannot be asked.
 * @param needed for how many seconds the login has to hold
 */
export async function followedFamily(id: string, ctx: Context, needed: number = 0): Promise<Family | undefined> {
  const family = await families(ctx).get(id)
  if (family?.upstream === undefined || family.revoked !== undefined) return family
  if (await loginHolds(family.upstream, needed, ctx)) return family
  await revokeFamily(id, LOGIN_ENDED, ctx)
  ctx.emit('login.ended', { clientId: family.clientId, subject: family.subject })
  return { ...family, revoked: LOGIN_ENDED }
}

/** Throws `invalid_grant` when a login at the identity provider has ended before its code was redeemed; and as above. */
export async function requireLogin(upstream: UpstreamLogin | undefined, ctx: Context): Promise<void> {
  if (upstream === undefined || (await loginHolds(upstream, ISSUABLE, ctx))) return
  throw new OAuthError('invalid_grant', `code gives nothing: ${LOGIN_ENDED}`, {
    requirement: 'resource-follows-third-party-token',
  })
}

/** When tokens end that follow this login. */
export function endOf(upstream: UpstreamLogin | undefined): { readonly until?: number } {
  return upstream?.expiresAt === undefined ? {} : { until: upstream.expiresAt }
}

/** The family, unless it is over. Throws `invalid_grant`. */
export async function liveFamily(id: string, ctx: Context): Promise<Family> {
  const family = await followedFamily(id, ctx, ISSUABLE)
  if (family === undefined)
    throw new OAuthError('invalid_grant', 'the authorization of this refresh token has ended', {
      reference: { document: 'rfc6749', section: '6' },
    })
  if (family.revoked !== undefined) {
    throw new OAuthError('invalid_grant', `refresh_token was revoked: ${family.revoked}`, {
      ...(family.revoked === LOGIN_ENDED
        ? { requirement: 'resource-follows-third-party-token' }
        : { reference: { document: 'rfc9700', section: '4.14.2' } }),
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
