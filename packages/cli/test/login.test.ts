import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { json } from './support/http-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { followRedirects } from './support/terminal.ts'
import { verifies } from './support/verifies.ts'
import type { Setup } from './support/world.ts'

const { terminal, world } = useWorlds()

describe('login by authorization code', () => {
  test('ends with a saved profile that works', async () => {
    verifies(
      'client-uses-code-flow',
      'client-sends-code-challenge',
      'client-uses-s256',
      'client-sends-resource-in-authorization',
      'client-sends-canonical-resource',
      'client-sends-code-verifier',
      'client-sends-resource-in-token-request',
      'client-repeats-redirect-uri',
      'client-has-client-id',
      'client-supports-dynamic-registration',
      'client-sends-application-type',
      'client-chooses-application-type',
      'client-lists-refresh-grant',
      'client-follows-mcp-authorization',
    )
    const { url, to, server } = await world()
    const login = await terminal().run('login', url)
    expect(login).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Saved profile [0-9a-f]{8} \(auth-code\) for /),
    })
    const call = await terminal().run('call', url, 'tools/list')
    expect(call).toMatchObject({ status: 0, stderr: '' })
    expect(JSON.parse(call.stdout)).toMatchObject({ tools: [{ name: 'echo' }] })

    const [registration] = to('/as/register')
    expect(JSON.parse(registration?.body ?? '')).toEqual({
      client_name: 'mcp-auth CLI',
      application_type: 'native',
      redirect_uris: [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'mcp:read',
    })
    const [authorization] = to('/as/authorize')
    expect(Object.fromEntries(authorization?.query ?? [])).toEqual({
      response_type: 'code',
      client_id: 'registered-1',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      resource: url,
      scope: 'mcp:read',
    })
    const [token] = to('/as/token')
    expect(token?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: 'authorization_code',
      code: expect.stringMatching(/^code-/),
      redirect_uri: authorization?.query.get('redirect_uri'),
      code_verifier: expect.stringMatching(/^[\w-]{43,128}$/),
      resource: url,
      client_id: 'registered-1',
    })
    expect(server.accessTokens.size).toBe(1)
  })

  test('prints the URL alone on the line after a stable one, with --json too', async () => {
    const { url, server } = await world()
    const { stderr, stdout } = await terminal().run('login', url, '--json')
    expect(stderr).toMatch(new RegExp(`^Open this URL to authorize:\\n${server.origin}/as/authorize\\?\\S+$`, 'm'))
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      ok: true,
      command: 'login',
      result: { url, resource: url, authMode: 'auth-code', issuer: server.issuer, scope: 'mcp:read' },
    })
  })

  test('opens a browser only when asked', async () => {
    const { url } = await world()
    const opened: string[] = []
    const openBrowser = async (link: string): Promise<void> => void opened.push(link)
    await terminal().runWith({ openBrowser }, 'login', url)
    expect(opened).toEqual([])
    await terminal().runWith({ openBrowser }, 'login', url, '--open-browser')
    expect(opened).toEqual([expect.stringContaining('/as/authorize?')])
  })

  test('uses a new state, verifier and challenge each time', async () => {
    verifies('client-renews-code-verifier', 'client-sends-state')
    const { url, to } = await world()
    await terminal().run('login', url)
    await terminal().run('login', url)
    for (const name of ['state', 'code_challenge']) {
      expect(new Set(to('/as/authorize').map(({ query }) => query.get(name))).size).toBe(2)
    }
  })

  test('keeps the query of the authorization endpoint and sends nothing twice', async () => {
    verifies('client-keeps-endpoint-query')
    const { url, to } = await world({ authorizationQuery: '?tenant=a%20b&scope=decoy' })
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
    const query = to('/as/authorize')[0]?.query
    expect(query?.getAll('tenant')).toEqual(['a b'])
    expect(query?.getAll('scope')).toEqual(['mcp:read'])
  })

  test('a second login to the same issuer and resource replaces the first, and reuses its client', async () => {
    verifies('client-reuses-registration')
    const { url, to } = await world()
    const first = await terminal().run('login', url, '--json')
    const second = await terminal().run('login', url, '--json')
    expect(JSON.parse(second.stdout).result.profile).toBe(JSON.parse(first.stdout).result.profile)
    expect(JSON.parse((await terminal().run('profile', 'list', '--json')).stdout).result).toHaveLength(1)
    expect(to('/as/register')).toHaveLength(1)
    const redirects = to('/as/authorize').map(({ query }) => query.get('redirect_uri'))
    expect(redirects[1]).toBe(redirects[0])
  })

  test('registers anew when the port of the saved client is taken', async () => {
    const { url, to } = await world()
    await terminal().run('login', url)
    const port = Number(new URL(to('/as/authorize')[0]?.query.get('redirect_uri') ?? '').port)
    const squatter = createServer()
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve))
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
    squatter.close()
    expect(to('/as/register')).toHaveLength(2)
  })

  test('--register registers anew', async () => {
    const { url, to } = await world()
    await terminal().run('login', url)
    await terminal().run('login', url, '--register')
    expect(to('/as/register')).toHaveLength(2)
  })

  test('registers anew, once, when the server forgot the saved client', async () => {
    verifies('client-reuses-registration')
    const { url, to, server } = await world()
    await terminal().run('login', url)
    server.clients.clear()
    terminal().browser = async (link) => {
      if (server.clients.size > 0) return followRedirects(link)
      const asked = new URL(link).searchParams
      const back = new URLSearchParams({
        error: 'unauthorized_client',
        state: asked.get('state') ?? '',
        iss: server.issuer,
      })
      return fetch(`${asked.get('redirect_uri')}?${back}`)
    }
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
    expect(to('/as/register')).toHaveLength(2)
  })

  test('the client of one issuer is never shown to another', async () => {
    verifies('client-separates-issuers', 'client-reuses-no-foreign-credentials')
    const first = await world()
    const second = await world()
    await terminal().run('login', first.url)
    await terminal().run('login', second.url)
    expect(second.to('/as/register')).toHaveLength(1)
  })
})

describe('client identity', () => {
  test.each(['client_secret_basic', 'client_secret_post'] as const)(
    'obeys the registered method %s',
    async (registeredMethod) => {
      verifies('client-follows-registered-values', 'client-authenticates-as-registered')
      const { url, to } = await world({ registeredMethod })
      expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
      const token = to('/as/token')[0]
      expect(token?.headers.authorization?.startsWith('Basic ') ?? false).toBe(
        registeredMethod === 'client_secret_basic',
      )
    },
  )

  test('a configured client goes before everything else', async () => {
    verifies('client-prefers-registration-order', 'client-accepts-static-credentials')
    const clients = { mine: undefined }
    const { url, to } = await world({ clients, clientIdMetadataDocuments: true })
    expect(await terminal().run('login', url, '--client-id', 'mine')).toMatchObject({ status: 0 })
    expect(to('/as/register')).toEqual([])
    expect(to('/as/authorize')[0]?.query.get('client_id')).toBe('mine')
  })

  test('Basic credentials are form-encoded', async () => {
    verifies('client-encodes-basic-credentials')
    const clients = { 'my client': 'a:b+c%d é' }
    const { url } = await world({ clients, registeredMethod: 'client_secret_basic', registration: false })
    const variables = { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_CLIENT_SECRET: 'a:b+c%d é' }
    const login = await terminal().runWith({ variables }, 'login', url, '--client-id', 'my client')
    expect(login).toMatchObject({ status: 0 })
  })

  test('a secret on the command line is accepted with a warning, on standard input without', async () => {
    const { url } = await world({ clients: { mine: 'hush' }, registeredMethod: 'client_secret_post' })
    const typed = await terminal().run('login', url, '--client-id', 'mine', '--client-secret', 'hush')
    expect(typed).toMatchObject({ status: 0, stderr: expect.stringContaining('visible to every user') })
    const stdin = { isTTY: false, text: async () => 'hush\n', line: async () => undefined }
    const piped = await terminal().runWith({ stdin }, 'login', url, '--client-id', 'mine', '--client-secret', '-')
    expect(piped).toMatchObject({ status: 0 })
    expect(piped.stderr).not.toContain('visible')
  })

  test('a metadata document is used where the server supports it', async () => {
    verifies('client-supports-metadata-documents', 'client-prefers-registration-order')
    const { url, to } = await world({ clientIdMetadataDocuments: true })
    const document = 'https://client.example/mcp.json'
    expect(await terminal().run('login', url, '--client-metadata-url', document)).toMatchObject({ status: 0 })
    expect(to('/as/register')).toEqual([])
    expect(to('/as/authorize')[0]?.query.get('client_id')).toBe(document)
  })

  test('a metadata document is not used where the server does not advertise it', async () => {
    verifies('client-supports-metadata-documents')
    const { url, to } = await world()
    await terminal().run('login', url, '--client-metadata-url', 'https://client.example/mcp.json')
    expect(to('/as/authorize')[0]?.query.get('client_id')).toBe('registered-1')
  })

  test('a registration refused for its scope is tried once without', async () => {
    verifies('client-survives-rejected-registration')
    const { url, to } = await world({
      deviate: (request, reply) =>
        request.path === '/as/register' && request.body.includes('"scope"')
          ? json(400, { error: 'invalid_client_metadata' })
          : reply,
    })
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
    expect(to('/as/register')).toHaveLength(2)
  })

  test('a registration refused for anything else is not tried again', async () => {
    verifies('client-survives-rejected-registration')
    const { url, to } = await world({
      challengeScope: undefined,
      deviate: (request, reply) =>
        request.path === '/as/register' ? json(400, { error: 'invalid_client_metadata' }) : reply,
    })
    expect(await terminal().run('login', url)).toMatchObject({ status: 1 })
    expect(to('/as/register')).toHaveLength(1)
  })

  test('without any way to be known, says what to give', async () => {
    const { url, to } = await world({ registration: false })
    const login = await terminal().run('login', url)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('--client-id') })
    expect(to('/as/authorize')).toEqual([])
  })
})

describe('scope', () => {
  const asked = async (setup: Partial<Setup>, ...args: string[]): Promise<string | null | undefined> => {
    const { url, to } = await world(setup)
    await terminal().run('login', url, ...args)
    return to('/as/authorize')[0]?.query.get('scope')
  }
  const resourceScopes = ['a', 'b']
  test('the user decides first', async () => expect(await asked({}, '--scope', 'x y')).toBe('x y'))
  test('then the challenge, whatever the resource lists', async () => {
    verifies('client-requests-challenged-scope', 'client-trusts-challenged-scope')
    expect(await asked({ resourceScopes })).toBe('mcp:read')
  })
  test('then the resource', async () => {
    verifies('client-requests-supported-scopes')
    expect(await asked({ challengeScope: undefined, resourceScopes })).toBe('a b')
  })
  test('else none is sent', async () => {
    verifies('client-omits-unknown-scope')
    expect(await asked({ challengeScope: undefined, scopesSupported: ['trap', 'offline_access'] })).toBeNull()
  })
  test('offline_access joins only where the server lists it', async () => {
    verifies('client-may-request-offline-access')
    expect(await asked({ scopesSupported: ['mcp:read', 'offline_access'] })).toBe('mcp:read offline_access')
  })
})
