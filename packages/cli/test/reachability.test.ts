import { describe, expect, test } from 'vitest'
import type { Fetch } from '../src/env.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'

const { terminal, world } = useWorlds()

describe('servers that do not use OAuth', () => {
  test('a bare 401: says that a bearer token may be needed', async () => {
    verifies('client-stops-without-resource-metadata')
    const { url } = await world({ resourceMetadata: 'none', challengeScope: undefined })
    const discovery = await terminal().run('discover', url)
    expect(discovery).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('--auth-mode bearer --bearer-token @FILE'),
    })
    const login = await terminal().run('login', url)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 4, stderr: expect.stringContaining('a bearer token may be needed') })
  })

  test('an open server: says so', async () => {
    const { url } = await world({ authorization: 'none', resourceMetadata: 'none' })
    expect(await terminal().run('discover', url)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/Protocol version: 2026-07-28\nAuthorization: none needed/),
    })
    expect(await terminal().run('login', url)).toMatchObject({ status: 1 })
    expect(await terminal().run('call', url, 'tools/list')).toMatchObject({ status: 0 })
  })

  test.each(['stateless', 'handshake'] as const)('a %s server that opens the door and asks later', async (era) => {
    verifies('client-authorizes-on-401')
    const { url } = await world({ era, open: (method) => method !== 'tools/list' })
    expect(await terminal().run('discover', url)).toMatchObject({
      stdout: expect.stringContaining('OAuth (from tools/list on)'),
    })
  })

  test.each([
    ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' }, 1, /does not speak MCP/],
    ['nothing there', { status: 404 }, 1, /HTTP 404/],
    ['a redirect', { status: 307, headers: { location: '/mcp/' } }, 1, /redirects to/],
    ['a broken connection', { status: 0 }, 3, /Cannot reach/],
  ])('%s', async (_, answer, status, says) => {
    const { url } = await world({ deviate: (request, reply) => (request.path === '/mcp' ? answer : reply) })
    const discovery = await terminal().run('discover', url)
    expectOneLine(discovery)
    expect(discovery.stderr).toMatch(says)
    expect(discovery.status).toBe(status)
  })

  test('the user interrupts while nothing comes', async () => {
    const interruption = new AbortController()
    const { url } = await world({
      deviate: (_request, reply) => {
        interruption.abort()
        return new Promise((resolve) => setTimeout(() => resolve(reply), 400))
      },
    })
    const discovery = await terminal().runWith({ interrupted: interruption.signal }, 'discover', url)
    expect(discovery).toMatchObject({ status: 130, stdout: '', stderr: 'Error: Interrupted.\n' })
  })

  test('a server that never answers', async () => {
    const { url } = await world({
      deviate: async (_request, reply) => new Promise((resolve) => setTimeout(() => resolve(reply), 400)),
    })
    const discovery = await terminal().run('discover', url, '--timeout', '0.1')
    expectOneLine(discovery)
    expect(discovery).toMatchObject({ status: 3, stderr: expect.stringContaining('no answer within 0.1 s') })
  })
})

describe('a public MCP server may not point into a closed network', () => {
  const MCP = 'https://mcp.example.com/mcp'
  /** An MCP server on the internet whose challenge names a metadata URL. */
  const internet = (metadataUrl: string, remoteAddress?: string): { fetch: Fetch; urls: string[] } => {
    const urls: string[] = []
    const fetch: Fetch = async (url) => {
      urls.push(url)
      const headers = new Headers({ 'www-authenticate': `Bearer resource_metadata="${metadataUrl}"` })
      return { status: url === MCP ? 401 : 404, headers, body: null, remoteAddress }
    }
    return { fetch, urls }
  }
  test.each([
    'https://127.0.0.1/x',
    'https://localhost/x',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/x',
    'https://100.64.0.1/x',
    'https://[::1]/x',
    'https://[fd00::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://0x7f000001/x',
    'https://metadata.internal/x',
    'http://as.example.com/x',
    'file:///etc/passwd',
  ])('%s', async (target) => {
    const { fetch, urls } = internet(target)
    const discovery = await terminal().runWith({ fetch }, 'discover', MCP)
    expectOneLine(discovery)
    expect(discovery.status).toBe(1)
    expect(urls).toEqual([MCP])
  })

  test('but one inside that network may', async () => {
    const { fetch, urls } = internet('https://10.0.0.1/x', '10.0.0.7')
    await terminal().runWith({ fetch }, 'discover', MCP)
    expect(urls).toEqual([MCP, 'https://10.0.0.1/x'])
  })
})
