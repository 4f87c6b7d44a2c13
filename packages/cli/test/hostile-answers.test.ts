import { describe, expect, test } from 'vitest'
import type { Fetch } from '../src/env.ts'
import { json, type Reply } from './support/http-server.ts'
import { ISSUER, internet, MCP_URL, type Sent } from './support/internet.ts'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'

const { terminal, world } = useWorlds()

/** Every document that a login reads, in order, and how a message names it. */
const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['https://mcp.example.com/prm.json', 'protected resource metadata'],
  [`${ISSUER}/.well-known/oauth-authorization-server`, 'authorization server metadata'],
  [`${ISSUER}/as/register`, 'register'],
  [`${ISSUER}/as/token`, 'token endpoint'],
]

const HTML = { 'content-type': 'text/html' }
const JSON_TYPE = { 'content-type': 'application/json' }

const ANSWERS: readonly (readonly [string, Reply, number])[] = [
  ['HTML', { status: 200, headers: HTML, body: '<!doctype html>' }, 1],
  ['an empty body', { status: 200, headers: JSON_TYPE, body: '' }, 1],
  ['an array', json(200, []), 1],
  ['null', json(200, null), 1],
  ['a string', json(200, 'x'), 1],
  ['an object of nothing', json(200, {}), 1],
  ['an object of the wrong types', json(200, { resource: 1, issuer: [], client_id: {}, access_token: true }), 1],
  ['deep nesting', { status: 200, headers: JSON_TYPE, body: '['.repeat(100_000) }, 1],
  ['a server error in HTML', { status: 500, headers: HTML, body: '<h1>' }, 1],
]

describe.each(DOCUMENTS)('instead of %s', (at, _name) => {
  test.each(ANSWERS)('%s: one line, nothing sent on, nothing saved', async (_what, answer, status) => {
    const { fetch, sent } = internet((request, right) => (request.url === at ? answer : right))
    const login = await terminal().runWith({ fetch }, 'login', MCP_URL, '--headless')
    expectOneLine(login)
    expect(login.status).toBe(status)
    expect(login.stderr).not.toMatch(/TypeError|undefined|\[object|Unexpected/)
    expect(sent.at(-1)?.url).toBe(at)
    expect(savedAnything(terminal())).toBe(false)
  })

  test('the right document with more in it than a document can be: given up', async () => {
    const { fetch, sent } = internet((request, right) =>
      request.url === at ? { ...right, body: `${' '.repeat(1 << 20)}${right.body}` } : right,
    )
    const login = await terminal().runWith({ fetch }, 'login', MCP_URL, '--headless')
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('is longer than 1048576') })
    expect(sent.at(-1)?.url).toBe(at)
    expect(savedAnything(terminal())).toBe(false)
  })

  test('a body that trickles in: given up in time', async () => {
    const { fetch, sent } = internet()
    let now = Date.now()
    async function* trickle(): AsyncGenerator<Uint8Array> {
      for (let second = 0; second < 1000; second += 1) {
        now += 1000
        yield new Uint8Array([0x20])
      }
    }
    const slow: Fetch = async (url, init) => {
      const answer = await fetch(url, init)
      return url === at ? { ...answer, status: 200, body: trickle() } : answer
    }
    const env = { fetch: slow, now: () => now }
    const login = await terminal().runWith(env, 'login', MCP_URL, '--headless')
    expectOneLine(login)
    expect(login).toMatchObject({ status: 3, stderr: expect.stringContaining('no whole answer within 30 s') })
    expect(sent.at(-1)?.url).toBe(at)
    expect(savedAnything(terminal())).toBe(false)
  })
})

describe('a redirect', () => {
  test.each(['login', 'discover', 'call'])(
    'of the MCP URL is not followed by %s, with a token or without',
    async (command) => {
      verifies('client-sends-token-nowhere-else')
      const thief = await world({ authorization: 'none' })
      let moved = false
      const started = await world({
        deviate: (request, right) =>
          moved && request.path === '/mcp' ? { status: 308, headers: { location: thief.url } } : right,
      })
      await terminal().run('login', started.url, '--headless')
      moved = true
      const refused = await terminal().run(command, started.url, ...(command === 'call' ? ['tools/list'] : []))
      expectOneLine(refused)
      expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining(`redirects to ${thief.url}`) })
      expect(thief.requests).toEqual([])
    },
  )

  test.each([
    ['the token endpoint', '/as/token', /redirects \(HTTP 307\)/],
    ['the registration endpoint', '/as/register', /HTTP 307/],
  ])('of %s is not followed', async (_what, path, says) => {
    verifies('client-sends-code-once')
    const thief = await world()
    const started = await world({
      deviate: (request, right) =>
        request.path === path ? { status: 307, headers: { location: `${thief.server.origin}${path}` } } : right,
    })
    const login = await terminal().run('login', started.url, '--headless')
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringMatching(says) })
    expect(thief.requests).toEqual([])
    expect(savedAnything(terminal())).toBe(false)
  })
})

describe('what a server says', () => {
  const EVIL = '\u001b[2J\u009b31m\u202egood\u0007\r\nError: forged'
  const visible = (text: string): string => text.replaceAll(/[\n\t]/g, '')

  const TOLD: readonly (readonly [string, (request: Sent, right: Reply) => Reply])[] = [
    ['scope of a token', (request, right) => members(request, right, '/as/token', { scope: EVIL })],
    ['error_description', (request) => refusing(request, '/as/token', { error: 'x', error_description: EVIL })],
    ['error', (request) => refusing(request, '/as/token', { error: EVIL })],
    ['registration error', (request) => refusing(request, '/as/register', { error: EVIL, error_description: EVIL })],
    ['client_id', (request, right) => members(request, right, '/as/register', { client_id: EVIL })],
    ['token_type', (request, right) => members(request, right, '/as/token', { token_type: EVIL })],
    [
      'issuer',
      (request, right) => members(request, right, '/.well-known/oauth-authorization-server', { issuer: EVIL }),
    ],
    ['resource', (request, right) => members(request, right, '/prm.json', { resource: EVIL })],
    [
      'authorization_servers',
      (request, right) => members(request, right, '/prm.json', { authorization_servers: [EVIL] }),
    ],
  ]
  const refusedRight = json(500, {})
  function refusing(request: Sent, path: string, body: object): Reply {
    return request.path === path ? json(400, body) : (answers.get(request) ?? refusedRight)
  }
  const answers = new Map<Sent, Reply>()
  function members(request: Sent, right: Reply, path: string, more: object): Reply {
    return request.path === path ? json(right.status, { ...JSON.parse(right.body ?? '{}'), ...more }) : right
  }

  test.each(TOLD)('%s cannot command the terminal, nor look like a line of ours', async (_what, deviate) => {
    const { fetch } = internet((request, right) => {
      answers.set(request, right)
      return deviate(request, right)
    })
    const outputs = []
    for (const args of [['login', MCP_URL, '--headless'], ['discover', MCP_URL], ['status'], ['status', MCP_URL]]) {
      for (const json of [[], ['--json']]) outputs.push(await terminal().runWith({ fetch }, ...args, ...json))
    }
    for (const { stdout, stderr } of outputs) {
      expect(visible(stdout + stderr)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      expect(stderr).not.toMatch(/^Error: forged/m)
    }
  })

  test.each([
    ['a scope that was not granted', 'login'],
    ['a tool that is left out', 'tools'],
  ])('%s cannot command the terminal', async (_what, command) => {
    const inputSchema = { type: 'object', properties: { a: { type: 'string', 'x-mcp-header': '' } } }
    const { fetch } = internet((request, right) => {
      if (right.status === 401) {
        const challenge = 'Bearer resource_metadata="https://mcp.example.com/prm.json", scope="mcp:read \u009b2J"'
        return { status: 401, headers: { 'www-authenticate': challenge } }
      }
      if (request.path === '/as/token') return json(200, { ...JSON.parse(right.body ?? ''), scope: 'mcp:read' })
      if (!request.body.includes('"tools/list"')) return right
      return json(200, {
        jsonrpc: '2.0',
        id: JSON.parse(request.body).id,
        result: { tools: [{ name: EVIL, inputSchema }] },
      })
    })
    const login = await terminal().runWith({ fetch }, 'login', MCP_URL, '--headless')
    const done = command === 'login' ? login : await terminal().runWith({ fetch }, command, MCP_URL)
    expect(done).toMatchObject({ status: 0, stderr: expect.stringMatching(/Not granted: |Left out /) })
    expect(visible(done.stdout + done.stderr)).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
  })

  test('is kept as it is in what is printed as JSON', async () => {
    const result = { content: [{ type: 'text', text: EVIL }] }
    const started = await world({
      authorization: 'none',
      deviate: (request, right) =>
        request.body.includes('"tools/call"')
          ? json(200, { jsonrpc: '2.0', id: JSON.parse(request.body).id, result })
          : right,
    })
    for (const json of [[], ['--json']]) {
      const done = await terminal().run('call', started.url, 'tools/call', '--tool-name', 'echo', ...json)
      expect(visible(done.stdout)).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
      const printed = JSON.parse(done.stdout)
      expect(json.length === 0 ? printed : printed.result).toEqual(result)
    }
  })
})

test('a header without an end is not read to its end', async () => {
  const started = await world({
    deviate: (request, right) =>
      request.path === '/mcp' ? { ...right, headers: { 'www-authenticate': `Bearer ${'x'.repeat(1 << 17)}` } } : right,
  })
  const refused = await terminal().run('discover', started.url)
  expectOneLine(refused)
  expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining('header of its answer is too large') })
})

test('a server that wants its token in the query does not get it there', async () => {
  verifies('client-keeps-token-out-of-query', 'client-sends-bearer-header')
  const started = await world({
    deviate: (request, right) =>
      request.path === '/mcp' && request.headers.authorization !== undefined && !request.query.has('access_token')
        ? {
            status: 401,
            headers: { 'www-authenticate': 'Bearer error="invalid_request", error_description="use access_token"' },
          }
        : right,
  })
  await terminal().run('login', started.url, '--headless')
  const refused = await terminal().run('call', started.url, 'tools/list')
  expectOneLine(refused)
  expect(refused.status).toBe(4)
  const sent = started.to('/mcp')
  expect(sent.some(({ headers }) => /^Bearer at-/.test(headers.authorization ?? ''))).toBe(true)
  expect(started.requests.filter(({ query }) => query.has('access_token'))).toEqual([])
})
