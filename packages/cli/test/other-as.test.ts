import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { json, type LoopbackServer, NOT_FOUND, serve } from './support/http-server.ts'
import { answerMcp } from './support/mcp-server.ts'
import { startTerminal } from './support/terminal.ts'

/** An authorization server that this project did not write, in front of the fake MCP server. */
let issuer = ''
let mcp: LoopbackServer
let provider: Provider
const server = createServer((request, response) => void provider.callback()(request, response))

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  mcp = await serve(async (request) => {
    if (request.path === '/.well-known/oauth-protected-resource/mcp') {
      return json(200, {
        resource: `${mcp.origin}/mcp`,
        authorization_servers: [issuer],
        scopes_supported: ['mcp:read'],
      })
    }
    if (request.path !== '/mcp') return NOT_FOUND
    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const found = await provider.AccessToken.find(token)
    const allowed = found !== undefined && found.aud === `${mcp.origin}/mcp` && !found.isExpired
    if (!allowed) return { status: 401, headers: { 'www-authenticate': 'Bearer' } }
    return answerMcp(request, { era: 'both', sessions: false, eventStream: false, open: () => false })
  })
  provider = makeProvider()
})

afterAll(async () => {
  await mcp.close()
  server.close()
  server.closeAllConnections()
})

function makeProvider(): Provider {
  return new Provider(issuer, {
    scopes: ['openid', 'offline_access'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    features: {
      registration: { enabled: true },
      revocation: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope: 'mcp:read', accessTokenFormat: 'opaque', accessTokenTTL: 60 }),
        useGrantedResource: () => true,
      },
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => true,
    ttl: { AccessToken: 60, Grant: 3600, Interaction: 3600, RefreshToken: 3600, Session: 3600, AuthorizationCode: 60 },
    findAccount: (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    loadExistingGrant: async (ctx) => {
      const { client, session, params } = ctx.oidc
      const grant = new ctx.oidc.provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      })
      grant.addResourceScope(String(params?.['resource']), 'mcp:read')
      await grant.save()
      return grant
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['test'] },
  })
}

/** A user with a cookie jar who logs in when asked. */
async function visit(url: string): Promise<string> {
  const jar = new Map<string, string>()
  let at = new URL(url)
  for (let hop = 0; hop < 20; hop += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = at.pathname.startsWith('/interaction/')
      ? await answerPrompt(at, cookie)
      : await fetch(at, { redirect: 'manual', headers: at.origin === issuer ? { cookie } : {} })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1)
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = response.headers.get('location')
    if (location === null) return response.text()
    at = new URL(location, at)
  }
  throw new Error('too many redirects')
}

/** Answers a prompt through the provider's own interface, as its login and consent pages would. */
async function answerPrompt(at: URL, cookie: string): Promise<Response> {
  const interaction = await provider.Interaction.find(at.pathname.split('/').at(-1) ?? '')
  if (interaction === undefined) throw new Error('no such interaction')
  interaction.result = interaction.prompt.name === 'login' ? { login: { accountId: 'alice' } } : { consent: {} }
  await interaction.save(60)
  return fetch(interaction.returnTo, { redirect: 'manual', headers: { cookie } })
}

test('login, call, refresh and logout work with oidc-provider', async () => {
  const terminal = await startTerminal()
  terminal.browser = visit
  const url = `${mcp.origin}/mcp`
  const login = await terminal.run('login', url)
  expect(login.stderr).not.toContain('Error')
  expect(login).toMatchObject({ status: 0 })
  expect(await terminal.run('call', url, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
  terminal.advance(45)
  expect(await terminal.run('call', url, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
  expect(await terminal.run('login', url)).toMatchObject({ status: 0 })
  const logout = await terminal.run('logout', url)
  expect(logout.stdout).toContain('refresh token revoked')
  await terminal.remove()
}, 30_000)
