import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { OutboundError, type OutboundFailure } from '../src/core/outbound.ts'
import { safeOutbound } from '../src/outbound/safe-outbound.ts'
import type { Lookup } from '../src/outbound/target.ts'

const BOUNDS = { limit: 100, timeout: 1000, reach: 'loopback' } as const
const open: (Server | TcpServer)[] = []

afterEach(async () => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  }
})

async function listening<T extends Server | TcpServer>(server: T): Promise<string> {
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address with a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const serving = (listener: RequestListener): Promise<string> => listening(createServer(listener))

async function failureOf(answer: Promise<unknown>): Promise<OutboundFailure> {
  const error = await answer.then(
    () => expect.unreachable('an answer came back'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof OutboundError)) throw error
  return error.failure
}

test('hands back status, headers and body, and asks plainly', async () => {
  const seen = vi.fn<RequestListener>((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=5' }).end('{"ä":1}')
  })
  const origin = await serving(seen)
  const { status, headers, body } = await safeOutbound().get(`${origin}/client.json?v=1`, BOUNDS)
  expect({ status, body, cacheControl: headers.get('cache-control') }).toEqual({
    status: 200,
    body: '{"ä":1}',
    cacheControl: 'max-age=5',
  })
  const request = seen.mock.calls[0]?.[0]
  expect(request).toMatchObject({ method: 'GET', url: '/client.json?v=1' })
  expect(request?.headers).toEqual({
    host: origin.slice('http://'.length),
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'mcp-auth-test-server',
    connection: 'close',
  })
})

test('a redirect is handed back, never followed', async () => {
  const target = vi.fn<RequestListener>((_, response) => response.end())
  const elsewhere = await serving(target)
  for (const status of [301, 302, 303, 307, 308]) {
    const origin = await serving((_, response) =>
      response.writeHead(status, { location: `${elsewhere}/x` }).end('moved'),
    )
    const answer = await safeOutbound().get(`${origin}/`, BOUNDS)
    expect(answer).toMatchObject({ status, body: '' })
    expect(answer.headers.get('location')).toBe(`${elsewhere}/x`)
  }
  expect(target).not.toHaveBeenCalled()
})

test('an error page is not read, so its size does not hide its status', async () => {
  const origin = await serving((_, response) => response.writeHead(404).end('x'.repeat(1_000_000)))
  expect(await safeOutbound().get(`${origin}/`, BOUNDS)).toMatchObject({ status: 404, body: '' })
})

test.each([
  { name: 'declared', declare: true },
  { name: 'streamed', declare: false },
])('a $name body over the limit ends the exchange long before its own end', async ({ declare }) => {
  let sent = 0
  let closed = false
  const origin = await serving((_, response) => {
    if (declare) response.setHeader('content-length', 50_000_000)
    const more = setInterval(() => {
      sent += 1000
      response.write('x'.repeat(1000))
    }, 1)
    response.on('close', () => {
      clearInterval(more)
      closed = true
    })
  })
  expect(await failureOf(safeOutbound().get(`${origin}/`, { ...BOUNDS, timeout: 10_000 }))).toBe('too-large')
  await vi.waitFor(() => expect(closed).toBe(true))
  expect(sent).toBeLessThan(1_000_000)
})

test('a declared length over the limit is refused before any of the body comes', async () => {
  const origin = await serving((_, response) => {
    response.setHeader('content-length', 101)
    response.flushHeaders()
  })
  expect(await failureOf(safeOutbound().get(`${origin}/`, BOUNDS))).toBe('too-large')
})

test('a body of exactly the limit is fine, counted in bytes', async () => {
  const origin = await serving((request, response) =>
    response.end(request.url === '/fits' ? 'ä'.repeat(50) : 'ä'.repeat(51)),
  )
  expect((await safeOutbound().get(`${origin}/fits`, BOUNDS)).body).toHaveLength(50)
  expect(await failureOf(safeOutbound().get(`${origin}/over`, BOUNDS))).toBe('too-large')
})

test.each<{ name: string; listener: RequestListener }>([
  { name: 'no answer', listener: () => undefined },
  { name: 'headers only', listener: (_, response) => response.flushHeaders() },
  {
    name: 'a drip of bytes',
    listener: (_, response) => {
      const drip = setInterval(() => response.write(' '), 5)
      response.on('close', () => clearInterval(drip))
    },
  },
])('$name: the time limit is for the whole exchange, and its end closes the socket', async ({ listener }) => {
  let closed = false
  const origin = await serving((request, response) => {
    response.on('close', () => {
      closed = true
    })
    listener(request, response)
  })
  expect(await failureOf(safeOutbound().get(`${origin}/`, { ...BOUNDS, timeout: 100 }))).toBe('timeout')
  await vi.waitFor(() => expect(closed).toBe(true))
})

test('a resolver that never answers is a timeout too', async () => {
  const outbound = safeOutbound({ lookup: () => new Promise(() => undefined) })
  expect(await failureOf(outbound.get('https://client.test/', { ...BOUNDS, timeout: 30 }))).toBe('timeout')
})

test('a resolver that answers too late sends nobody anywhere', async () => {
  const connected = vi.fn()
  const origin = await listening(createTcpServer(connected))
  const late = vi.fn<Lookup>(async () => {
    await new Promise((resolve) => setTimeout(resolve, 40))
    return [{ address: '127.0.0.1', family: 4 }]
  })
  const url = `http://client.test:${new URL(origin).port}/`
  expect(await failureOf(safeOutbound({ lookup: late }).get(url, { ...BOUNDS, timeout: 10 }))).toBe('timeout')
  await new Promise((resolve) => setTimeout(resolve, 80))
  expect(late).toHaveBeenCalledTimes(1)
  expect(connected).not.toHaveBeenCalled()
})

test('nothing of an exchange keeps the process alive', async () => {
  const origin = await serving((_, response) => response.end())
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
  const before = timers()
  await safeOutbound().get(`${origin}/`, { ...BOUNDS, timeout: 60_000 })
  expect(timers()).toBeLessThanOrEqual(before)
})

test.each([
  { name: 'nothing', answer: '' },
  { name: 'no HTTP', answer: 'SSH-2.0-OpenSSH_9.9\r\n' },
  {
    name: 'a protocol switch',
    answer: 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  },
  { name: 'a body cut short', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{' },
  { name: 'a chunk that is none', answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n' },
  { name: 'too many headers', answer: `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n` },
  { name: 'two lengths', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}' },
  {
    name: 'a body that was compressed',
    answer: 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}',
  },
])('$name on the wire is unreachable, at once', async ({ answer }) => {
  const origin = await listening(createTcpServer((socket) => socket.on('error', () => undefined).end(answer)))
  expect(await failureOf(safeOutbound().get(`${origin}/`, BOUNDS))).toBe('unreachable')
})

test('nobody listening and a failing resolver are unreachable', async () => {
  const origin = await serving(() => undefined)
  open.pop()?.close()
  expect(await failureOf(safeOutbound().get(`${origin}/`, BOUNDS))).toBe('unreachable')
  const lookup: Lookup = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))
  expect(await failureOf(safeOutbound({ lookup }).get('https://client.test/', BOUNDS))).toBe('unreachable')
})

test.each(['http://127.0.0.1:0/', 'not a url', '', 'http://a b/', 'data:,x', 'http://u:p@127.0.0.1/'])(
  '%j is no URL to ask',
  async (url) => {
    expect(await failureOf(safeOutbound().get(url, BOUNDS))).toBe('invalid-url')
  },
)

test('loopback is asked only where it is allowed, and nothing is sent before', async () => {
  const seen = vi.fn<RequestListener>((_, response) => response.end())
  const origin = await serving(seen)
  expect(await failureOf(safeOutbound().get(`${origin}/`, { ...BOUNDS, reach: 'public' }))).toBe('invalid-url')
  const tls = origin.replace('http:', 'https:')
  expect(await failureOf(safeOutbound().get(`${tls}/`, { ...BOUNDS, reach: 'public' }))).toBe('blocked')
  expect(seen).not.toHaveBeenCalled()
})

test('DNS is asked once, and the connection goes to what it said then', async () => {
  const seen = vi.fn<RequestListener>((_, response) => response.end('{}'))
  const port = new URL(await serving(seen)).port
  const lookup = vi
    .fn<Lookup>()
    .mockResolvedValueOnce([{ address: '127.0.0.1', family: 4 }])
    .mockResolvedValue([{ address: '10.0.0.1', family: 4 }])
  const outbound = safeOutbound({ lookup })
  expect((await outbound.get(`http://client.test:${port}/`, BOUNDS)).status).toBe(200)
  expect(lookup.mock.calls).toEqual([['client.test']])
  expect(seen.mock.calls[0]?.[0].headers.host).toBe(`client.test:${port}`)
  expect(await failureOf(outbound.get(`http://client.test:${port}/`, BOUNDS))).toBe('blocked')
  expect(seen).toHaveBeenCalledTimes(1)
})

test('a second address is tried when nobody listens at the first', async () => {
  const port = new URL(await serving((_, response) => response.end('{}'))).port
  const lookup: Lookup = async () => ['127.0.0.2', '127.0.0.1'].map((address) => ({ address, family: 4 }))
  expect((await safeOutbound({ lookup }).get(`http://client.test:${port}/`, BOUNDS)).status).toBe(200)
})

test('who asks the same at the same time shares one exchange; later ones get their own', async () => {
  const seen = vi.fn<RequestListener>((_, response) => response.end(String(seen.mock.calls.length)))
  const origin = await serving(seen)
  const outbound = safeOutbound()
  const bodies = await Promise.all(Array.from({ length: 10 }, () => outbound.get(`${origin}/`, BOUNDS)))
  expect(bodies.map(({ body }) => body)).toEqual(Array.from({ length: 10 }, () => '1'))
  expect((await outbound.get(`${origin}/`, BOUNDS)).body).toBe('2')
  await Promise.all([outbound.get(`${origin}/`, BOUNDS), outbound.get(`${origin}/?other`, BOUNDS)])
  expect(seen).toHaveBeenCalledTimes(4)
})

test('those who share an exchange are bound alike', async () => {
  const origin = await serving((_, response) => response.end())
  const outbound = safeOutbound()
  const allowed = outbound.get(`${origin}/`, BOUNDS)
  expect(await failureOf(outbound.get(`${origin}/`, { ...BOUNDS, reach: 'public' }))).toBe('invalid-url')
  expect((await allowed).status).toBe(200)
})

test('posts a form with the headers it is given, and shares nothing', async () => {
  const seen: string[] = []
  const origin = await serving((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const { method, headers } = request
      seen.push(`${method} ${headers['content-type']} ${headers.authorization} ${body}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"active":false}')
    })
  })
  const form = { fields: { token: 'a b&c' }, headers: { authorization: 'Basic eDp5' } }
  const post = () => safeOutbound().post(`${origin}/introspect`, form, BOUNDS)
  const answers = await Promise.all([post(), post()])
  expect(answers.map(({ body }) => body)).toEqual(['{"active":false}', '{"active":false}'])
  const line = 'POST application/x-www-form-urlencoded Basic eDp5 token=a+b%26c'
  expect(seen).toEqual([line, line])
})
