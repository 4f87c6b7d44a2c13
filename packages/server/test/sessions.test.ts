import { describe, expect, test } from 'vitest'
import { type Harness, ISSUER, mcpRequest, messageOf, obtainTokens, startHarness, tokensOf } from './support/harness.ts'
import { verifies } from './support/verifies.ts'

const HANDSHAKE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'protocol-test', version: '1' },
}

const STATIC = '/mcp/bearer-token'

const initialize = (harness: Harness, token: string | undefined, path = '/mcp/oauth') =>
  harness.fetch(mcpRequest('initialize', HANDSHAKE, token, { path }))

/** The id of a session that this token begins. */
async function begin(harness: Harness, token: string | undefined, path?: string): Promise<string> {
  const id = (await initialize(harness, token, path)).headers.get('mcp-session-id')
  if (id === null) throw new Error('no session')
  return id
}

const list = (harness: Harness, token: string | undefined, session: string, path = '/mcp/oauth') =>
  harness.fetch(mcpRequest('tools/list', {}, token, { path, headers: { 'mcp-session-id': session } }))

const end = (harness: Harness, token: string | undefined, session?: string, more: Record<string, string> = {}) =>
  harness.fetch(
    new Request(`${ISSUER}/mcp/oauth`, {
      method: 'DELETE',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(session !== undefined && { 'mcp-session-id': session }),
        ...more,
      },
    }),
  )

const access = async (harness: Harness, changes: Record<string, string> = {}) =>
  (await obtainTokens(harness, changes)).access_token

describe('a session of the 2025 lifecycle', () => {
  verifies('resource-distrusts-session-id', 'resource-answers-404-to-ended-session')

  test('begins with the handshake, under an id that cannot be guessed', async () => {
    const harness = startHarness()
    const token = await access(harness)
    const ids = [await begin(harness, token), await begin(harness, token)]
    for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{32,}$/)
    expect(new Set(ids).size).toBe(2)
    expect((await list(harness, token, ids[0] ?? '')).status).toBe(200)
  })

  test('does not begin with a handshake that is refused', async () => {
    const harness = startHarness()
    const response = await harness.fetch(mcpRequest('initialize', { protocolVersion: 7 }, await access(harness)))
    expect(response.headers.get('mcp-session-id')).toBeNull()
    expect((await messageOf(response)).error).toBeDefined()
  })

  test('is no authentication: without a token 401, with a bad one 401', async () => {
    const harness = startHarness()
    const session = await begin(harness, await access(harness))
    expect((await list(harness, undefined, session)).status).toBe(401)
    expect((await list(harness, 'nothing', session)).status).toBe(401)
    expect((await end(harness, undefined, session)).status).toBe(401)
  })

  test.each<{ name: string; other: (harness: Harness) => Promise<string> }>([
    { name: 'another subject', other: (harness) => access(harness, { login_hint: 'alice' }) },
    { name: 'another client of the same subject', other: access },
  ])('is not there for $name: 404, and still is for its own', async ({ other }) => {
    const harness = startHarness()
    const token = await access(harness)
    const session = await begin(harness, token)
    const response = await list(harness, await other(harness), session)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: 'session_not_found' })
    expect((await end(harness, await other(harness), session)).status).toBe(404)
    expect((await list(harness, token, session)).status).toBe(200)
  })

  test('goes on with a refreshed token', async () => {
    const harness = startHarness()
    const { access_token, refresh_token = '', client_id } = await obtainTokens(harness)
    const session = await begin(harness, access_token)
    const refreshed = await harness.post('/oauth/token', { grant_type: 'refresh_token', refresh_token, client_id })
    expect((await list(harness, (await tokensOf(refreshed)).access_token, session)).status).toBe(200)
  })

  test('is not there at another endpoint', async () => {
    const harness = startHarness()
    const session = await begin(harness, 'test-bearer-token', STATIC)
    expect((await list(harness, 'test-bearer-token', session, STATIC)).status).toBe(200)
    expect((await list(harness, await access(harness), session)).status).toBe(404)
  })

  test('ends by DELETE: 204, then 404 with a good token', async () => {
    const harness = startHarness()
    const token = await access(harness)
    const session = await begin(harness, token)
    expect((await end(harness, token, session)).status).toBe(204)
    expect((await list(harness, token, session)).status).toBe(404)
    expect((await end(harness, token, session)).status).toBe(404)
  })

  test('ends with its lifetime', async () => {
    const harness = startHarness({ sessionLifetime: 60 })
    const token = await access(harness)
    const session = await begin(harness, token)
    harness.clock.advance(59)
    expect((await list(harness, token, session)).status).toBe(200)
    harness.clock.advance(1)
    expect((await list(harness, token, session)).status).toBe(404)
  })

  test('an unknown id is 404, and DELETE without one 400', async () => {
    const harness = startHarness()
    const token = await access(harness)
    expect((await list(harness, token, 'never-there')).status).toBe(404)
    expect((await end(harness, token)).status).toBe(400)
  })

  test('one too many is refused', async () => {
    const harness = startHarness({ sessionLimit: 1 })
    const token = await access(harness)
    expect((await initialize(harness, token)).status).toBe(200)
    const response = await initialize(harness, token)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' })
  })

  test('is no part of 2026-07-28: the header is ignored, DELETE is 405', async () => {
    const harness = startHarness()
    const token = await access(harness)
    const headers = { 'mcp-session-id': 'never-there' }
    expect((await harness.fetch(mcpRequest('tools/list', {}, token, { modern: true, headers }))).status).toBe(200)
    const session = await begin(harness, token)
    expect((await end(harness, token, session, { 'mcp-protocol-version': '2026-07-28' })).status).toBe(405)
  })

  test('need not be: a setting turns them off, and a client may do without', async () => {
    const off = startHarness({ sessions: false })
    const response = await initialize(off, await access(off))
    expect(response.status).toBe(200)
    expect(response.headers.get('mcp-session-id')).toBeNull()
    const on = startHarness()
    expect((await on.fetch(mcpRequest('tools/list', {}, await access(on)))).status).toBe(200)
  })
})

describe('methods that need no token, by setting', () => {
  const open = { openMethods: ['initialize', 'notifications/initialized', 'server/discover', 'tools/list'] }

  test.each([{ modern: false }, { modern: true }])(
    'are served without one, others not ($modern)',
    async ({ modern }) => {
      const harness = startHarness(open)
      expect((await harness.fetch(mcpRequest('tools/list', {}, undefined, { modern }))).status).toBe(200)
      const call = { name: 'ping', arguments: {} }
      expect((await harness.fetch(mcpRequest('tools/call', call, undefined, { modern }))).status).toBe(401)
    },
  )

  test('need no scope from who presents a token', async () => {
    const harness = startHarness(open)
    const narrow = await access(harness, { scope: 'mcp:tools:echo' })
    expect((await harness.fetch(mcpRequest('tools/list', {}, narrow))).status).toBe(200)
  })

  test.each(['nothing', 'test-bearer-token'])('a bad token is still refused: %s', async (token) => {
    expect((await startHarness(open).fetch(mcpRequest('tools/list', {}, token))).status).toBe(401)
  })

  test('a batch is open only if each of it is', async () => {
    const harness = startHarness(open)
    const accept = { accept: 'application/json, text/event-stream' }
    const listing = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
    const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'ping', arguments: {} } }
    expect((await harness.postJson('/mcp/oauth', [listing], accept)).status).toBe(200)
    expect((await harness.postJson('/mcp/oauth', [listing, call], accept)).status).toBe(401)
    expect((await harness.postJson('/mcp/oauth', [listing, { id: 3 }], accept)).status).toBe(401)
  })

  test('a session that began without a token becomes that of the first who presents one', async () => {
    const harness = startHarness(open)
    const session = await begin(harness, undefined)
    const token = await access(harness)
    expect((await list(harness, undefined, session)).status).toBe(200)
    expect((await list(harness, token, session)).status).toBe(200)
    expect((await list(harness, await access(harness), session)).status).toBe(404)
    expect((await list(harness, undefined, session)).status).toBe(404)
  })

  test('a word that is no method is refused', () => {
    expect(() => startHarness({ openMethods: ['tools/lst'] })).toThrow('openMethods has "tools/lst"; the methods are')
  })
})

describe('a broader scope stands for a narrower one', () => {
  verifies('resource-honours-scope-hierarchy')

  test.each([
    { scope: 'mcp:tools:write', status: 200 },
    { scope: 'mcp:tools:echo', status: 403 },
    { scope: 'mcp:tools:list', status: 403 },
  ])('$scope for what needs mcp:tools:read: $status', async ({ scope, status }) => {
    const harness = startHarness()
    const call = { name: 'whoami', arguments: {} }
    expect((await harness.fetch(mcpRequest('tools/call', call, await access(harness, { scope })))).status).toBe(status)
  })

  test('mcp:tools:admin for what needs mcp:tools:read', async () => {
    const harness = startHarness()
    const response = await harness.post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
      scope: 'mcp:tools:admin',
    })
    const call = mcpRequest('tools/call', { name: 'whoami', arguments: {} }, (await tokensOf(response)).access_token)
    expect((await harness.fetch(call)).status).toBe(200)
  })
})
