import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openInBrowser } from '../src/node/browser.ts'
import { nodeFetch } from '../src/node/http.ts'
import { json, type Reply, serve } from './support/http-server.ts'
import { ISSUER, internet, MCP_URL, type Sent } from './support/internet.ts'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'

const { terminal, world } = useWorlds()

const PRM = 'https://mcp.example.com/prm.json'
const METADATA = `${ISSUER}/.well-known/oauth-authorization-server`

/** Answers one URL with its right document, changed. */
const naming =
  (at: string, members: object) =>
  (request: Sent, right: Reply): Reply =>
    request.url === at ? json(200, { ...JSON.parse(right.body ?? '{}'), ...members }) : right

const redirecting =
  (at: string, location: string) =>
  (request: Sent, right: Reply): Reply =>
    request.url === at ? { status: 302, headers: { location } } : right

/** What a server on the internet may name that lies elsewhere: how, and which URL is the last one asked. */
const PLACES: readonly (readonly [string, (target: string) => Parameters<typeof internet>[0], string])[] = [
  ['authorization_servers', (target) => naming(PRM, { authorization_servers: [target] }), PRM],
  ['a redirect of resource metadata', (target) => redirecting(PRM, target), PRM],
  ['a redirect of server metadata', (target) => redirecting(METADATA, target), METADATA],
  ...[
    'authorization_endpoint',
    'token_endpoint',
    'registration_endpoint',
    'revocation_endpoint',
    'device_authorization_endpoint',
    'pushed_authorization_request_endpoint',
  ].map((name) => [name, (target: string) => naming(METADATA, { [name]: target }), METADATA] as const),
]

const TARGETS: readonly (readonly [string, RegExp])[] = [
  ['https://127.0.0.1/x', /on a loopback address/],
  ['https://localhost/x', /on a loopback address/],
  ['https://10.1.2.3/x', /on a private address/],
  ['https://169.254.169.254/x', /on a private address/],
  ['https://[fe80::1]/x', /on a private address/],
  ['https://[::ffff:10.0.0.1]/x', /on a private address/],
  ['https://intranet/x', /on a private address/],
  ['http://as.example.com/x', /is not https|from https to/],
  ['ftp://as.example.com/x', /is neither https nor http/],
  ['https://user:pass@as.example.com/x', /contains user information/],
]

describe.each(PLACES)('a server on the internet: %s', (_place, lead, last) => {
  test.each(TARGETS)('%s: one line, not asked for, nothing sent on, nothing saved', async (target, says) => {
    verifies('client-weighs-ssrf')
    const { fetch, sent } = internet(lead(target))
    const login = await terminal().runWith({ fetch }, 'login', MCP_URL, '--headless')
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringMatching(says) })
    expect(sent.at(-1)?.url).toBe(last)
    expect(savedAnything(terminal())).toBe(false)
  })
})

test('whatever a server on the internet named is dialled at public addresses alone, later on too', async () => {
  verifies('client-weighs-ssrf')
  const { fetch, sent } = internet()
  const run = (...args: string[]) => terminal().runWith({ fetch }, ...args)
  expect(await run('login', MCP_URL, '--headless')).toMatchObject({ status: 0 })
  terminal().advance(31)
  expect(await run('call', MCP_URL, 'tools/list')).toMatchObject({ status: 0 })
  expect(await run('logout', MCP_URL)).toMatchObject({ status: 0, stdout: expect.stringContaining('revoked') })
  const own = sent.filter(({ url }) => url !== MCP_URL)
  const asked = [PRM, METADATA, ...['register', 'authorize', 'token', 'revoke'].map((name) => `${ISSUER}/as/${name}`)]
  expect(new Set(own.map(({ url }) => url.split('?')[0]))).toEqual(new Set(asked))
  expect(own.filter(({ publicOnly }) => !publicOnly)).toEqual([])
})

test('a name counts by the addresses it leads to, where only public ones may be dialled', async () => {
  verifies('client-weighs-ssrf')
  const inside = await serve(() => ({ status: 204 }))
  const url = inside.origin.replace('127.0.0.1', 'localhost')
  const init = { method: 'GET', headers: {}, redirect: 'manual', signal: new AbortController().signal } as const
  await expect(nodeFetch(url, { ...init, publicOnly: true })).rejects.toMatchObject({ code: 'EPRIVATE' })
  expect(inside.requests).toEqual([])
  expect(await nodeFetch(url, init)).toMatchObject({ status: 204 })
  await inside.close()
})

test('no redirect leads from https to http, even where http is allowed', async () => {
  verifies('client-weighs-ssrf')
  const { fetch, sent } = internet(redirecting(PRM, 'http://mcp.example.com/prm.json'))
  const login = await terminal().runWith({ fetch }, 'login', MCP_URL, '--headless', '--allow-insecure-http')
  expectOneLine(login)
  expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('redirects from https to http') })
  expect(sent.at(-1)?.url).toBe(PRM)
})

test('where a headless login is sent is judged like any other URL', async () => {
  verifies('client-weighs-ssrf')
  const { fetch, sent } = internet((request, right) =>
    request.path === '/as/authorize' ? { status: 302, headers: { location: 'https://169.254.169.254/x' } } : right,
  )
  const login = await terminal().runWith({ fetch }, 'login', MCP_URL, '--headless')
  expectOneLine(login)
  expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('on a private address') })
  expect(sent.at(-1)?.path).toBe('/as/authorize')
})

test('endpoints at another origin than the issuer are used as published (RFC 8414 §2), and get what is theirs', async () => {
  verifies('client-uses-metadata-endpoints')
  const elsewhere = 'https://tokens.example.net/t'
  const { fetch, sent, server } = internet((request, right) =>
    request.url === elsewhere ? server.token(request) : naming(METADATA, { token_endpoint: elsewhere })(request, right),
  )
  expect(await terminal().runWith({ fetch }, 'login', MCP_URL, '--headless')).toMatchObject({ status: 0 })
  expect(sent.filter(({ body }) => body.includes('code_verifier')).map(({ url }) => url)).toEqual([elsewhere])
})

describe('what is opened in a browser', () => {
  test.each([
    'javascript:alert(document.cookie)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'vbscript:x',
    'ms-msdt:/id',
    'as.example/authorize',
    '-h',
    '--browser=x',
    'http://as.example/authorize',
    'https://as.example/authorize#x',
    'https://good.example\\@as.example/authorize',
    'https://as.example/"&calc.exe',
    'https://as.example/`id`',
    'https://as.example/a|b',
    'https://as.example/a b',
    'https://as.example/\nOpen',
  ])('never %j', async (endpoint) => {
    verifies('client-opens-only-web-urls')
    const opened: string[] = []
    const { url, to } = await world({
      deviate: (request, right) =>
        request.path.startsWith('/.well-known/oauth-authorization-server')
          ? json(200, { ...JSON.parse(right.body ?? ''), authorization_endpoint: endpoint })
          : right,
    })
    const openBrowser = async (link: string): Promise<void> => void opened.push(link)
    const login = await terminal().runWith({ openBrowser }, 'login', url, '--open-browser')
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('authorization_endpoint') })
    expect(login.stderr).not.toContain('Open this URL')
    expect({ opened, registered: to('/as/register') }).toEqual({ opened: [], registered: [] })
    expect(savedAnything(terminal())).toBe(false)
  })

  test('is given to the opener as one argument, which no shell reads', async () => {
    verifies('client-opens-only-web-urls')
    const folder = await mkdtemp(join(tmpdir(), 'mcp-auth-opener-'))
    const witness = await serve(() => ({ status: 204 }))
    const opener = join(folder, 'xdg-open')
    const told = `fetch('${witness.origin}', { method: 'POST', body: JSON.stringify(process.argv.slice(2)) })`
    await writeFile(opener, `#!${process.execPath}\n${told}\n`)
    await chmod(opener, 0o755)
    vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`)
    const url = `https://as.example/authorize?a=$(touch%20x)&b=$HOME;id&c='d'*`
    await openInBrowser('linux', url)
    await vi.waitFor(() => expect(witness.requests).toHaveLength(1), 10_000)
    expect(JSON.parse(witness.requests[0]?.body ?? '')).toEqual([url])
    vi.unstubAllEnvs()
    await witness.close()
    await rm(folder, { recursive: true })
  })
})
