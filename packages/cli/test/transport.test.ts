import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer as createPlainServer, request as plainRequest, type Server } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { proxyFor } from '../src/http/proxy.ts'
import { CERTIFICATE, KEY } from './support/certificate.ts'
import { json } from './support/http-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'

const { terminal, world } = useWorlds()

let directory: string
const open: { close(): unknown }[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-auth-transport-'))
})

afterEach(async () => {
  for (const server of open.splice(0)) server.close()
  await rm(directory, { recursive: true, force: true })
})

async function listening(server: Server): Promise<number> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** An open MCP server on TLS, as far as `discover` asks. */
async function tlsServer(): Promise<number> {
  return listening(
    createServer({ cert: CERTIFICATE, key: KEY }, (request, response) => {
      request.resume().on('end', () => {
        const result = { supportedVersions: ['2026-07-28'], capabilities: {} }
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ jsonrpc: '2.0', id: 'discover-1', result }))
      })
    }),
  )
}

/** A proxy that knows every name as this machine, and remembers what it was asked for. */
async function proxyTo(port: number): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = []
  const server = createPlainServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const { pathname, search } = new URL(request.url ?? '')
    const onward = { port, method: request.method, path: `${pathname}${search}`, headers: request.headers }
    request.pipe(
      plainRequest({ host: '127.0.0.1', ...onward }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers)
        answer.pipe(response)
      }),
    )
  })
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  return { url: `http://127.0.0.1:${await listening(server)}`, asked }
}

const variables = (more: Readonly<Record<string, string>>) => ({
  variables: { MCP_AUTH_CLI_HOME: terminal().home, ...more },
})

describe('TLS', () => {
  test('a certificate of an unknown authority is refused, with --ca-file taken', async () => {
    const url = `https://127.0.0.1:${await tlsServer()}/mcp`
    const refused = await terminal().run('discover', url)
    expectOneLine(refused)
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining('self-signed') })
    const file = join(directory, 'ca.pem')
    await writeFile(file, CERTIFICATE)
    expect(await terminal().run('discover', url, '--ca-file', file)).toMatchObject({ status: 0 })
  })

  test('--insecure takes it, and says so each time, with --json too', async () => {
    const url = `https://127.0.0.1:${await tlsServer()}/mcp`
    for (const more of [[], ['--json'], []]) {
      const done = await terminal().run('discover', url, '--insecure', ...more)
      expect(done).toMatchObject({ status: 0, stderr: expect.stringMatching(/^DANGER: --insecure/) })
    }
  })

  test.each([
    ['not there', undefined, /cannot read .*ENOENT/],
    ['no PEM', 'nonsense', /no PEM certificate/],
  ])('a --ca-file that is %s is 2', async (_what, text, says) => {
    const file = join(directory, 'ca.pem')
    if (text !== undefined) await writeFile(file, text)
    const done = await terminal().run('discover', 'https://127.0.0.1:1/', '--ca-file', file)
    expectOneLine(done)
    expect(done).toMatchObject({ status: 2, stderr: expect.stringMatching(says) })
  })
})

describe('a proxy', () => {
  test('carries plain http', async () => {
    const { mcpOrigin } = await world({ authorization: 'none' })
    const proxy = await proxyTo(Number(new URL(mcpOrigin).port))
    const url = 'http://mcp.example/mcp'
    const done = await terminal().runWith(variables({ HTTP_PROXY: proxy.url }), 'discover', url)
    expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining('none needed') })
    expect(proxy.asked[0]).toBe(`POST ${url}`)
  })

  test('tunnels https, and the certificate is still judged', async () => {
    const proxy = await proxyTo(await tlsServer())
    const env = variables({ https_proxy: proxy.url })
    const refused = await terminal().runWith(env, 'discover', 'https://mcp.example/mcp')
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining('self-signed') })
    const file = join(directory, 'ca.pem')
    await writeFile(file, CERTIFICATE)
    const done = await terminal().runWith(env, 'discover', 'https://mcp.example/mcp', '--ca-file', file)
    expect(done).toMatchObject({ status: 0 })
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT mcp.example:443']))
  })

  test('is refused where this Node.js would ignore it', async () => {
    const env = { ...variables({ HTTPS_PROXY: 'http://127.0.0.1:1' }), knowsProxies: false }
    expect(await terminal().runWith(env, 'discover', 'https://mcp.example/mcp')).toMatchObject({ status: 2 })
  })

  test.each([
    ['by scheme', 'https://a.example/', { https_proxy: 'http://p', http_proxy: 'http://q' }, 'http://p'],
    ['by scheme', 'http://a.example/', { https_proxy: 'http://p', http_proxy: 'http://q' }, 'http://q'],
    ['for all', 'https://a.example/', { ALL_PROXY: 'http://r' }, 'http://r'],
    ['small letters first', 'http://a.example/', { http_proxy: 'http://p', HTTP_PROXY: 'http://q' }, 'http://p'],
    ['never for this machine', 'http://127.0.0.1:9/', { http_proxy: 'http://p' }, undefined],
    ['never for localhost', 'http://localhost:9/', { http_proxy: 'http://p' }, undefined],
    ['but for a host', 'http://a.example/', { http_proxy: 'http://p', no_proxy: 'b.example, a.example' }, undefined],
    ['but for all below', 'http://x.a.example/', { http_proxy: 'http://p', NO_PROXY: '.a.example' }, undefined],
    ['not by half a name', 'http://ba.example/', { http_proxy: 'http://p', no_proxy: 'a.example' }, 'http://p'],
    ['but for a port', 'http://a.example:81/', { http_proxy: 'http://p', no_proxy: 'a.example:81' }, undefined],
    ['not another port', 'http://a.example/', { http_proxy: 'http://p', no_proxy: 'a.example:81' }, 'http://p'],
    ['but for a network', 'http://10.1.2.3/', { http_proxy: 'http://p', no_proxy: '10.0.0.0/8' }, undefined],
    ['not another network', 'http://11.1.2.3/', { http_proxy: 'http://p', no_proxy: '10.0.0.0/8' }, 'http://p'],
    ['but for an IPv6 address', 'http://[fd00::1]/', { http_proxy: 'http://p', no_proxy: 'fd00::1' }, undefined],
    ['for nothing', 'http://a.example/', { http_proxy: 'http://p', no_proxy: '*' }, undefined],
  ])('%s: %s %j', (_what, url, set, proxy) => {
    expect(proxyFor(url, set)).toBe(proxy)
  })
})

describe('--har', () => {
  test('saves every exchange, readable by nobody else, on failure too', async () => {
    const { url } = await world()
    const file = join(directory, 'run.har')
    await terminal().run('--har', file, 'login', url)
    const { log } = JSON.parse(await readFile(file, 'utf8'))
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'mcp-auth' } })
    const shown = log.entries.map((entry: { request: { method: string }; response: { status: number } }) => [
      entry.request.method,
      entry.response.status,
    ])
    expect(shown).toEqual(
      expect.arrayContaining([
        ['POST', 401],
        ['GET', 200],
        ['POST', 201],
        ['POST', 200],
      ]),
    )
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await terminal().run('discover', 'http://127.0.0.1:1/', '--har', file)).toMatchObject({ status: 3 })
    const failed = JSON.parse(await readFile(file, 'utf8'))
    expect(failed.log.entries).toMatchObject([{ response: { status: 0 }, comment: 'no answer' }])
  })

  /** What a login and a call leave in `--har` and `--verbose` together. */
  async function traces(url: string): Promise<string> {
    const file = join(directory, 'run.har')
    const options = ['--verbose', '--har', file]
    const login = await terminal().run('login', url, '--headless', ...options)
    const first = await readFile(file, 'utf8')
    const call = await terminal().run('call', url, 'tools/list', ...options)
    return [login.stderr, first, call.stderr, await readFile(file, 'utf8')].join('\n')
  }

  test('secrets are known by their names, however short', async () => {
    const { url } = await world({ registeredMethod: 'client_secret_post' })
    const text = await traces(url)
    expect(text).toContain('Bearer [redacted]')
    expect(text).toContain('code=[redacted]')
    expect(text).not.toMatch(/\bat-\d|\brt-\d|\bcode-\d|s3cret|\brat-\d/)
  })

  test('a secret in a URL is known by its name', async () => {
    const file = join(directory, 'run.har')
    await terminal().run('discover', 'http://127.0.0.1:1/?access_token=hush', '--har', file)
    const text = await readFile(file, 'utf8')
    expect(text).toContain('access_token=[redacted]')
    expect(text).not.toContain('hush')
  })

  test('a secret that a server repeats under another name is known by its value', async () => {
    const { url } = await world({
      deviate: (request, reply) => {
        if (request.path !== '/as/token') return reply
        const long = { access_token: 'a-token-of-some-length', token_type: 'Bearer' }
        return json(200, { ...long, note: 'gave a-token-of-some-length' })
      },
    })
    const text = await traces(url)
    expect(text).toContain('gave [redacted]')
    expect(text).not.toContain('a-token-of-some-length')
  })

  test('is 2 where it cannot be written', async () => {
    const done = await terminal().run('status', '--har', join(directory, 'nowhere', 'run.har'))
    expectOneLine(done)
    expect(done.status).toBe(2)
  })
})
