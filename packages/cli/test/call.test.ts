import { describe, expect, test } from 'vitest'
import type { Recorded } from './support/http-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

const rpcMethods = ({ to }: World): readonly string[] =>
  to('/mcp').map(({ method, body }) => (method === 'POST' ? JSON.parse(body).method : method))

const tokens = (requests: readonly Recorded[]): readonly (string | undefined)[] =>
  requests.map(({ headers }) => headers.authorization)

async function loggedIn(changes: Partial<Setup> = {}): Promise<World> {
  const started = await world(changes)
  expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
  started.to('/mcp')
  return started
}

describe.each([
  ['stateless', { era: 'stateless' }],
  ['handshake', { era: 'handshake' }],
  ['handshake with sessions', { era: 'handshake', sessions: true }],
  ['both eras', { era: 'both' }],
  ['stateless, event streams', { era: 'stateless', eventStream: true }],
  ['handshake, event streams', { era: 'handshake', sessions: true, eventStream: true }],
] as const)('call on a server: %s', (_, setup) => {
  test('every method works, with the token on every request', async () => {
    verifies('client-sends-token-on-every-request', 'client-sends-bearer-header')
    const started = await loggedIn(setup)
    const before = started.requests.length
    const initialize = await terminal().run('call', started.url, 'initialize')
    expect(initialize.stderr).toBe('')
    const introduction = JSON.parse(initialize.stdout)
    if (setup.era === 'stateless') expect(introduction.supportedVersions).toEqual(['2026-07-28'])
    else expect(introduction.protocolVersion).toBe('2025-11-25')

    const list = await terminal().run('call', started.url, 'tools/list', '--json')
    expect(JSON.parse(list.stdout)).toMatchObject({
      schemaVersion: 1,
      ok: true,
      command: 'call',
      result: { tools: [{ name: 'echo' }] },
    })

    const call = await terminal().run(
      'call',
      started.url,
      'tools/call',
      '--tool-name',
      'echo',
      '--tool-arguments',
      '{"a":1}',
    )
    expect(JSON.parse(call.stdout)).toEqual({ content: [{ type: 'text', text: '{"a":1}' }] })

    const unknown = await terminal().run('call', started.url, 'no/such')
    expectOneLine(unknown)
    expect(unknown).toMatchObject({ status: 1, stderr: 'Error: JSON-RPC error -32601: Method not found\n' })

    const sent = started.requests.slice(before).filter(({ path }) => path === '/mcp')
    expect(new Set(tokens(sent))).toEqual(new Set([`Bearer ${[...started.server.accessTokens][0]}`]))
    if ('sessions' in setup) expect(sent.filter(({ method }) => method === 'DELETE')).toHaveLength(4)
  })
})

describe('call', () => {
  test('without a login, on a server that wants one', async () => {
    const { url } = await world()
    const call = await terminal().run('call', url, 'tools/list')
    expectOneLine(call)
    expect(call).toMatchObject({ status: 4, stderr: expect.stringContaining(`mcp-auth login ${url}`) })
  })

  test('--protocol-version speaks one revision only', async () => {
    const both = await loggedIn({ era: 'both' })
    const before = both.to('/mcp').length
    await terminal().run('call', both.url, 'tools/list', '--protocol-version', '2025-06-18')
    expect(rpcMethods(both).slice(before)).toEqual(['initialize', 'notifications/initialized', 'tools/list'])
    const old = await loggedIn({ era: 'handshake' })
    const call = await terminal().run('call', old.url, 'tools/list', '--protocol-version', '2026-07-28')
    expectOneLine(call)
    expect(call).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('does not speak protocol version 2026-07-28'),
    })
    expect(await terminal().run('call', old.url, 'tools/list', '--protocol-version', '1999-01-01')).toMatchObject({
      status: 2,
    })
  })

  test('an empty object is not taken for an introduction', async () => {
    const started = await loggedIn({
      era: 'handshake',
      deviate: (request, reply) => {
        if (request.path !== '/mcp' || reply.status === 401) return reply
        const { method, id } = JSON.parse(request.body)
        const body = JSON.stringify({ jsonrpc: '2.0', id, result: {} })
        return method === 'server/discover'
          ? { status: 200, headers: { 'content-type': 'application/json' }, body }
          : reply
      },
    })
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
  })

  test('a server that rejects the first request but lists the version is asked again', async () => {
    verifies('client-detects-server-era')
    let refused = false
    const started = await loggedIn({
      deviate: (request, reply) => {
        if (request.path !== '/mcp' || reply.status !== 200 || refused) return reply
        refused = true
        const { id } = JSON.parse(request.body)
        const error = { code: -32022, message: 'unsupported', data: { supported: ['2026-07-28'] } }
        return {
          status: 400,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ jsonrpc: '2.0', id, error }),
        }
      },
    })
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    expect(refused).toBe(true)
  })

  test('a redirect to another origin never carries the token', async () => {
    verifies('client-sends-token-nowhere-else')
    const thief = await world({ authorization: 'none' })
    const started = await loggedIn({
      deviate: (request, reply) =>
        request.headers.authorization === undefined || request.path !== '/mcp'
          ? reply
          : { status: 307, headers: { location: thief.url } },
    })
    const call = await terminal().run('call', started.url, 'tools/list')
    expectOneLine(call)
    expect(call.status).toBe(1)
    expect(thief.requests).toEqual([])
  })

  test.each([
    ['HTML', { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' }, /HTML instead of JSON/],
    ['nothing', { status: 204 }, /an empty body/],
    ['a server error', { status: 500, body: 'sorry' }, /HTTP 500/],
    [
      'a stream that ends early',
      { status: 200, headers: { 'content-type': 'text/event-stream' }, body: ': hi\n\n' },
      /ended without the answer/,
    ],
  ])('an answer that is %s', async (_, answer, says) => {
    const started = await loggedIn({
      deviate: (request, reply) =>
        request.path === '/mcp' && request.body.includes('"tools/list"') && reply.status === 200 ? answer : reply,
    })
    const call = await terminal().run('call', started.url, 'tools/list')
    expectOneLine(call)
    expect(call.stderr).toMatch(says)
    expect(call.status).toBe(1)
  })

  test('a 403 for scope names what is needed, with the union to ask for', async () => {
    const started = await loggedIn({
      deviate: (request, reply) =>
        request.body.includes('"tools/call"')
          ? { status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="mcp:write"' } }
          : reply,
    })
    const call = await terminal().run('call', started.url, 'tools/call', '--tool-name', 'echo')
    expectOneLine(call)
    expect(call.status).toBe(4)
    expect(call.stderr).toMatch(/needed: mcp:write/)
    expect(call.stderr).toContain(`mcp-auth login ${started.url} --scope 'mcp:read mcp:write'`)
  })

  test.each([
    [['tools/call'], /--tool-name is required for tools\/call/],
    [['tools/list', '--params', '{'], /--params must be valid JSON/],
    [['tools/list', '--params', '[]'], /--params must decode to a JSON object/],
    [['tools/list', '--tool-name', 'x'], /are for tools\/call/],
    [['tools/list', '--params', '@/no/such/file'], /cannot read/],
  ])('%j is a usage error', async (args, says) => {
    const call = await terminal().run('call', 'http://127.0.0.1:1/', ...args)
    expectOneLine(call)
    expect(call.stderr).toMatch(says)
    expect(call.status).toBe(2)
  })

  test('parameters and request id are passed on', async () => {
    const started = await loggedIn()
    await terminal().run('call', started.url, 'any/method', '--params', '{"x":[1]}', '--request-id', 'abc')
    const last = started.to('/mcp').at(-1)
    expect(JSON.parse(last?.body ?? '')).toMatchObject({ id: 'abc', method: 'any/method', params: { x: [1] } })
  })

  test('a tool name that no header can carry is encoded', async () => {
    const started = await loggedIn({
      deviate: (request, reply) =>
        reply.status === 400 && request.body.includes('"tools/call"') ? { status: 500 } : reply,
    })
    await terminal().run('call', started.url, 'tools/call', '--tool-name', 'grüße')
    expect(started.to('/mcp').at(-1)?.headers['mcp-name']).toBe(`=?base64?${Buffer.from('grüße').toString('base64')}?=`)
  })
})

test('a tool that reports an error is printed all the same, and the status says so', async () => {
  const started = await loggedIn()
  const call = ['call', started.url, 'tools/call', '--tool-name', 'echo', '--tool-arguments', '{"do":"fail"}']
  const text = await terminal().run(...call)
  expect(text).toMatchObject({ status: 1, stderr: 'Error: The tool echo reports an error.\n' })
  expect(JSON.parse(text.stdout)).toMatchObject({ isError: true })
  const json = await terminal().run(...call, '--json')
  expect(json.status).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, command: 'call', result: { isError: true } })
  expect(JSON.parse(json.stderr)).toMatchObject({ ok: false, code: 'failed' })
})
