import { describe, expect, test } from 'vitest'
import { json, type Recorded } from './support/http-server.ts'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { tampering } from './support/terminal.ts'
import { verifies } from './support/verifies.ts'
import type { Setup } from './support/world.ts'

const { terminal, world } = useWorlds()

const METADATA = '/.well-known/oauth-authorization-server'

const publishing = (members: object): Partial<Setup> => ({
  deviate: (request, right) =>
    request.path === METADATA ? json(200, { ...JSON.parse(right.body ?? ''), ...members }) : right,
})

const form = ({ body }: Recorded): URLSearchParams => new URLSearchParams(body)

describe('the issuer that was noted (RFC 9207 §2.4)', () => {
  const ISS = 'authorization_response_iss_parameter_supported'
  const issuerAs = (change: (issuer: string) => string) =>
    tampering((callback) => callback.searchParams.set('iss', change(callback.searchParams.get('iss') ?? '')))
  const without = tampering((callback) => callback.searchParams.delete('iss'))

  test.each([
    ['promised and right', true, issuerAs((iss) => iss), 0],
    ['promised and wrong', true, issuerAs(() => 'https://evil.example'), 4],
    ['promised and missing', true, without, 4],
    ['promised and empty', true, issuerAs(() => ''), 4],
    ['not promised and right', undefined, issuerAs((iss) => iss), 0],
    ['not promised and wrong', undefined, issuerAs(() => 'https://evil.example'), 4],
    ['not promised and missing', undefined, without, 0],
    ['denied and right', false, issuerAs((iss) => iss), 0],
    ['denied and wrong', false, issuerAs(() => 'https://evil.example'), 4],
    ['denied and missing', false, without, 0],
    ['in another letter case', true, issuerAs((iss) => iss.replace('http', 'HTTP')), 4],
    ['with a slash more', true, issuerAs((iss) => `${iss}/`), 4],
    ['percent-encoded', true, issuerAs((iss) => iss.replace('127', '%3127')), 4],
    ['with a blank more', true, issuerAs((iss) => `${iss} `), 4],
    ['with an empty query', true, issuerAs((iss) => `${iss}?`), 4],
  ])('%s', async (_what, promised, browser, status) => {
    verifies(
      'client-records-issuer',
      'client-rejects-mismatched-iss',
      'client-rejects-missing-iss',
      'client-compares-unadvertised-iss',
      'client-proceeds-without-iss',
      'client-compares-iss-exactly',
    )
    const { url, to } = await world(publishing({ [ISS]: promised }))
    terminal().browser = browser
    expect(await terminal().run('login', url)).toMatchObject({ status })
    expect(to('/as/token')).toHaveLength(status === 0 ? 1 : 0)
    expect(savedAnything(terminal())).toBe(status === 0)
  })

  test('is that of the metadata, with its default port', async () => {
    verifies('client-compares-iss-exactly', 'client-rejects-mismatched-metadata-issuer')
    const { url } = await world(publishing({ issuer: 'http://127.0.0.1:80' }))
    expect(await terminal().run('login', url)).toMatchObject({ status: 1 })
  })

  test('a server that answers for another one gets the code of neither', async () => {
    verifies('client-records-issuer', 'client-sends-code-once')
    const honest = await world()
    const attacker = await world({
      deviate: (request, right) =>
        request.path === '/as/authorize'
          ? { status: 302, headers: { location: `${honest.server.origin}/as/authorize?${request.query}` } }
          : right,
    })
    honest.server.clients.set('registered-1', undefined)
    terminal().browser = async (url) => {
      const first = await fetch(url, { redirect: 'manual' })
      return (await fetch(first.headers.get('location') ?? '')).text()
    }
    const login = await terminal().run('login', attacker.url)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 4, stderr: expect.stringContaining('another issuer') })
    expect([...attacker.to('/as/token'), ...honest.to('/as/token')]).toEqual([])
  })
})

describe('an authorization that failed', () => {
  test.each(['access_denied', 'server_error', 'temporarily_unavailable', 'invalid_scope', 'login_required'])(
    '%s ends the attempt: the user is not asked again',
    async (error) => {
      verifies('client-stops-on-authorization-error')
      const { url, to } = await world()
      terminal().browser = tampering((callback) => {
        callback.searchParams.delete('code')
        callback.searchParams.set('error', error)
      })
      const login = await terminal().run('login', url)
      expectOneLine(login)
      expect(login.status).not.toBe(0)
      expect(to('/as/authorize')).toHaveLength(1)
      expect(to('/as/token')).toEqual([])
    },
  )

  test.each([
    ['refused', json(400, { error: 'invalid_grant' })],
    ['answered with an error of the server', json(503, {})],
    ['not answered', { status: 0 }],
  ])('a code that was %s is not sent again', async (_what, answer) => {
    verifies('client-sends-code-once')
    const { url, to } = await world({
      deviate: (request, right) => (request.path === '/as/token' ? answer : right),
    })
    const login = await terminal().run('login', url)
    expectOneLine(login)
    expect(to('/as/token')).toHaveLength(1)
    expect(to('/as/authorize')).toHaveLength(1)
  })
})

describe('the authorization request', () => {
  test('is for a code, whatever else the server has', async () => {
    verifies('client-uses-code-flow')
    const types = { response_types_supported: ['token', 'code', 'id_token token'] }
    const grants = { grant_types_supported: ['password', 'implicit', 'authorization_code'] }
    const { url, to } = await world(publishing({ ...types, ...grants }))
    await terminal().run('login', url)
    expect(to('/as/authorize')[0]?.query.get('response_type')).toBe('code')
    expect(to('/as/token').map((request) => form(request).get('grant_type'))).toEqual(['authorization_code'])
  })

  test.each([['password'], ['implicit']])('is not made where there is only %s', async (grant) => {
    verifies('client-uses-code-flow')
    const { url, to } = await world(publishing({ grant_types_supported: [grant] }))
    const login = await terminal().run('login', url)
    expectOneLine(login)
    expect(login.status).toBe(4)
    expect([...to('/as/authorize'), ...to('/as/token')]).toEqual([])
  })

  test.each([
    ['HTTP://127.0.0.1', '/mcp', 'http://127.0.0.1', '/mcp'],
    ['http://127.0.0.1', '/Mcp/', 'http://127.0.0.1', '/Mcp/'],
    ['http://127.0.0.1', '/mcp?a=B', 'http://127.0.0.1', '/mcp?a=B'],
    ['http://127.0.0.1', '/', 'http://127.0.0.1', ''],
    ['http://LOCALHOST', '/mcp', 'http://localhost', '/mcp'],
  ])('names %s%s in its canonical form where the server names nothing', async (host, path, canonical, rest) => {
    verifies('client-sends-specific-resource', 'client-sends-canonical-resource')
    const { server, mcpOrigin, to } = await world({
      resourceMetadata: 'none',
      deviate: (request, right) =>
        `${request.path}` === path.split('?')[0] ? { status: 401, headers: { 'www-authenticate': 'Bearer' } } : right,
    })
    const { port } = new URL(mcpOrigin)
    const args = ['--authorization-server', server.issuer, '--headless']
    expect(await terminal().run('login', `${host}:${port}${path}`, ...args)).toMatchObject({ status: 0 })
    expect(to('/as/authorize')[0]?.query.get('resource')).toBe(`${canonical}:${port}${rest}`)
    expect(form(to('/as/token')[0] as Recorded).get('resource')).toBe(`${canonical}:${port}${rest}`)
  })

  test('and all that follows goes to one authorization server out of several', async () => {
    verifies('client-picks-one-authorization-server')
    const other = await world()
    const started = await world({
      deviate: (request, right) => {
        if (request.path !== '/custom/prm.json') return right
        const metadata = JSON.parse(right.body ?? '')
        const servers = [...metadata.authorization_servers, other.server.issuer]
        return json(200, { ...metadata, authorization_servers: servers })
      },
    })
    expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
    expect(await terminal().run('logout', started.url)).toMatchObject({ status: 0 })
    expect(started.server.revoked).toHaveLength(2)
    expect(other.requests).toEqual([])
  })
})

test('requests for metadata tell the revision, the old one under its rules', async () => {
  verifies('client-sends-version-on-discovery')
  const started = await world({ resourceMetadata: 'none', authorizationServerAt: 'mcp-origin' })
  await terminal().run('discover', started.url)
  expect(started.to(METADATA)[0]?.headers['mcp-protocol-version']).toBe('2025-03-26')
  const modern = await world()
  await terminal().run('discover', modern.url)
  expect(modern.to(METADATA)[0]?.headers['mcp-protocol-version']).toBe('2026-07-28')
})
