import type { Context } from '../context.ts'
import type { Discovery } from '../discovery/discover.ts'
import { CliError } from '../errors.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
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
      throw new CliError('failed', `others can read ${store.path} (mode ${mode.toString(8)}); chmod 600 it`)
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
    {
      check: 'login',
      ok: bound,
      detail: profile === undefined ? 'none' : bound ? `profile ${profile.id}` : 'is of another authorization server',
    },
  ]
}

async function attempt(check: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await look() }
  } catch (error) {
    if (!(error instanceof CliError) || error.failure === 'interrupted') throw error
    return { check, ok: false, detail: error.message }
  }
}
