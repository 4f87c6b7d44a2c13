import { describe, expect, test } from 'vitest'
import {
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
import { verifies } from './support/verifies.ts'

const METADATA_URL = `${ISSUER}/.well-known/oauth-protected-resource/mcp/oauth`

/** An access token with the given scope. */
async function token(harness: Harness, scope = 'mcp:tools:list mcp:tools:echo mcp:tools:read'): Promise<string> {
  return (await tokensOf(await harness.post('/oauth/token', codeRequest(await obtainCode(harness, { scope })))))
    .access_token
}

async function mint(harness: Harness): Promise<string> {
  return (await tokensOf(await harness.post('/test-auth/bearer-token/mint', {}))).access_token
}

describe('protected resource metadata (RFC 9728)', () => {
  test.each(['/mcp/oauth', ''])('at the well-known URL%s', async (suffix) => {
    const response = await startHarness().get(`/.well-known/oauth-protected-resource${suffix}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({
      resource: RESOURCE,
      authorization_servers: [ISSUER],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'Ed25519', 'EdDSA'],
      dpop_bound_access_tokens_required: false,
      scopes_supported: ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read'],
      resource_name: expect.any(String),
    })
  })

  test('ignores what a request claims to be (bug 3 of the original)', async () => {
    const response = await startHarness().get('/.well-known/oauth-protected-resource?resource=https://evil.example/')
    expect(await response.json()).toMatchObject({ resource: RESOURCE })
  })

  test.each([
    '/.well-known/oauth-protected-resource/mcp/bearer-token',
    '/mcp/bearer-token/.well-known/oauth-protected-resource',
  ])('is not there for the static-bearer surface: %s', async (path) => {
    expect((await startHarness().get(path)).status).toBe(404)
  })
})

describe('authorization server metadata (RFC 8414)', () => {
  verifies(
    'server-publishes-metadata',
    'server-names-issuer-exactly',
    'server-lists-s256',
    'server-announces-iss',
    'server-signals-registration',
  )

  test('says what is served, under the issuer, and nothing else', async () => {
    const response = await startHarness().get('/.well-known/oauth-authorization-server')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/oauth/authorize`,
      token_endpoint: `${ISSUER}/oauth/token`,
      jwks_uri: `${ISSUER}/oauth/jwks.json`,
      device_authorization_endpoint: `${ISSUER}/oauth/device/authorize`,
      pushed_authorization_request_endpoint: `${ISSUER}/oauth/par`,
      require_pushed_authorization_requests: false,
      registration_endpoint: `${ISSUER}/oauth/register`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: expect.arrayContaining(['authorization_code', 'refresh_token', 'client_credentials']),
      authorization_grant_profiles_supported: ['urn:ietf:params:oauth:grant-profile:id-jag'],
      token_endpoint_auth_methods_supported: expect.arrayContaining([
        'none',
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ]),
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      introspection_endpoint: `${ISSUER}/oauth/introspect`,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      introspection_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      revocation_endpoint: `${ISSUER}/oauth/revoke`,
      revocation_endpoint_auth_methods_supported: expect.arrayContaining(['none', 'private_key_jwt']),
      revocation_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      code_challenge_methods_supported: ['S256'],
      dpop_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'Ed25519', 'EdDSA'],
      scopes_supported: ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read', 'mcp:tools:write', 'mcp:tools:admin'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      protected_resources: [RESOURCE],
    })
  })
})

describe('a request without a good token never reaches the protocol', () => {
  test.each<{ name: string; authorization?: string }>([
    { name: 'no Authorization header' },
    { name: 'another scheme', authorization: 'Basic dXNlcjpwYXNz' },
    { name: 'a scheme that only starts like ours', authorization: 'Bearerish x' },
  ])(
    '$name: 401 without error code, with the way to the authorization server (RFC 6750 §3.1, RFC 9728 §5.1)',
    async ({ authorization }) => {
      const request = mcpRequest(
        'tools/list',
        {},
        undefined,
        authorization === undefined ? {} : { headers: { authorization } },
      )
      const response = await startHarness().fetch(request)
      expect(response.status).toBe(401)
      const parameters = `realm="mcp-auth-test-server", scope="mcp:tools:list mcp:tools:echo mcp:tools:read", resource_metadata="${METADATA_URL}"`
      expect(response.headers.get('www-authenticate')).toBe(
        `Bearer ${parameters}, DPoP ${parameters}, algs="ES256 RS256 PS256 Ed25519 EdDSA"`,
      )
    },
  )

  test.each<{ name: string; token: (harness: Harness) => Promise<string> }>([
    { name: 'unknown', token: async () => 'nothing' },
    {
      name: 'expired',
      token: async (harness) => {
        const expired = await token(harness)
        harness.clock.advance(3600)
        return expired
      },
    },
    { name: 'a refresh token', token: async (harness) => (await obtainTokens(harness)).refresh_token ?? '' },
    { name: 'an authorization code', token: (harness) => obtainCode(harness) },
    { name: 'the static token', token: async () => 'test-bearer-token' },
    { name: 'a minted static token', token: mint },
  ])('$name: 401 invalid_token', async ({ token: make }) => {
    const harness = startHarness()
    const response = await harness.fetch(mcpRequest('tools/list', {}, await make(harness)))
    expect(response.status).toBe(401)
    const challenge = response.headers.get('www-authenticate')
    expect(challenge).toContain('error="invalid_token", error_description="')
    expect(challenge).toContain(`resource_metadata="${METADATA_URL}"`)
    expect(await response.json()).toMatchObject({ error: 'invalid_token' })
  })

  test('issued under another name of this server: another issuer, another resource', async () => {
    const harness = startHarness()
    const access = await token(harness)
    const request = mcpRequest('tools/list', {}, access)
    const elsewhere = new Request(request.url.replace('127.0.0.1', 'localhost'), request)
    expect((await harness.fetch(elsewhere)).status).toBe(401)
  })

  test('token in the query or in the body: 401 (MCP authorization, Token Requirements)', async () => {
    const harness = startHarness()
    const access = await token(harness)
    expect(
      (await harness.fetch(mcpRequest('tools/list', {}, undefined, { path: `/mcp/oauth?access_token=${access}` })))
        .status,
    ).toBe(401)
    expect((await harness.post('/mcp/oauth', { access_token: access })).status).toBe(401)
  })

  test.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer "x"', 'Bearer é'.normalize()])(
    'malformed header %j: 400',
    async (authorization) => {
      const value = Buffer.from(authorization, 'utf8').toString('latin1')
      const response = await startHarness().fetch(
        mcpRequest('tools/list', {}, undefined, { headers: { authorization: value } }),
      )
      expect(response.status).toBe(400)
      expect(response.headers.get('www-authenticate')).toContain('error="invalid_request"')
      expect(response.headers.get('www-authenticate')).toContain(`resource_metadata="${METADATA_URL}"`)
      expect(await response.json()).toMatchObject({ error: 'invalid_request' })
    },
  )

  test.each([
    { method: 'GET', sessions: true, allow: 'POST, DELETE' },
    { method: 'GET', sessions: false, allow: 'POST' },
    { method: 'DELETE', sessions: false, allow: 'POST' },
  ])('$method with sessions $sessions: 405', async ({ method, sessions, allow }) => {
    const response = await startHarness({ sessions }).fetch(new Request(RESOURCE, { method }))
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
  })
})

describe.each([{ modern: false }, { modern: true }])('with a good token, modern lifecycle: $modern', ({ modern }) => {
  test('the scheme may be written in any case', async () => {
    const harness = startHarness()
    const authorization = `bEARER ${await token(harness)}`
    expect(
      (await harness.fetch(mcpRequest('tools/list', {}, undefined, { modern, headers: { authorization } }))).status,
    ).toBe(200)
  })

  test('tools are listed, each with a description and a closed schema', async () => {
    const harness = startHarness()
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('tools/list', {}, await token(harness), { modern })),
    )
    const tools = result?.['tools'] as { name: string; description: string; inputSchema: Record<string, unknown> }[]
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['echo', 'ping', 'whoami']))
    for (const { description, inputSchema } of tools) {
      expect(description).not.toBe('')
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    }
  })

  test('ping answers', async () => {
    const harness = startHarness()
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('tools/call', { name: 'ping', arguments: {} }, await token(harness), { modern })),
    )
    expect(result).toMatchObject({
      structuredContent: { pong: true },
      content: [{ type: 'text', text: '{"pong":true}' }],
    })
  })

  test('a call may leave out its arguments', async () => {
    const harness = startHarness()
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('tools/call', { name: 'ping' }, await token(harness), { modern })),
    )
    expect(result).toMatchObject({ structuredContent: { pong: true } })
  })

  test('echo returns its arguments', async () => {
    const harness = startHarness()
    const call = { name: 'echo', arguments: { message: 'hi', count: 2, uppercase: true } }
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('tools/call', call, await token(harness), { modern })),
    )
    expect(result).toMatchObject({ structuredContent: { message: 'HI', count: 2, uppercase: true } })
  })

  test('whoami says whom the token speaks for, whatever the caller claims (bug 25 of the original)', async () => {
    const harness = startHarness()
    const access = await token(harness)
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('tools/call', { name: 'whoami', arguments: {} }, access, { modern })),
    )
    expect(result?.['structuredContent']).toEqual({
      identity: 'test-user',
      authenticated: true,
      client_id: 'dev-public-client',
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
      audience: RESOURCE,
      issuer: ISSUER,
      grant_type: 'authorization_code',
    })
    const claim = { name: 'whoami', arguments: { client_id: 'somebody-else' } }
    const claimed = await messageOf(await harness.fetch(mcpRequest('tools/call', claim, access, { modern })))
    expect(JSON.stringify(claimed)).not.toContain('"identity":"somebody-else"')
    expect(claimed.result).toMatchObject({ isError: true })
  })

  test('an argument of the wrong type is an error of the tool', async () => {
    const harness = startHarness()
    const call = { name: 'echo', arguments: { message: 5 } }
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('tools/call', call, await token(harness), { modern })),
    )
    expect(result).toMatchObject({ isError: true })
  })

  test('an unknown tool is -32602', async () => {
    const harness = startHarness()
    const { error } = await messageOf(
      await harness.fetch(
        mcpRequest('tools/call', { name: 'nothing', arguments: {} }, await token(harness), { modern }),
      ),
    )
    expect(error?.code).toBe(-32602)
  })

  test.each([
    { method: 'tools/list', params: {}, scope: 'mcp:tools:echo', needed: 'mcp:tools:list' },
    {
      method: 'tools/call',
      params: { name: 'ping', arguments: {} },
      scope: 'mcp:tools:list',
      needed: 'mcp:tools:echo',
    },
    {
      method: 'tools/call',
      params: { name: 'whoami', arguments: {} },
      scope: 'mcp:tools:list',
      needed: 'mcp:tools:read',
    },
  ])('too little scope for $method: 403 with what it needs', async ({ method, params, scope, needed }) => {
    const harness = startHarness()
    const response = await harness.fetch(mcpRequest(method, params, await token(harness, scope), { modern }))
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="mcp-auth-test-server", error="insufficient_scope", error_description="this operation needs the scope ${needed}", scope="${needed}", resource_metadata="${METADATA_URL}"`,
    )
  })
})

describe('the 2025 lifecycle', () => {
  const client = { capabilities: {}, clientInfo: { name: 'protocol-test', version: '1' } }

  test.each(['2025-03-26', '2025-06-18', '2025-11-25'])('initialize agrees on %s', async (protocolVersion) => {
    const harness = startHarness()
    const access = await token(harness)
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('initialize', { protocolVersion, ...client }, access)),
    )
    expect(result).toMatchObject({
      protocolVersion,
      serverInfo: { name: 'mcp-auth-test-server', version: '0.1.0' },
      capabilities: { tools: { listChanged: false } },
      instructions: expect.stringContaining('OAuth'),
    })
    const after = { 'mcp-protocol-version': protocolVersion }
    expect((await harness.fetch(mcpRequest('tools/list', {}, access, { headers: after }))).status).toBe(200)
  })

  test.each(['2024-11-05', '2026-07-28', '1999-01-01'])(
    'initialize offers a revision of its own for %s',
    async (protocolVersion) => {
      const harness = startHarness()
      const access = await token(harness)
      const { result } = await messageOf(
        await harness.fetch(mcpRequest('initialize', { protocolVersion, ...client }, access)),
      )
      expect(result).toMatchObject({ protocolVersion: '2025-11-25' })
    },
  )

  test('a notification is 202 without body', async () => {
    const harness = startHarness()
    const authorization = `Bearer ${await token(harness)}`
    const response = await harness.postJson(
      '/mcp/oauth',
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      {
        authorization,
        accept: 'application/json, text/event-stream',
      },
    )
    expect(response.status).toBe(202)
    expect(await response.text()).toBe('')
  })

  test('a batch may call one tool twice, and later revisions have no batches', async () => {
    const harness = startHarness()
    const authorization = `Bearer ${await token(harness)}`
    const call = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'ping', arguments: {} } })
    const batch = async (headers: Record<string, string>) =>
      (
        await harness.postJson('/mcp/oauth', [call(1), call(2)], {
          authorization,
          accept: 'application/json, text/event-stream',
          ...headers,
        })
      ).status
    expect(await batch({})).toBe(200)
    expect(await batch({ 'mcp-protocol-version': '2025-03-26' })).toBe(200)
    expect(await batch({ 'mcp-protocol-version': '2025-06-18' })).toBe(400)
    expect(await batch({ 'mcp-protocol-version': '2025-11-25' })).toBe(400)
  })

  test('a batch that cancels one of its own calls is answered all the same', async () => {
    const harness = startHarness()
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'ping', arguments: {} } }
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }
    const headers = {
      authorization: `Bearer ${await token(harness)}`,
      accept: 'application/json, text/event-stream',
    }
    const response = await harness.postJson('/mcp/oauth', [call, cancel], headers)
    expect(await response.json()).toMatchObject({ id: 1, result: { structuredContent: { pong: true } } })
    expect((await harness.postJson('/mcp/oauth', [cancel], headers)).status).toBe(202)
  })

  test('every member of a batch needs its scope', async () => {
    const harness = startHarness()
    const authorization = `Bearer ${await token(harness, 'mcp:tools:list')}`
    const headers = { authorization, accept: 'application/json, text/event-stream' }
    const ping = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'ping', arguments: {} } }
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
    expect((await harness.postJson('/mcp/oauth', [list, ping], headers)).status).toBe(403)
    expect((await harness.postJson('/mcp/oauth', [list], headers)).status).toBe(200)
  })
})

describe('the 2026-07-28 lifecycle', () => {
  test('server/discover', async () => {
    const harness = startHarness()
    const { result } = await messageOf(
      await harness.fetch(mcpRequest('server/discover', {}, await token(harness), { modern: true })),
    )
    expect(result).toMatchObject({ supportedVersions: ['2026-07-28'], capabilities: { tools: {} } })
  })

  test('a header that names another tool than the body is refused, and the body counts for the scope', async () => {
    const harness = startHarness()
    const call = { name: 'whoami', arguments: {} }
    const lying = { 'mcp-name': 'ping' }
    const narrow = await token(harness, 'mcp:tools:list mcp:tools:echo')
    expect((await harness.fetch(mcpRequest('tools/call', call, narrow, { modern: true, headers: lying }))).status).toBe(
      403,
    )
    const response = await harness.fetch(
      mcpRequest('tools/call', call, await token(harness), { modern: true, headers: lying }),
    )
    expect(response.status).toBe(400)
    expect((await messageOf(response)).error?.code).toBe(-32020)
  })
})

describe('a body that is no MCP message', () => {
  test.each([
    { name: 'no JSON', body: '{' },
    { name: 'empty', body: '' },
    { name: 'a number', body: '7' },
    { name: 'null', body: 'null' },
    { name: 'an empty batch', body: '[]' },
    { name: 'no method', body: '{"jsonrpc":"2.0","id":1}' },
    { name: 'method no string', body: '{"jsonrpc":"2.0","id":1,"method":7}' },
    { name: 'name no string', body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["ping"]}}' },
  ])('$name (bugs 26 and 27 of the original)', async ({ body }) => {
    const harness = startHarness()
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${await token(harness)}`,
    }
    const response = await harness.fetch(new Request(RESOURCE, { method: 'POST', headers, body }))
    expect(response.status).toBeLessThan(500)
    expect(await response.text()).not.toContain('"pong"')
  })

  test('a form: 415', async () => {
    const harness = startHarness()
    const response = await harness.post('/mcp/oauth', { x: '1' }, { authorization: `Bearer ${await token(harness)}` })
    expect(response.status).toBe(415)
  })
})

describe('the static-bearer surface', () => {
  const at = { path: '/mcp/bearer-token' }

  test.each<{ name: string; token: (harness: Harness) => Promise<string> }>([
    { name: 'the configured token', token: async () => 'test-bearer-token' },
    { name: 'a minted token', token: mint },
  ])('takes $name', async ({ token: make }) => {
    const harness = startHarness()
    const request = mcpRequest('tools/call', { name: 'whoami', arguments: {} }, await make(harness), at)
    const { result } = await messageOf(await harness.fetch(request))
    expect(result).toMatchObject({
      structuredContent: { identity: expect.stringContaining('bearer'), authenticated: true },
    })
  })

  test('takes the token of the settings instead of the default one', async () => {
    const harness = startHarness({ bearerToken: 'another' })
    expect((await harness.fetch(mcpRequest('tools/list', {}, 'another', at))).status).toBe(200)
    expect((await harness.fetch(mcpRequest('tools/list', {}, 'test-bearer-token', at))).status).toBe(401)
  })

  test('does not take a minted token that has ended', async () => {
    const harness = startHarness()
    const minted = await mint(harness)
    harness.clock.advance(300)
    expect((await harness.fetch(mcpRequest('tools/list', {}, minted, at))).status).toBe(401)
  })

  test('does not take an OAuth token, and its challenge leads nowhere', async () => {
    const harness = startHarness()
    const response = await harness.fetch(mcpRequest('tools/list', {}, await token(harness), at))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="mcp-auth-test-server", error="invalid_token", error_description="[^"]+"$/,
    )
    const bare = await harness.fetch(mcpRequest('tools/list', {}, undefined, at))
    expect(bare.headers.get('www-authenticate')).toBe('Bearer realm="mcp-auth-test-server"')
  })

  test('mints tokens that no cache keeps', async () => {
    const response = await startHarness().post('/test-auth/bearer-token/mint', {})
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^static_/),
      token_type: 'Bearer',
      expires_in: 300,
    })
  })
})
