import { describe, expect, test } from 'vitest'
import { json, type Recorded, type Reply } from './support/http-server.ts'
import { useWorlds } from './support/setup.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25' } }
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }
const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' }

interface Bridged {
  readonly started: World
  readonly status: number
  readonly stderr: string
  readonly replies: readonly Record<string, unknown>[]
}

/** A local client that says these lines to the bridge, after a login. */
async function bridge(
  changes: Partial<Setup>,
  lines: readonly (object | string)[],
  ...more: string[]
): Promise<Bridged> {
  const started = await world({ era: 'handshake', ...changes })
  expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
  return { started, ...(await speak(started.url, lines, ...more)) }
}

async function speak(
  url: string,
  lines: readonly (object | string)[],
  ...more: string[]
): Promise<Omit<Bridged, 'started'>> {
  const left = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  const stdin = { isTTY: false, text: async () => '', line: async () => left.shift() }
  const { status, stdout, stderr } = await terminal().runWith({ stdin }, 'proxy', url, ...more)
  const replies = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
  return { status, stderr, replies }
}

const rpc = ({ body }: Recorded) => (body.startsWith('{') ? JSON.parse(body) : {})

describe('proxy', () => {
  test('carries the handshake’s session and revision, and ends the session with the input', async () => {
    const { started, status, replies } = await bridge({ sessions: true }, [initialize, initialized, list])
    expect(status).toBe(0)
    expect(replies.map(({ id }) => id)).toEqual([1, 2])
    const last = started
      .to('/mcp')
      .filter(({ method }) => method === 'POST')
      .at(-1)
    expect(last?.headers).toMatchObject({ 'mcp-session-id': 'session-1', 'mcp-protocol-version': '2025-11-25' })
    expect(started.to('/mcp').at(-1)).toMatchObject({ method: 'DELETE', headers: { 'mcp-session-id': 'session-1' } })
  })

  test('begins a session anew that the server has forgotten, with the client’s own words', async () => {
    let forgotten = false
    const deviate = (request: Recorded, reply: Reply): Reply => {
      if (rpc(request).method !== 'tools/list' || forgotten || reply.status === 401) return reply
      forgotten = true
      return { status: 404 }
    }
    const { started, replies } = await bridge({ sessions: true, deviate }, [initialize, initialized, list])
    expect(replies.map(({ id, result }) => [id, result !== undefined])).toEqual([
      [1, true],
      [2, true],
    ])
    const begun = started
      .to('/mcp')
      .map(rpc)
      .filter(({ method, id }) => method === 'initialize' && id === 1)
    expect(begun).toEqual([initialize, initialize])
  })

  test('renews the token that has ended', async () => {
    const started = await world({ era: 'handshake', expiresIn: 60 })
    await terminal().run('login', started.url)
    terminal().advance(61)
    const { replies, stderr } = await speak(started.url, [initialize, initialized, list])
    expect(stderr).toBe('')
    expect(replies.map(({ id }) => id)).toEqual([1, 2])
    expect(started.to('/as/token').map(({ body }) => new URLSearchParams(body).get('grant_type'))).toEqual([
      'authorization_code',
      'refresh_token',
    ])
  })

  test('a demand for more scope is an error with the command, nobody is asked', async () => {
    const deviate = (request: Recorded, reply: Reply): Reply =>
      rpc(request).method === 'tools/list' && reply.status !== 401
        ? { status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="mcp:write"' } }
        : reply
    const { started, replies, stderr } = await bridge({ deviate }, [initialize, initialized, list])
    expect(replies[1]).toMatchObject({ id: 2, error: { code: -32603, data: { code: 'unauthorized', status: 403 } } })
    expect(stderr).toContain(`Hint: mcp-auth login ${started.url} --scope 'mcp:read mcp:write'`)
    expect(started.to('/as/authorize')).toHaveLength(1)
  })

  test('with --headless many demands for one scope are one new authorization', async () => {
    const first = new Set<string>()
    const deviate = (request: Recorded, reply: Reply): Reply => {
      const token = request.headers.authorization ?? ''
      if (rpc(request).method !== 'tools/list' || reply.status === 401) return reply
      if (first.size === 0) first.add(token)
      if (!first.has(token)) return reply
      return { status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="mcp:write"' } }
    }
    const more = { ...list, id: 3 }
    const { started, replies } = await bridge({ deviate }, [initialize, initialized, list, more], '--headless')
    expect(replies.map(({ id, error }) => [id, error]).sort()).toEqual([1, 2, 3].map((id) => [id, undefined]))
    expect(started.to('/as/authorize').map(({ query }) => query.get('scope'))).toEqual([
      'mcp:read',
      'mcp:read mcp:write',
    ])
  })

  test.each([
    ['HTML', { status: 502, headers: { 'content-type': 'text/html' }, body: '<p>' }, /HTTP 502 with HTML/],
    ['JSON that answers something else', json(200, { jsonrpc: '2.0', id: 9, result: {} }), /does not answer/],
    [
      'a stream that ends early',
      { status: 200, headers: { 'content-type': 'text/event-stream' } },
      /without the answer/,
    ],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }, /redirects to/],
  ])('%s becomes a JSON-RPC error', async (_what, wrong, says) => {
    const deviate = (request: Recorded, reply: Reply): Reply => (rpc(request).method === 'tools/list' ? wrong : reply)
    const { replies } = await bridge({ deviate }, [initialize, initialized, list])
    expect(replies[1]).toMatchObject({ id: 2, error: { code: -32603, message: expect.stringMatching(says) } })
  })

  test.each([
    ['what is no JSON', '{', -32700],
    ['a batch', [list], -32600],
    ['a number', '7', -32600],
  ])('%s is answered, and is not the end', async (_what, line, code) => {
    const { status, replies } = await bridge({}, [line, initialize])
    expect(status).toBe(0)
    expect(replies).toMatchObject([
      { id: null, error: { code } },
      { id: 1, result: {} },
    ])
  })

  test('a stream that breaks off is asked for again from its last event on', async () => {
    const stream = { 'content-type': 'text/event-stream' }
    const deviate = (request: Recorded, reply: Reply): Reply => {
      if (request.method === 'GET' && request.headers['last-event-id'] === 'e1') {
        const answer = { jsonrpc: '2.0', id: 2, result: { late: true } }
        return { status: 200, headers: stream, body: `id: e2\ndata: ${JSON.stringify(answer)}\n\n` }
      }
      if (rpc(request).method !== 'tools/list') return reply
      return { status: 200, headers: stream, body: 'id: e1\nretry: 5\ndata:\n\n' }
    }
    const { replies } = await bridge({ deviate }, [initialize, initialized, list])
    expect(replies.at(-1)).toEqual({ jsonrpc: '2.0', id: 2, result: { late: true } })
  })

  test('repeats arguments in the headers that a tool asks for, and drops a tool whose headers cannot be made', async () => {
    const tool = (name: string, header: string) => ({
      name,
      inputSchema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': header } } },
    })
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
    const call = {
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'echo', arguments: { region: 'eu' }, _meta },
    }
    const deviate = (request: Recorded, reply: Reply): Reply => {
      const { method, id } = rpc(request)
      const tools = [tool('echo', 'Region'), tool('bad', 'no good')]
      return method === 'tools/list' && reply.status === 200
        ? json(200, { jsonrpc: '2.0', id, result: { tools } })
        : reply
    }
    const lines = [{ ...list, params: { _meta } }, call]
    const { started, replies } = await bridge({ era: 'stateless', deviate }, [call, ...lines])
    expect(replies.find(({ id }) => id === 2)).toMatchObject({ result: { tools: [{ name: 'echo' }] } })
    expect(replies.find(({ id }) => id === 2)?.['result']).not.toMatchObject({ tools: [{}, {}] })
    const calls = started.to('/mcp').filter((request) => rpc(request).method === 'tools/call')
    expect(calls.map(({ headers }) => headers['mcp-param-region'])).toEqual(['eu', 'eu'])
    expect(calls[0]?.headers).toMatchObject({ 'mcp-name': 'echo', 'mcp-protocol-version': '2026-07-28' })
  })
})
