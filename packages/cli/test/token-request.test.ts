import { describe, expect, test } from 'vitest'
import { json, type Recorded, type Reply } from './support/http-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

const form = ({ body }: Recorded): Record<string, string> => Object.fromEntries(new URLSearchParams(body))

async function loggedIn(changes: Partial<Setup> = {}): Promise<World> {
  const started = await world(changes)
  expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
  return started
}

/** Token answers, changed. */
const issuing = (members: object): Partial<Setup> => ({
  deviate: (request, right) =>
    request.path === '/as/token' && right.status === 200
      ? json(200, { ...JSON.parse(right.body ?? ''), ...members })
      : right,
})

describe('a token request', () => {
  test('is a form in the body of a POST, and nothing secret is in its URL', async () => {
    verifies('client-posts-token-request', 'client-sends-code-verifier')
    const started = await loggedIn({ registeredMethod: 'client_secret_post', expiresIn: 60 })
    terminal().advance(31)
    await terminal().run('call', started.url, 'tools/list')
    const requests = started.to('/as/token')
    expect(requests).toHaveLength(2)
    for (const { method, headers, query } of requests) {
      expect(method).toBe('POST')
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
      expect([...query.keys()]).toEqual([])
    }
    expect(form(requests[0] as Recorded)['code_verifier']).toMatch(/^[\w.~-]{43,128}$/)
  })

  test.each([
    ['client_secret_basic', undefined, 'basic'],
    ['client_secret_post', undefined, 'post'],
    ['client_secret_basic', 'client_secret_post', 'post'],
  ] as const)('of a client with a secret, where %s is listed and %s said', async (listed, said, shown) => {
    verifies('client-authenticates-as-registered')
    const started = await world({ clients: { mine: 'hush' }, registeredMethod: listed })
    const variables = { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_CLIENT_SECRET: 'hush' }
    const method = said === undefined ? [] : ['--auth-method', said]
    await terminal().runWith({ variables }, 'login', started.url, '--client-id', 'mine', ...method)
    const [request] = started.to('/as/token')
    const basic = request?.headers.authorization?.startsWith('Basic ') === true
    const posted = request !== undefined && 'client_secret' in form(request)
    expect({ basic, posted }).toEqual({ basic: shown === 'basic', posted: shown === 'post' })
  })

  test('of a client with a secret is by Basic where nothing is listed (RFC 8414 §2)', async () => {
    verifies('client-authenticates-as-registered')
    const started = await world({
      clients: { mine: 'hush' },
      deviate: (request, right) => {
        if (request.path !== '/.well-known/oauth-authorization-server') return right
        const metadata = { ...JSON.parse(right.body ?? ''), token_endpoint_auth_methods_supported: undefined }
        return json(200, metadata)
      },
    })
    const variables = { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_CLIENT_SECRET: 'hush' }
    const login = await terminal().runWith({ variables }, 'login', started.url, '--client-id', 'mine')
    expect(login).toMatchObject({ status: 0 })
    expect(started.to('/as/token')[0]?.headers.authorization).toMatch(/^Basic /)
  })

  test.each(['bearer', 'BEARER', 'BeArEr'])('that is answered with token_type %s is understood', async (type) => {
    verifies('client-understands-token-type')
    const started = await loggedIn(issuing({ token_type: type }))
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
  })

  test('that is answered with less scope than asked for is told, and used', async () => {
    verifies('client-understands-token-type')
    const started = await world(issuing({ scope: 'mcp:read' }))
    const login = await terminal().run('login', started.url, '--scope', 'mcp:read mcp:write')
    expect(login).toMatchObject({ status: 0, stderr: expect.stringContaining('Not granted: mcp:write.') })
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    const status = await terminal().run('status', started.url, '--json')
    expect(JSON.parse(status.stdout).result.scope).toBe('mcp:read')
  })
})

describe('a refresh', () => {
  test.each(['none', 'client_secret_basic', 'client_secret_post'] as const)(
    'is authenticated by %s as always, and asks for no scope',
    async (registeredMethod) => {
      verifies('client-refreshes-within-grant', 'client-sends-resource-on-refresh')
      const started = await loggedIn({ registeredMethod, expiresIn: 60 })
      terminal().advance(31)
      expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
      const [first, second] = started.to('/as/token')
      const refresh = form(second as Recorded)
      expect(refresh).toMatchObject({ grant_type: 'refresh_token', resource: started.url })
      expect(refresh).not.toHaveProperty('scope')
      expect(second?.headers.authorization).toBe(first?.headers.authorization)
      expect(refresh['client_secret']).toBe(form(first as Recorded)['client_secret'])
    },
  )

  test('that brings no new refresh token keeps the old one', async () => {
    verifies('client-uses-rotated-refresh-token')
    const started = await loggedIn({
      expiresIn: 60,
      rotates: false,
      deviate: (request, right) =>
        request.path === '/as/token' && request.body.includes('refresh_token')
          ? json(200, { ...JSON.parse(right.body ?? ''), refresh_token: undefined })
          : right,
    })
    for (const _round of [1, 2]) {
      terminal().advance(31)
      expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    }
    const tokens = started.to('/as/token').slice(1).map(form)
    expect(tokens).toHaveLength(2)
    expect(tokens[1]?.['refresh_token']).toBe(tokens[0]?.['refresh_token'])
  })

  test.each(['invalid_scope', 'unauthorized_client', 'server_error'])(
    'refused with %s is tried once',
    async (error) => {
      verifies('client-drops-rejected-credentials')
      const started = await loggedIn({
        expiresIn: 60,
        deviate: (request, right): Reply =>
          request.path === '/as/token' && request.body.includes('refresh_token') ? json(400, { error }) : right,
      })
      terminal().advance(61)
      const refused = await terminal().run('call', started.url, 'tools/list')
      expectOneLine(refused)
      expect(started.to('/as/token')).toHaveLength(2)
    },
  )
})

describe('a server that gives no refresh token', () => {
  const none = issuing({ refresh_token: undefined })

  test('is logged in to all the same; at the end of the token a login is asked for', async () => {
    verifies('client-expects-no-refresh-token')
    const started = await loggedIn({ ...none, expiresIn: 60 })
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
    started.server.accessTokens.clear()
    terminal().advance(61)
    const ended = await terminal().run('call', started.url, 'tools/list')
    expectOneLine(ended)
    expect(ended).toMatchObject({ status: 4, stderr: expect.stringContaining(`mcp-auth login ${started.url}`) })
    expect(started.to('/as/token')).toHaveLength(1)
  })

  test('is asked for a new authorization where somebody is there', async () => {
    verifies('client-expects-no-refresh-token', 'client-authorizes-on-401')
    const started = await loggedIn({ ...none, expiresIn: 60 })
    started.server.accessTokens.clear()
    terminal().advance(61)
    expect(await terminal().run('call', started.url, 'tools/list', '--headless')).toMatchObject({ status: 0 })
    expect(started.to('/as/authorize')).toHaveLength(2)
  })
})

test('tokens go to their own servers, in their own places, and nowhere else', async () => {
  verifies('client-protects-tokens', 'client-sends-token-nowhere-else')
  const started = await loggedIn({ expiresIn: 60, era: 'handshake', sessions: true })
  terminal().advance(31)
  await terminal().run('call', started.url, 'tools/list')
  await terminal().run('discover', started.url)
  await terminal().run('login', started.url)
  await terminal().run('logout', started.url)
  const holding = (pattern: RegExp): readonly string[] => {
    const found = started.requests.filter((request) => {
      return pattern.test(`${JSON.stringify(request.headers)} ${request.body} ${request.query}`)
    })
    return [...new Set(found.map(({ path }) => path))].sort()
  }
  expect(holding(/\brt-\d/)).toEqual(['/as/revoke', '/as/token'])
  expect(holding(/\bat-\d/)).toEqual(['/as/revoke', '/mcp'])
})
