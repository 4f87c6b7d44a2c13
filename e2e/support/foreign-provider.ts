import Provider from 'oidc-provider'
import { openPort } from './sdk-resource.ts'

/** An oidc-provider whose users log in and agree when asked. */
export interface ForeignProvider {
  readonly issuer: string
  readonly provider: Provider
  /** A browser with a cookie jar, whose user agrees to everything. */
  readonly visit: (url: string) => Promise<string>
  close(): void
}

/** Starts one, with registration and, beside it, the clients given. */
export async function startProvider(clients: readonly object[], scope: string): Promise<ForeignProvider> {
  const { origin: issuer, answer, close } = await openPort()
  const provider = new Provider(issuer, {
    clients,
    scopes: ['openid', 'offline_access'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    features: {
      registration: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope, accessTokenFormat: 'opaque', accessTokenTTL: 3600 }),
        useGrantedResource: () => true,
      },
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => true,
    ttl: {
      AccessToken: 3600,
      Grant: 3600,
      Interaction: 3600,
      RefreshToken: 3600,
      Session: 3600,
      AuthorizationCode: 60,
    },
    findAccount: (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    loadExistingGrant: async ({ oidc: { client, session, params, provider: own } }) => {
      const grant = new own.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' })
      grant.addResourceScope(String(params?.['resource']), scope)
      await grant.save()
      return grant
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['test'] },
  })
  answer((request, response) => void provider.callback()(request, response))
  return { issuer, provider, visit: (url) => visit(provider, issuer, url), close }
}

async function visit(provider: Provider, issuer: string, url: string): Promise<string> {
  const jar = new Map<string, string>()
  let at = new URL(url)
  for (let hop = 0; hop < 20; hop += 1) {
    const cookie = at.origin === issuer ? [...jar].map(([name, value]) => `${name}=${value}`).join('; ') : ''
    const next = at.pathname.startsWith('/interaction/') ? await agree(provider, at) : at.href
    const response = await fetch(next, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1)
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = response.headers.get('location')
    if (location === null) return response.text()
    at = new URL(location, next)
  }
  throw new Error('too many redirects')
}

/** Answers a prompt by the provider's own interface, as its pages would; says where it goes on. */
async function agree(provider: Provider, at: URL): Promise<string> {
  const interaction = await provider.Interaction.find(at.pathname.split('/').at(-1) ?? '')
  if (interaction === undefined) throw new Error('no such interaction')
  interaction.result = interaction.prompt.name === 'login' ? { login: { accountId: 'alice' } } : { consent: {} }
  await interaction.save(60)
  return interaction.returnTo
}
