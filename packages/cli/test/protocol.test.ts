import { extensions } from '@mcp-auth/spec'
import { describe, expect, test } from 'vitest'
import { eventData } from '../src/mcp/event-stream.ts'
import { json, type Recorded, type Reply } from './support/http-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

const call = ['tools/call', '--tool-name', 'echo']

async function loggedIn(changes: Partial<Setup> = {}): Promise<World> {
  const started = await world(changes)
  expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
  return started
}

const rpc = ({ body }: Recorded) => JSON.parse(body === '' ? '{}' : body)

const methods = (requests: readonly Recorded[]) => requests.map((request) => rpc(request).method ?? request.method)

describe('a server of 2026-07-28', () => {
  test('gets requests that stand alone, and headers that say the same', async () => {
    verifies(
      'client-sends-self-contained-requests',
      'client-sends-version-header',
      'client-sends-mirror-headers',
      'client-declares-extensions',
    )
    const started = await loggedIn()
    expect(await terminal().run('call', started.url, ...call)).toMatchObject({ status: 0 })
    const posts = started.to('/mcp')
    for (const post of posts) {
      const { method, params } = rpc(post)
      expect(post.method).toBe('POST')
      expect(post.headers['mcp-session-id']).toBeUndefined()
      expect(post.headers['mcp-method']).toBe(method)
      expect(post.headers['mcp-protocol-version']).toBe('2026-07-28')
      expect(params._meta).toMatchObject({
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: expect.any(String), version: expect.any(String) },
      })
      const identifiers = [extensions['client-credentials'], extensions['enterprise-managed']]
      const declared = Object.fromEntries(identifiers.map(({ identifier }) => [identifier, {}]))
      expect(params._meta['io.modelcontextprotocol/clientCapabilities']).toEqual({ extensions: declared })
    }
    expect(posts.at(-1)?.headers['mcp-name']).toBe('echo')
  })

  test.each([
    ['prompts/get', '{"name":"p"}', 'p'],
    ['resources/read', '{"uri":"file:///a"}', 'file:///a'],
    ['resources/list', '{"uri":"file:///a"}', undefined],
  ])('%s has the name that its parameters have', async (method, params, name) => {
    verifies('client-sends-mirror-headers')
    const started = await loggedIn()
    await terminal().run('call', started.url, method, '--params', params)
    expect(started.to('/mcp').at(-1)?.headers['mcp-name']).toBe(name)
  })

  test('gets the same headers when the call is repeated with a new token', async () => {
    verifies('client-sends-mirror-headers', 'client-recovers-from-expired-token')
    const spoilt = new Set<string>()
    const started = await loggedIn({
      deviate: (request, reply) => {
        const token = request.headers.authorization ?? ''
        if (!request.body.includes('"tools/call"') || (spoilt.size > 0 && !spoilt.has(token))) return reply
        spoilt.add(token)
        return { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }
      },
    })
    expect(await terminal().run('call', started.url, ...call)).toMatchObject({ status: 0 })
    const calls = started.to('/mcp').filter(({ body }) => body.includes('"tools/call"'))
    expect(calls.map(({ headers }) => [headers['mcp-method'], headers['mcp-name']])).toEqual([
      ['tools/call', 'echo'],
      ['tools/call', 'echo'],
    ])
    expect(new Set(calls.map(({ headers }) => headers.authorization)).size).toBe(2)
  })
})

describe('which era', () => {
  const refusing = (code: number, data?: object): Partial<Setup> => ({
    era: 'both',
    deviate: (request, reply) =>
      request.path === '/mcp' && reply.status === 200 && rpc(request).method === 'server/discover'
        ? json(400, { jsonrpc: '2.0', id: rpc(request).id, error: { code, message: 'no', data } })
        : reply,
  })

  test('a 400 that only an old server gives leads to initialize, and the era stays for the rest of the work', async () => {
    verifies('client-detects-server-era')
    const started = await loggedIn({ era: 'handshake' })
    const before = started.to('/mcp').length
    expect(await terminal().run('call', started.url, ...call)).toMatchObject({ status: 0 })
    const after = started.to('/mcp').slice(before)
    expect(methods(after)).toEqual(['server/discover', 'initialize', 'notifications/initialized', 'tools/call'])
    expect(after.slice(2).map(({ headers }) => headers['mcp-protocol-version'])).toEqual(['2025-11-25', '2025-11-25'])
  })

  test.each([
    ['a header that does not match', -32020],
    ['a capability that is missing', -32021],
  ])('a 400 for %s is told, and is no reason to try initialize', async (_what, code) => {
    verifies('client-detects-server-era')
    const started = await loggedIn(refusing(code))
    const before = started.to('/mcp').length
    const refused = await terminal().run('call', started.url, 'tools/list')
    expectOneLine(refused)
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining(`error ${code} no`) })
    expect(methods(started.to('/mcp').slice(before))).toEqual(['server/discover'])
  })

  test('a 400 that lists old versions alone leads to initialize', async () => {
    verifies('client-detects-server-era')
    const started = await loggedIn(refusing(-32022, { supported: ['2025-11-25'] }))
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
  })

  test.each([401, 403, 404, 500])('HTTP %i never leads to the transport of 2024-11-05', async (status) => {
    verifies('client-falls-back-only-on-absence')
    const started = await world({ deviate: (request, reply) => (request.path === '/mcp' ? { status } : reply) })
    for (const args of [['discover'], ['login'], ['call']]) {
      const refused = await terminal().run(...args, started.url, ...(args[0] === 'call' ? ['tools/list'] : []))
      expect(refused.stderr + refused.stdout).not.toBe('')
    }
    expect(new Set(started.to('/mcp').map(({ method }) => method))).toEqual(new Set(['POST']))
  })
})

describe('a session', () => {
  const forgetful = (forgets: (seen: number) => boolean): Partial<Setup> => {
    let seen = 0
    return {
      era: 'handshake',
      sessions: true,
      deviate: (request, reply) => {
        if (!request.body.includes('"tools/list"') || reply.status !== 200) return reply
        seen += 1
        return forgets(seen) ? { status: 404 } : reply
      },
    }
  }

  test('that the server forgot is begun anew, with the same token and no login', async () => {
    verifies('client-keeps-session')
    const started = await loggedIn(forgetful((seen) => seen === 1))
    const before = started.to('/mcp').length
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
    const after = started.to('/mcp').slice(before)
    const opening = ['initialize', 'notifications/initialized', 'tools/list']
    expect(methods(after)).toEqual(['server/discover', ...opening, ...opening, 'DELETE'])
    expect(after[4]?.headers['mcp-session-id']).toBeUndefined()
    expect(new Set(after.map(({ headers }) => headers.authorization)).size).toBe(1)
    expect(started.to('/as/authorize')).toHaveLength(1)
  })

  test('that the server forgets again and again is begun anew once', async () => {
    verifies('client-keeps-session')
    const started = await loggedIn(forgetful(() => true))
    const before = started.to('/mcp').length
    const refused = await terminal().run('call', started.url, 'tools/list')
    expectOneLine(refused)
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('HTTP 404') })
    expect(methods(started.to('/mcp').slice(before)).filter((method) => method === 'initialize')).toHaveLength(2)
  })

  test('has an id that goes back to its server in a header, and is shown to nobody', async () => {
    verifies('client-keeps-session', 'client-protects-session-id')
    const started = await loggedIn({ era: 'handshake', sessions: true })
    const done = await terminal().run('call', started.url, 'tools/list', '--verbose', '--json')
    expect(done.stderr + done.stdout).toContain('mcp-session-id')
    expect(done.stderr + done.stdout).not.toContain('session-1')
    const carrying = started.requests.filter(({ headers }) => headers['mcp-session-id'] === 'session-1')
    expect(new Set(carrying.map(({ path }) => path))).toEqual(new Set(['/mcp']))
    expect(carrying.at(-1)?.method).toBe('DELETE')
    for (const { path, query } of started.requests) expect(`${path}?${query}`).not.toContain('session-1')
  })
})

describe('what a server may want of a client in the middle of its work', () => {
  const elicitation = ({ mcpOrigin }: World) => ({
    mode: 'url',
    elicitationId: 'e',
    message: 'go there',
    url: `${mcpOrigin}/elicitation`,
  })

  test('the page of an elicitation is not fetched, and not opened', async () => {
    verifies('client-opens-elicitation-with-consent')
    const started = await loggedIn({
      deviate: (request, reply, here) => {
        if (!request.body.includes('"tools/call"') || reply.status !== 200) return reply
        const error = { code: -32042, message: 'needed', data: { elicitations: [elicitation(here)] } }
        return json(200, { jsonrpc: '2.0', id: rpc(request).id, error })
      },
    })
    const opened: string[] = []
    const openBrowser = async (url: string): Promise<void> => void opened.push(url)
    const refused = await terminal().runWith({ openBrowser }, 'call', started.url, ...call, '--open-browser')
    expectOneLine(refused)
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('-32042') })
    expect(opened).toEqual([])
    expect(started.to('/elicitation')).toEqual([])
    expect(started.to('/as/authorize')).toHaveLength(1)
  })

  test('a request for one is answered with "no such method", with the token and nothing more', async () => {
    verifies('client-opens-elicitation-with-consent', 'client-sends-token-on-every-request')
    const started = await loggedIn({
      era: 'handshake',
      deviate: (request, reply, here) => {
        if (!request.body.includes('"tools/call"') || reply.status !== 200) return reply
        const asks = { jsonrpc: '2.0', id: 'e', method: 'elicitation/create', params: elicitation(here) }
        const body = `data: ${JSON.stringify(asks)}\n\ndata: ${reply.body}\n\n`
        return { status: 200, headers: { 'content-type': 'text/event-stream' }, body }
      },
    })
    expect(await terminal().run('call', started.url, ...call)).toMatchObject({ status: 0 })
    const answer = started.to('/mcp').find(({ body }) => body.includes('-32601'))
    expect(rpc(answer as Recorded)).toMatchObject({ id: 'e', error: { code: -32601 } })
    expect(answer?.headers.authorization).toMatch(/^Bearer at-/)
    expect(started.to('/elicitation')).toEqual([])
  })

  test('what one login saw as private is asked for again by another', async () => {
    verifies('client-separates-private-caches')
    const cached = (request: Recorded, reply: Reply): Reply => {
      if (!request.body.includes('"tools/list"') || reply.status !== 200) return reply
      const { id, result } = JSON.parse(reply.body ?? '')
      return json(200, { jsonrpc: '2.0', id, result: { ...result, ttlMs: 60_000, cacheScope: 'private' } })
    }
    const started = await loggedIn({ deviate: cached })
    await terminal().run('call', started.url, 'tools/list')
    await terminal().run('login', started.url, '--scope', 'mcp:other')
    await terminal().run('call', started.url, 'tools/list')
    const lists = started
      .to('/mcp')
      .filter(({ body, headers }) => body.includes('"tools/list"') && headers.authorization)
    expect(new Set(lists.map(({ headers }) => headers.authorization)).size).toBe(2)
  })
})

describe('an event stream', () => {
  async function* pieces(...chunks: readonly string[]): AsyncGenerator<string> {
    yield* chunks
  }
  async function read(limit: number, ...chunks: readonly string[]): Promise<readonly string[]> {
    const events: string[] = []
    for await (const event of eventData(pieces(...chunks), limit)) events.push(event)
    return events
  }

  test('is read wherever its chunks are cut', async () => {
    const text = '\u{feff}data: a\r\ndata: b\r\n\r\n: c\ndata:d\r\rdata: e\n\n'
    expect(await read(99, text)).toEqual(['a\nb', 'd', 'e'])
    expect(await read(99, ...text)).toEqual(['a\nb', 'd', 'e'])
  })

  test.each([
    ['a line without an end', ['data: ', 'x'.repeat(9), 'x'.repeat(9)]],
    ['an event without an end', ['data: xxxxxxxx\n', 'data: xxxxxxxx\n', 'data: xxxxxxxx\n']],
  ])('with %s is given up', async (_what, chunks) => {
    await expect(read(16, ...chunks)).rejects.toThrow('longer than 16 characters')
  })
})
