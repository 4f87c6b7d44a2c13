import { describe, expect, test } from 'vitest'
import { json } from './support/http-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

/** Paths asked with GET, in order, on both servers. */
const asked = ({ requests }: World): readonly string[] =>
  requests.filter(({ method }) => method === 'GET').map(({ path }) => path)

const PRM = '/.well-known/oauth-protected-resource'
const OAUTH = '/.well-known/oauth-authorization-server'
const OIDC = '/.well-known/openid-configuration'

describe('where metadata is looked for', () => {
  const ORDERS: readonly (readonly [string, Partial<Setup>, readonly string[]])[] = [
    ['the challenge names it', { resourceMetadata: 'header' }, ['/custom/prm.json', OAUTH]],
    ['path-inserted', { resourceMetadata: 'path' }, [`${PRM}/mcp`, OAUTH]],
    ['at the root', { resourceMetadata: 'root' }, [`${PRM}/mcp`, PRM, OAUTH]],
    ['OpenID Connect', { metadata: 'oidc' }, ['/custom/prm.json', OAUTH, OIDC]],
    ['an issuer with a path', { path: '/tenant' }, ['/custom/prm.json', `${OAUTH}/tenant`]],
    [
      '… by OpenID Connect',
      { path: '/tenant', metadata: 'oidc' },
      ['/custom/prm.json', `${OAUTH}/tenant`, `${OIDC}/tenant`],
    ],
    [
      '… appended, and never at the root',
      { path: '/tenant', metadata: 'oidc-appended' },
      ['/custom/prm.json', `${OAUTH}/tenant`, `${OIDC}/tenant`, `/tenant${OIDC}`],
    ],
  ]
  test.each(ORDERS)('%s', async (_, setup, order) => {
    verifies(
      'client-reads-resource-metadata',
      'client-fetches-challenge-url',
      'client-tries-path-metadata-first',
      'client-tries-root-metadata-next',
      'client-supports-oidc-discovery',
      'client-orders-metadata-urls',
      'client-keeps-issuer-path',
    )
    const started = await world(setup)
    const discovery = await terminal().run('discover', started.url, '--json')
    expect(discovery.status).toBe(0)
    expect(JSON.parse(discovery.stdout).result).toMatchObject({
      authModes: ['auth-code', 'bearer'],
      authorizationServer: { issuer: started.server.issuer },
    })
    expect(asked(started)).toEqual(order)
  })

  test('the rules of 2025-03-26 only after every place said "not there"', async () => {
    verifies('client-reads-resource-metadata', 'client-uses-legacy-base-url')
    const started = await world({ resourceMetadata: 'none', authorizationServerAt: 'mcp-origin' })
    const login = await terminal().run('login', started.url)
    expect(login).toMatchObject({ status: 0, stderr: expect.stringContaining('2025-03-26') })
    expect(asked(started).slice(0, 3)).toEqual([`${PRM}/mcp`, PRM, OAUTH])
    expect(started.to('/as/authorize')[0]?.query.has('resource')).toBe(false)
    expect(new URLSearchParams(started.to('/as/token')[0]?.body).has('resource')).toBe(false)
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
  })

  test('but not when a place said "you may not see it"', async () => {
    const started = await world({
      resourceMetadata: 'none',
      authorizationServerAt: 'mcp-origin',
      deviate: (request, reply) => (request.path === PRM ? { status: 403 } : reply),
    })
    const login = await terminal().run('login', started.url)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('HTTP 403') })
    expect(asked(started)).not.toContain(OAUTH)
  })

  test('the default endpoints of 2025-03-26 only when asked for', async () => {
    verifies('client-uses-default-endpoints-last', 'client-stops-without-resource-metadata')
    const setup: Partial<Setup> = { resourceMetadata: 'none', authorizationServerAt: 'mcp-origin', metadata: 'none' }
    const started = await world(setup)
    const login = await terminal().run('login', started.url)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 4, stderr: expect.stringContaining('--default-endpoints') })
    expect(started.to('/register')).toEqual([])
    expect(await terminal().run('login', started.url, '--auth-mode', 'auth-code')).toMatchObject({ status: 0 })
    expect(started.to('/register')).toHaveLength(1)
  })

  test('a metadata URL in the challenge that fails is an error that names it', async () => {
    verifies('client-fetches-challenge-url')
    const started = await world({
      deviate: (request, reply) => (request.path === '/custom/prm.json' ? { status: 404 } : reply),
    })
    const discovery = await terminal().run('discover', started.url)
    expectOneLine(discovery)
    expect(discovery).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${started.mcpOrigin}/custom/prm.json`),
    })
    expect(asked(started)).toEqual(['/custom/prm.json'])
  })

  test.each([
    ['a 5xx', { status: 503 }, /HTTP 503/],
    ['HTML', { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' }, /HTML instead of JSON/],
    ['an empty body', { status: 200 }, /an empty body/],
  ])('%s from the authorization server stops the search', async (_, reply, says) => {
    const started = await world({ deviate: (request, usual) => (request.path === OAUTH ? reply : usual) })
    const discovery = await terminal().run('discover', started.url)
    expectOneLine(discovery)
    expect(discovery.stderr).toMatch(says)
    expect(discovery.status).toBe(1)
    expect(asked(started)).not.toContain(OIDC)
  })

  test('redirects of metadata are followed a few steps, and each step is judged', async () => {
    verifies('client-weighs-ssrf')
    const target = (location: string): Partial<Setup> => ({
      deviate: (request, reply) =>
        request.path === '/custom/prm.json' && !request.query.has('moved')
          ? { status: 302, headers: { location } }
          : reply,
    })
    const good = await world(target('/custom/prm.json?moved=1'))
    expect(await terminal().run('discover', good.url)).toMatchObject({ status: 0 })
    const bad = await world(target('http://internal.example/prm.json'))
    expect(await terminal().run('discover', bad.url)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is not https'),
    })
    const loop = await world({
      deviate: (request, reply) =>
        request.path === '/custom/prm.json' ? { status: 302, headers: { location: '/custom/prm.json' } } : reply,
    })
    expect(await terminal().run('discover', loop.url)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('more than'),
    })
    expect(loop.to('/custom/prm.json')).toHaveLength(4)
  })

  test('an awkward but legal challenge is read right', async () => {
    verifies('client-parses-challenges')
    const started = await world({
      deviate: (_request, reply, { mcpOrigin }) =>
        reply.status === 401
          ? {
              ...reply,
              headers: {
                'www-authenticate': `Negotiate dG9rZW4=, Basic realm="a, Bearer scope=\\"trap\\"", Bearer x_scope="decoy", error_description="scope=bad, ok", SCOPE="re\\al", Resource_Metadata = "${mcpOrigin}/custom/prm.json"`,
              },
            }
          : reply,
    })
    await terminal().run('login', started.url)
    expect(started.to('/as/authorize')[0]?.query.get('scope')).toBe('real')
  })

  test('a DPoP challenge is read as well', async () => {
    const started = await world({
      deviate: (_request, reply, { mcpOrigin }) =>
        reply.status === 401
          ? { ...reply, headers: { 'www-authenticate': `DPoP resource_metadata="${mcpOrigin}/custom/prm.json"` } }
          : reply,
    })
    expect(await terminal().run('discover', started.url)).toMatchObject({ status: 0 })
    expect(asked(started)[0]).toBe('/custom/prm.json')
  })
})

describe('which resource', () => {
  const naming = (resource: (world: World) => unknown): Partial<Setup> => ({
    deviate: (request, reply, current) =>
      request.path === '/custom/prm.json'
        ? json(200, { ...JSON.parse(reply.body ?? ''), resource: resource(current) })
        : reply,
  })

  test('a same-origin prefix is accepted with a notice, and sent byte-exact', async () => {
    const started = await world(naming(({ mcpOrigin }) => mcpOrigin))
    const login = await terminal().run('login', started.url)
    expect(login).toMatchObject({ status: 0, stderr: expect.stringContaining('covers') })
    expect(started.to('/as/authorize')[0]?.query.get('resource')).toBe(started.mcpOrigin)
    expect(new URLSearchParams(started.to('/as/token')[0]?.body).get('resource')).toBe(started.mcpOrigin)
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
  })

  test.each<readonly [string, (world: World) => unknown]>([
    ['another origin', () => 'https://evil.example/mcp'],
    ['a sibling path', ({ mcpOrigin }) => `${mcpOrigin}/mcp2`],
    ['half a segment', ({ mcpOrigin }) => `${mcpOrigin}/mc`],
    ['a deeper path', ({ url }) => `${url}/tool`],
    ['a slash more', ({ url }) => `${url}/`],
    ['a fragment', ({ url }) => `${url}#x`],
    ['nothing at all', () => undefined],
  ])('%s is refused before anyone is registered', async (_, resource) => {
    verifies('client-rejects-foreign-resource-metadata')
    const started = await world(naming(resource))
    const login = await terminal().run('login', started.url)
    expectOneLine(login)
    expect(login.status).toBe(1)
    expect(started.to('/as/register')).toEqual([])
    expect(asked(started)).toEqual(['/custom/prm.json'])
  })

  describe('metadata at the root of another server of the same host', () => {
    const shared = (resource: (world: World) => string): Partial<Setup> => ({
      resourceMetadata: 'root',
      authorizationServerAt: 'mcp-origin',
      deviate: (request, reply, current) =>
        request.path === PRM ? json(200, { ...JSON.parse(reply.body ?? ''), resource: resource(current) }) : reply,
    })

    test('says nothing about this one: a bearer token may be needed', async () => {
      const started = await world(shared(({ mcpOrigin }) => `${mcpOrigin}/other`))
      expect(await terminal().run('discover', started.url)).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('a bearer token may be needed'),
        stderr: expect.stringContaining('is not used'),
      })
      for (const args of [[], ['--auth-mode', 'auth-code']]) {
        expect(await terminal().run('login', started.url, ...args)).toMatchObject({ status: 4 })
      }
      expect(asked(started)).not.toContain(OAUTH)
      expect(started.to('/as/register')).toEqual([])
    })

    test('but of another host, it is refused', async () => {
      const started = await world(shared(() => 'https://evil.example/mcp'))
      const discovery = await terminal().run('discover', started.url)
      expectOneLine(discovery)
      expect(discovery.status).toBe(1)
    })
  })

  test('--allow-resource-mismatch goes on loudly with what was published', async () => {
    const started = await world(naming(() => 'api://their-app'))
    const login = await terminal().run('login', started.url, '--allow-resource-mismatch')
    expect(login).toMatchObject({ status: 0, stderr: expect.stringContaining('DANGER') })
    expect(started.to('/as/authorize')[0]?.query.get('resource')).toBe('api://their-app')
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
  })
})

describe('which authorization server', () => {
  test('the first of several, with a notice; another if the user says so', async () => {
    const other = await world()
    const started = await world({
      deviate: (request, reply) => {
        if (request.path !== '/custom/prm.json') return reply
        const metadata = JSON.parse(reply.body ?? '')
        return json(200, {
          ...metadata,
          authorization_servers: [...metadata.authorization_servers, other.server.issuer],
        })
      },
    })
    const first = await terminal().run('discover', started.url)
    expect(first.stderr).toContain('--authorization-server picks another')
    expect(first.stdout).toContain(`Authorization server: ${started.server.issuer}\n`)
    const second = await terminal().run('discover', started.url, '--authorization-server', other.server.issuer)
    expect(second.stdout).toContain(`Authorization server: ${other.server.issuer}\n`)
  })

  test('--resource-metadata-url goes before the challenge', async () => {
    const started = await world({ resourceMetadata: 'path' })
    await terminal().run('discover', started.url, '--resource-metadata-url', `${started.mcpOrigin}${PRM}/mcp`)
    expect(asked(started)[0]).toBe(`${PRM}/mcp`)
  })

  test('--authorization-server works without any resource metadata, for the URL itself', async () => {
    const started = await world({ resourceMetadata: 'none' })
    const login = await terminal().run('login', started.url, '--authorization-server', started.server.issuer)
    expect(login).toMatchObject({ status: 0 })
    expect(started.to('/as/authorize')[0]?.query.get('resource')).toBe(started.url)
  })
})
