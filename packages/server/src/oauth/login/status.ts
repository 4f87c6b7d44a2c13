import { createHash } from 'node:crypto'
import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { trustedServer } from '../../core/trusted-server.ts'
import type { UpstreamLogin } from '../records.ts'

/** What a refusal calls it. */
export const providerServer = trustedServer('the identity provider where users log in')

/**
 * For how many seconds an answer of the identity provider stands: a revocation there shows here within that time, and a client
 * that calls again and again costs one request in it.
 */
const STATUS_LIFETIME = 5

interface Alive {
  /** Ms by the clock. */
  readonly askedAt: number
}

/** Logins that the provider said are good, by the hash of their token. */
const alive = (ctx: Context): Collection<Alive> => new Collection('upstream-alive', ctx.store, ctx.clock)

/**
 * Whether a login at the identity provider still holds. MCP 2025-03-26, Third-Party Authorization Flow: the server MUST "validate
 * third-party token status before honoring MCP tokens" and "implement appropriate token lifecycle management to handle third-party
 * token expiration and revocation". UserInfo says it (OIDC Core §5.3.3): 401 is an end, and only that. Throws
 * `temporarily_unavailable` when there is neither yes nor no.
 * @param needed for how many seconds it has to hold
 */
export async function loginHolds(
  { accessToken, expiresAt }: UpstreamLogin,
  needed: number,
  ctx: Context,
): Promise<boolean> {
  if (expiresAt !== undefined && expiresAt <= ctx.clock.now() / 1000 + needed) return false
  const id = createHash('sha256').update(accessToken).digest('base64url')
  if ((await alive(ctx).get(id)) !== undefined) return true
  const url = ctx.loginProvider?.userinfoEndpoint
  if (url === undefined) throw providerServer.unavailable('the setting login no longer names the identity provider')
  const headers = { authorization: `Bearer ${accessToken}` }
  const { status } = await providerServer.post(url, { fields: {}, headers }, ctx)
  if (status === 401) return false
  if (status !== 200) throw providerServer.unavailable(`${url}: ${status}`)
  await alive(ctx).put(id, { askedAt: ctx.clock.now() }, STATUS_LIFETIME)
  return true
}
