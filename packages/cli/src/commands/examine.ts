import type { Context } from '../context.ts'
import type { Discovery } from '../discovery/discover.ts'
import { CliError } from '../errors.ts'
import { send } from '../http/exchange.ts'
import { withAccess } from '../mcp/access.ts'
import { openSession } from '../mcp/session.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  /** The command, or the deed, that helps. */
  readonly next?: string | undefined
}

/** Looks at what is saved on this machine. */
export async function examineStore(context: Context): Promise<Finding[]> {
  const { ProfileStore } = await import('../profiles/store.ts')
  const { stat } = await import('node:fs/promises')
  const store = new ProfileStore(context.env)
  const saved = await attempt('saved logins', async () => {
    const { profiles, clients } = await store.read()
    return `${profiles.length} logins, ${clients.length} clients in ${store.path}`
  })
  const writable = await attempt('writing', async () => {
    await store.update((document) => document)
    return `${store.path} can be changed`
  })
  const kept = await attempt('secrecy', async () => {
    const mode = await stat(store.path).then(
      (file) => file.mode & 0o777,
      () => undefined,
    )
    if (mode === undefined) return 'nothing is saved yet'
    if (context.env.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new CliError('failed', `others can read ${store.path} (mode ${mode.toString(8)})`, {
        hint: `chmod 600 ${store.path}`,
      })
    }
    return 'nobody else can read what is saved'
  })
  return [saved, writable, kept]
}

/** Looks at a server, and at the login for it. */
export async function examineServer(
  context: Context,
  url: string,
  discover: () => Promise<Discovery>,
): Promise<readonly Finding[]> {
  let found: Discovery | undefined
  const discovery = await attempt('discovery', async () => {
    found = await discover()
    if (found.reception.challenge === undefined) return 'no authorization is asked for'
    if (found.authorizationServer === undefined) return 'a bearer token is needed; no authorization server is named'
    return `authorization server ${found.authorizationServer.issuer}`
  })
  const server = found?.authorizationServer
  if (server === undefined) return [discovery]
  const { FLOWS } = await import('../flows/choose.ts')
  const { activeProfile, ProfileStore } = await import('../profiles/store.ts')
  const modes = FLOWS.filter((flow) => found !== undefined && flow.offered(found)).map(({ id }) => id)
  const pkce = server.codeChallengeMethodsSupported?.includes('S256') === true
  const ways = server.registrationEndpoint !== undefined || server.clientIdMetadataDocumentSupported
  const profile = activeProfile(await new ProfileStore(context.env).read(), url)
  const bound = profile?.authorization === undefined || profile.authorization.issuer === server.issuer
  return [
    discovery,
    { check: 'auth modes', ok: modes.length > 0, detail: modes.join(', ') || 'none that is known here' },
    { check: 'PKCE', ok: pkce || !modes.includes('auth-code'), detail: pkce ? 'S256 is listed' : 'S256 is not listed' },
    { check: 'client identity', ok: true, detail: ways ? 'registers itself' : 'give one with --client-id' },
    await examineClock(context, server.metadataUrl ?? server.issuer),
    {
      check: 'login',
      ok: bound,
      detail: profile === undefined ? 'none' : bound ? `profile ${profile.id}` : 'is of another authorization server',
      next: profile === undefined || !bound ? `mcp-auth login ${url}` : undefined,
    },
    ...(profile !== undefined && bound ? [await examineAccess(context, url)] : []),
  ]
}

/** Off by more than this, a fresh token looks expired, or one that has not begun (RFC 9068 §4, RFC 9449 §11.1). */
const MOST_SKEW = 60_000

/** Compares this machine's clock with what the server writes on its answers. */
function examineClock(context: Context, url: string): Promise<Finding> {
  return attempt('clock', async () => {
    const answer = await send(context, { method: 'GET', url, headers: { accept: 'application/json' } })
    answer.discard()
    const theirs = Date.parse(answer.header('date') ?? '')
    if (Number.isNaN(theirs)) return 'the server does not tell its time'
    const skew = context.env.now() - theirs
    if (Math.abs(skew) <= MOST_SKEW) return 'agrees with the server'
    const off = `${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'ahead of' : 'behind'} the server`
    throw new CliError('failed', `this machine is ${off}`, { hint: 'set the clock of the one that is wrong' })
  })
}

/** Uses the login, renewed if need be: what it is good for is what the server says of it. */
function examineAccess(context: Context, url: string): Promise<Finding> {
  return attempt('access', async () => {
    const access = { url, profileId: undefined, ask: undefined }
    const version = await withAccess(context, access, async (credentials) => {
      const session = await openSession({ context, url, credentials }, undefined, 'newest')
      await session.close()
      return session.protocolVersion
    })
    return `the server takes the token, and speaks ${version}`
  })
}

async function attempt(check: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await look() }
  } catch (error) {
    if (!(error instanceof CliError) || error.failure === 'interrupted') throw error
    return { check, ok: false, detail: error.message, next: error.details.hint }
  }
}
