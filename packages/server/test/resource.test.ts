import { describe, expect, test } from 'vitest'
import { BASIC, JWT_BEARER, obtainIdJag } from './support/enterprise.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  messageOf,
  obtainCode,
  obtainTokens,
  RESOURCE,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { assertionForm, assertionParts, DEV_JWT_KEY, NOW, signed } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

const METADATA_URL = `${ISSUER}/.well-known/oauth-protected-resource/mcp/oauth`
const HANDSHAKE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'protocol-test', version: '1' },
}

interface Challenge {
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

/** The challenges of a field, by the grammar of RFC 9110 §11.6.1 as servers should write it: quoted parameters, each once. */
function challengesOf(field: string): readonly Challenge[] {
  const parsed: { scheme: string; parameters: Record<string, string> }[] = []
  const item = /\s*(?:([A-Za-z]+) )?([a-z_]+)="((?:[^"\\]|\\.)*)"(?:, |$)/y
  while (item.lastIndex < field.length) {
    const at = item.lastIndex
    const [, scheme, name = '', value = ''] = item.exec(field) ?? []
    if (name === '') throw new Error(`no challenge from ${at} on: ${field}`)
    if (scheme !== undefined) parsed.push({ scheme, parameters: {} })
    const current = parsed.at(-1)
    if (current === undefined || Object.hasOwn(current.parameters, name)) throw new Error(`${name} in ${field}`)
    current.parameters[name] = value
  }
  return parsed
}

const challengesIn = (response: Response) => challengesOf(response.headers.get('www-authenticate') ?? '')

async function token(harness: Harness, scope?: string): Promise<string> {
  const code = await obtainCode(harness, scope === undefined ? {} : { scope })
  return (await tokensOf(await harness.post('/oauth/token', codeRequest(code)))).access_token
}

const ping = { name: 'ping', arguments: {} }

describe('protected resource metadata', () => {
  verifies(
    'resource-publishes-metadata',
    'resource-lists-authorization-servers',
    'resource-makes-metadata-findable',
    'resource-names-itself-exactly',
    'resource-serves-metadata-openly',
  )

  test('is where the challenge and both well-known forms lead, and names its authorization server by its issuer', async () => {
    const harness = startHarness()
    const [bearer] = challengesIn(await harness.fetch(mcpRequest('tools/list', {}, undefined)))
    expect(bearer?.parameters['resource_metadata']).toBe(METADATA_URL)
    for (const url of [METADATA_URL, '/.well-known/oauth-protected-resource']) {
      const response = await harness.get(url, { origin: 'https://page.example' })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(await response.json()).toMatchObject({
        resource: RESOURCE,
        authorization_servers: [ISSUER],
        bearer_methods_supported: ['header'],
      })
    }
    const server = await harness.get('/.well-known/oauth-authorization-server')
    expect(await server.json()).toMatchObject({ issuer: ISSUER })
  })

  describe('lists the least scopes', () => {
    verifies('resource-lists-minimal-scopes', 'resource-omits-offline-access')

    test('that are enough to list and to call, with nothing administrative and no offline_access', async () => {
      const harness = startHarness({ offlineAccess: true })
      const { scopes_supported } = (await (await harness.get(METADATA_URL)).json()) as { scopes_supported: string[] }
      expect(scopes_supported).not.toContain('mcp:tools:admin')
      expect(scopes_supported).not.toContain('offline_access')
      const access = await token(harness, scopes_supported.join(' '))
      expect((await harness.fetch(mcpRequest('tools/list', {}, access))).status).toBe(200)
      expect((await harness.fetch(mcpRequest('tools/call', ping, access))).status).toBe(200)
      const bare = await harness.fetch(mcpRequest('tools/list', {}, undefined))
      expect(bare.headers.get('www-authenticate')).not.toContain('offline_access')
    })
  })
})

describe('without a token', () => {
  verifies('resource-answers-401', 'resource-challenges-401', 'resource-challenges-with-scope')

  test.each([
    { method: 'initialize', params: HANDSHAKE },
    { method: 'ping', params: {} },
    { method: 'notifications/initialized', params: {} },
    { method: 'server/discover', params: {}, modern: true },
    { method: 'tools/list', params: {} },
    { method: 'tools/list', params: {}, modern: true },
    { method: 'tools/call', params: ping },
    { method: 'tools/call', params: ping, modern: true },
    { method: 'resources/list', params: {} },
    { method: 'prompts/list', params: {} },
    { method: 'nothing/like-that', params: {} },
  ])('$method is 401 with a challenge of both schemes and its scope', async ({ method, params, modern = false }) => {
    const response = await startHarness().fetch(mcpRequest(method, params, undefined, { modern }))
    expect(response.status).toBe(401)
    const challenges = challengesIn(response)
    expect(challenges.map(({ scheme }) => scheme)).toEqual(['Bearer', 'DPoP'])
    for (const { parameters } of challenges) {
      expect(parameters['scope']).toBe('mcp:tools:list mcp:tools:echo mcp:tools:read')
      expect(parameters['error']).toBeUndefined()
    }
  })

  test('DELETE, which ends a session, is 401 too', async () => {
    const response = await startHarness().fetch(new Request(RESOURCE, { method: 'DELETE' }))
    expect(response.status).toBe(401)
    expect(challengesIn(response)[0]?.parameters['resource_metadata']).toBe(METADATA_URL)
  })
})

describe('what a refusal says', () => {
  verifies('resource-uses-status-codes', 'resource-sends-well-formed-challenge', 'resource-reports-invalid-token')

  test.each<{ name: string; authorization?: string; narrow?: true; status: number; error?: string }>([
    { name: 'no token', status: 401 },
    { name: 'another scheme', authorization: 'Basic dTpw', status: 401 },
    { name: 'a bad token', authorization: 'Bearer nothing', status: 401, error: 'invalid_token' },
    { name: 'two tokens', authorization: 'Bearer one, Bearer two', status: 400, error: 'invalid_request' },
    { name: 'no token after the scheme', authorization: 'Bearer', status: 400, error: 'invalid_request' },
    { name: 'a token with too little scope', narrow: true, status: 403, error: 'insufficient_scope' },
  ])('$name: $status $error', async ({ authorization, narrow, status, error }) => {
    const harness = startHarness()
    const header = narrow === true ? `Bearer ${await token(harness, 'mcp:tools:list')}` : authorization
    const headers = header === undefined ? {} : { authorization: header }
    const response = await harness.fetch(mcpRequest('tools/call', ping, undefined, { headers }))
    expect(response.status).toBe(status)
    const [first] = challengesIn(response)
    expect(first?.scheme).toBe('Bearer')
    expect(first?.parameters['error']).toBe(error)
    expect(first?.parameters['resource_metadata']).toBe(METADATA_URL)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})

describe('every request is judged by itself', () => {
  verifies('resource-validates-every-request')

  test.each(['initialize', 'server/discover'])('a good %s opens nothing for the next request', async (first) => {
    const harness = startHarness()
    const modern = first === 'server/discover'
    const response = await harness.fetch(
      mcpRequest(first, modern ? {} : HANDSHAKE, await token(harness), modern ? { modern } : {}),
    )
    expect(response.status).toBe(200)
    const session = response.headers.get('mcp-session-id')
    const headers = session === null ? {} : { 'mcp-session-id': session }
    for (const bad of [undefined, 'nothing']) {
      expect((await harness.fetch(mcpRequest('tools/list', {}, bad, { modern, headers }))).status).toBe(401)
    }
  })
})

describe('a token anywhere else than in its header is none', () => {
  verifies('resource-ignores-query-tokens')

  test('query and body: 401, and beside a header they change nothing', async () => {
    const harness = startHarness()
    const access = await token(harness)
    const path = `/mcp/oauth?access_token=${access}`
    expect((await harness.fetch(mcpRequest('tools/list', {}, undefined, { path }))).status).toBe(401)
    expect((await harness.fetch(mcpRequest('tools/list', {}, 'nothing', { path }))).status).toBe(401)
    expect((await harness.fetch(mcpRequest('tools/list', { access_token: access }, undefined))).status).toBe(401)
    expect((await harness.post('/mcp/oauth', { access_token: access })).status).toBe(401)
  })
})

describe('too little scope', () => {
  verifies('resource-reports-insufficient-scope', 'resource-challenges-all-scopes-at-once')

  test('one challenge names all that the operation needs, the same each time, and they are enough', async () => {
    const harness = startHarness()
    const message = (id: number, name: string) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name, arguments: {} },
    })
    const accept = 'application/json, text/event-stream'
    const batch = async (names: readonly string[], access: string) =>
      harness.postJson(
        '/mcp/oauth',
        names.map((name, id) => message(id, name)),
        {
          authorization: `Bearer ${access}`,
          accept,
        },
      )
    const narrow = await token(harness, 'mcp:tools:list')
    const scopes = []
    for (const names of [
      ['ping', 'whoami'],
      ['whoami', 'ping'],
      ['whoami', 'ping', 'ping'],
    ]) {
      const response = await batch(names, narrow)
      expect(response.status).toBe(403)
      const [challenge] = challengesIn(response)
      expect(challenge?.parameters['error']).toBe('insufficient_scope')
      scopes.push(challenge?.parameters['scope'])
    }
    expect(new Set(scopes)).toEqual(new Set(['mcp:tools:echo mcp:tools:read']))
    expect((await batch(['ping', 'whoami'], await token(harness, scopes[0]))).status).toBe(200)
  })
})

describe('versions', () => {
  verifies('resource-refuses-unsupported-version', 'resource-uses-modern-errors', 'resource-implements-discover')

  test.each(['2024-10-07', '2099-01-01', 'nonsense'])('%s in the header, with a good token: 400', async (version) => {
    const harness = startHarness()
    const headers = { 'mcp-protocol-version': version }
    expect((await harness.fetch(mcpRequest('tools/list', {}, await token(harness), { headers }))).status).toBe(400)
  })

  test('no version: taken for 2025-03-26', async () => {
    const harness = startHarness()
    expect((await harness.fetch(mcpRequest('tools/list', {}, await token(harness)))).status).toBe(200)
  })

  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'protocol-test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }

  test.each<{
    name: string
    method?: string
    headers?: Record<string, string>
    meta?: unknown
    status: number
    code: number
  }>([
    {
      name: 'another version in the header',
      headers: { 'mcp-protocol-version': '2025-11-25' },
      status: 400,
      code: -32020,
    },
    { name: 'another method in the header', headers: { 'mcp-method': 'tools/call' }, status: 400, code: -32020 },
    { name: 'no method in the header', headers: { 'mcp-method': '' }, status: 400, code: -32020 },
    {
      name: 'an unknown version',
      headers: { 'mcp-protocol-version': '2099-01-01' },
      meta: { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' },
      status: 400,
      code: -32022,
    },
    {
      name: 'no client capabilities',
      meta: { ...META, 'io.modelcontextprotocol/clientCapabilities': undefined },
      status: 400,
      code: -32602,
    },
    { name: 'an unknown method', method: 'nothing/like-that', status: 404, code: -32601 },
  ])('2026-07-28, $name: $status $code', async ({ method = 'tools/list', headers = {}, meta = META, status, code }) => {
    const harness = startHarness()
    const right = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method }
    const all = Object.entries({ ...right, ...headers }).filter(([, value]) => value !== '')
    const response = await harness.postJson(
      '/mcp/oauth',
      { jsonrpc: '2.0', id: 7, method, params: { _meta: meta } },
      {
        authorization: `Bearer ${await token(harness)}`,
        accept: 'application/json, text/event-stream',
        ...Object.fromEntries(all),
      },
    )
    expect(response.status).toBe(status)
    expect(await messageOf(response)).toMatchObject({ id: 7, error: { code } })
  })

  test('server/discover, with a token; GET and DELETE are 405, stray headers of sessions change nothing', async () => {
    const harness = startHarness()
    const access = await token(harness)
    const headers = { 'mcp-session-id': 'stray', 'last-event-id': '7' }
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('server/discover', {}, access, { modern: true, headers })),
    )
    expect(result).toMatchObject({ supportedVersions: ['2026-07-28'] })
    for (const method of ['GET', 'DELETE']) {
      const request = new Request(RESOURCE, {
        method,
        headers: { authorization: `Bearer ${access}`, 'mcp-protocol-version': '2026-07-28' },
      })
      expect((await harness.fetch(request)).status).toBe(405)
    }
  })
})

describe('what is no right request of the transport, with a good token', () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
  const both = 'application/json, text/event-stream'

  test.each<{ name: string; headers: Record<string, string>; body?: unknown; status: number }>([
    { name: 'only JSON accepted', headers: { accept: 'application/json' }, status: 406 },
    { name: 'only streams accepted', headers: { accept: 'text/event-stream' }, status: 406 },
    { name: 'nothing accepted', headers: {}, status: 406 },
    { name: 'text', headers: { accept: both, 'content-type': 'text/plain' }, status: 415 },
    {
      name: 'too long',
      headers: { accept: both },
      body: { ...list, params: { x: 'y'.repeat(4_200_000) } },
      status: 413,
    },
    { name: 'a batch without end', headers: { accept: both }, body: Array(1000).fill(list), status: 400 },
  ])('$name: $status', async ({ headers, body = list, status }) => {
    const harness = startHarness()
    const authorization = `Bearer ${await token(harness)}`
    const response = await harness.postJson('/mcp/oauth', body, { authorization, ...headers })
    expect(response.status).toBe(status)
    expect(response.headers.get('www-authenticate')).toBeNull()
  })
})

/** What differs between the ways to get a token; the rest of the request is the same. */
type Ask = (harness: Harness, wanted: { scope: string; resource: string }) => Promise<Response>

const extensionGrants: readonly { readonly name: string; readonly ask: Ask }[] = [
  {
    name: 'client credentials, by a secret',
    ask: (harness, wanted) =>
      harness.post('/oauth/token', {
        grant_type: 'client_credentials',
        client_id: 'dev-confidential-client',
        client_secret: 'dev-confidential-secret',
        ...wanted,
      }),
  },
  {
    name: 'client credentials, by an assertion',
    ask: async (harness, wanted) => {
      const form = await assertionForm(assertionParts())
      return harness.post('/oauth/token', { grant_type: 'client_credentials', ...form, ...wanted })
    },
  },
  {
    name: 'an ID-JAG of the identity provider',
    ask: async (harness, wanted) => {
      const assertion = await obtainIdJag(harness, wanted)
      return harness.post('/oauth/token', { grant_type: JWT_BEARER, assertion, ...wanted }, BASIC)
    },
  },
  {
    name: 'the JWT of a workload',
    ask: async (harness, wanted) => {
      const claims = {
        iss: 'https://workload.example',
        sub: 'spiffe://workload.example/agent',
        aud: `${ISSUER}/oauth/token`,
        iat: NOW,
        exp: NOW + 60,
        jti: 'of-one-pod',
      }
      const assertion = await signed({ alg: 'ES256', kid: DEV_JWT_KEY.kid }, claims, DEV_JWT_KEY)
      return harness.post('/oauth/token', { grant_type: JWT_BEARER, assertion, ...wanted })
    },
  },
]

describe('a token of an extension', () => {
  verifies('resource-validates-extension-tokens')

  test.each(extensionGrants)('$name: audience, scope and expiry hold as for any', async ({ ask }) => {
    const harness = startHarness({ surfaces: ['oauth', 'oauth-v21'] })
    const obtain = async (resource: string) =>
      (await tokensOf(await ask(harness, { scope: 'mcp:tools:list', resource }))).access_token
    const good = await obtain(RESOURCE)
    expect((await harness.fetch(mcpRequest('tools/list', {}, good))).status).toBe(200)
    expect((await harness.fetch(mcpRequest('tools/call', ping, good))).status).toBe(403)
    const sibling = await obtain(`${ISSUER}/mcp/oauth-v21`)
    expect((await harness.fetch(mcpRequest('tools/list', {}, sibling))).status).toBe(401)
    harness.clock.advance(3600)
    expect((await harness.fetch(mcpRequest('tools/list', {}, good))).status).toBe(401)
  })
})

describe('consent', () => {
  verifies('resource-asks-consent-per-client')

  test('is asked for each client, in the same browser too', async () => {
    const harness = startHarness()
    const ask = async (clientId: string, cookie?: string) =>
      harness.get(
        authorizationRequest({ client_id: clientId, approval_mode: 'manual' }),
        cookie === undefined ? {} : { cookie },
      )
    const first = await ask('dev-public-client')
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    const handle = /name="request" value="([^"]+)"/.exec(await first.text())?.[1] ?? ''
    const approved = await harness.post(
      '/oauth/authorize/consent',
      { request: handle, decision: 'approve', subject: 'test-user' },
      { cookie, origin: ISSUER },
    )
    expect(approved.headers.get('location')).toContain('code=')
    const { client_id } = await obtainTokens(harness)
    const second = await ask(client_id, cookie)
    expect(second.status).toBe(200)
    expect(await second.text()).toContain('name="decision"')
  })
})
