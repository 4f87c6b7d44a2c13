import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { requestTokens, type Tokens } from '../oauth/token.ts'
import { type Authorization, type Profile, withTokens } from './profile.ts'
import { type ProfileStore, profileById, withoutClient, withProfile } from './store.ts'
import { tokenEndpointOf } from './token-endpoint.ts'

/** A token this near its end is renewed before it is used; of a short life, half of it is near enough. */
const MARGIN = 30_000
const SHARE = 0.5

/** Whether a profile's token is about to expire, by our clock. */
export function isExpiring(context: Context, { expiresAt, updatedAt }: Profile): boolean {
  if (expiresAt === undefined) return false
  const end = Date.parse(expiresAt)
  const margin = Math.min(MARGIN, Math.max(0, end - Date.parse(updatedAt)) * SHARE)
  return end - context.env.now() <= margin
}

/** Gets new tokens. */
type Renewal = (context: Context) => Promise<Tokens>

/** How a profile gets a new token without its user: by its refresh token, or as it got the first; or not at all. */
async function renewalOf(store: ProfileStore, profile: Profile): Promise<Renewal | undefined> {
  const { refreshToken, authorization, authMode } = profile
  if (authorization === undefined) return undefined
  if (refreshToken !== undefined) return (context) => redeem(context, store, profile, refreshToken, authorization)
  const { FLOWS } = await import('../flows/choose.ts')
  return FLOWS.find(({ id }) => id === authMode)?.renew?.(profile, authorization)
}

/** Whether a profile can get a new token without its user. */
export async function isRenewable(store: ProfileStore, profile: Profile): Promise<boolean> {
  return (await renewalOf(store, profile)) !== undefined
}

/**
 * Gets a new token for a profile whose token `seen` is no longer good. Serialised among processes, because a
 * rotated refresh token is good for one of them only (OAuth 2.1 §4.3.1); whoever comes second finds the first
 * one's token and takes that. The new tokens are on disk before they are used.
 */
export function refreshProfile(context: Context, store: ProfileStore, profile: Profile): Promise<Profile> {
  const seen = profile.accessToken
  return store.exclusively(profile.id, context.requestTimeout * 2 + 5000, async () => {
    const current = profileById(await store.read(), profile.id)
    if (current.accessToken !== seen && !isExpiring(context, current)) return current
    const renewal = await renewalOf(store, current)
    if (renewal === undefined) {
      throw new CliError('unauthorized', 'The access token is no longer good and there is no refresh token.')
    }
    const tokens = await renewal(context)
    const renewed = { ...withTokens(current, tokens), updatedAt: new Date(context.env.now()).toISOString() }
    await store.update((document) => withProfile(document, renewed))
    return renewed
  })
}

/** The refresh grant, no scope asked: what was granted is what is renewed (RFC 6749 §6). */
async function redeem(
  context: Context,
  store: ProfileStore,
  profile: Profile,
  refreshToken: string,
  authorization: Authorization,
): Promise<Tokens> {
  try {
    return await requestTokens(context, tokenEndpointOf(authorization), {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      resource: authorization.resourceIndicator,
    })
  } catch (error) {
    const code = error instanceof CliError ? error.details.code : undefined
    if (code === 'invalid_grant' || code === 'invalid_client') await forget(store, profile, authorization, code)
    throw error
  }
}

/** Drops the credential that the authorization server no longer takes, so that it is not sent again. */
async function forget(
  store: ProfileStore,
  profile: Profile,
  { issuer, client }: Authorization,
  code: 'invalid_grant' | 'invalid_client',
): Promise<void> {
  const { refreshToken: _, ...rest } = profile
  await store.update((document) => {
    const without = withProfile(document, rest)
    return code === 'invalid_client' && client !== undefined ? withoutClient(without, issuer, client.clientId) : without
  })
}
