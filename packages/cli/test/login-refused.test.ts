import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { json } from './support/http-server.ts'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { type Browser, tampering } from './support/terminal.ts'
import { verifies } from './support/verifies.ts'
import type { Setup } from './support/world.ts'

const { terminal, world } = useWorlds()

/** Each is the login that works, with exactly one thing wrong. */
const REFUSED: readonly {
  readonly name: string
  readonly setup?: Partial<Setup>
  readonly browser?: Browser
  readonly status: number
  readonly says: RegExp
  /** Requests that must not have happened. */
  readonly never: string
}[] = [
  {
    name: 'another state',
    browser: tampering((callback) => callback.searchParams.set('state', 'x')),
    status: 4,
    says: /another state/,
    never: '/as/token',
  },
  {
    name: 'no state',
    browser: tampering((callback) => callback.searchParams.delete('state')),
    status: 4,
    says: /no state/,
    never: '/as/token',
  },
  {
    name: 'the state twice',
    browser: tampering((callback) => callback.searchParams.append('state', 'x')),
    status: 4,
    says: /more than one state/,
    never: '/as/token',
  },
  {
    name: 'another iss',
    browser: tampering((callback) => callback.searchParams.set('iss', 'https://evil.example')),
    status: 4,
    says: /another issuer/,
    never: '/as/token',
  },
  {
    name: 'an iss that is equal only after normalisation',
    browser: tampering((callback) => callback.searchParams.set('iss', `${callback.searchParams.get('iss')}/`)),
    status: 4,
    says: /another issuer/,
    never: '/as/token',
  },
  {
    name: 'no iss although the server promised one',
    browser: tampering((callback) => callback.searchParams.delete('iss')),
    status: 4,
    says: /does not name its issuer/,
    never: '/as/token',
  },
  {
    name: 'another iss although the server promised none',
    setup: { deviate: withMetadata({ authorization_response_iss_parameter_supported: undefined }) },
    browser: tampering((callback) => callback.searchParams.set('iss', 'https://evil.example')),
    status: 4,
    says: /another issuer/,
    never: '/as/token',
  },
  {
    name: 'no code',
    browser: tampering((callback) => callback.searchParams.delete('code')),
    status: 4,
    says: /no code/,
    never: '/as/token',
  },
  {
    name: 'denied consent',
    browser: tampering((callback) => {
      callback.searchParams.delete('code')
      callback.searchParams.set('error', 'access_denied')
    }),
    status: 4,
    says: /authorization was denied/,
    never: '/as/token',
  },
  {
    name: 'metadata of another issuer',
    setup: { deviate: withMetadata({ issuer: 'https://evil.example' }) },
    status: 1,
    says: /is of the issuer https:\/\/evil\.example/,
    never: '/as/register',
  },
  {
    name: 'metadata whose issuer has a slash more',
    setup: { deviate: withMetadata({}, (metadata) => ({ ...metadata, issuer: `${metadata['issuer']}/` })) },
    status: 1,
    says: /is of the issuer/,
    never: '/as/register',
  },
  {
    name: 'no PKCE methods in the metadata',
    setup: { deviate: withMetadata({ code_challenge_methods_supported: undefined }) },
    status: 1,
    says: /does not list PKCE method S256/,
    never: '/as/register',
  },
  {
    name: 'only plain PKCE in the metadata',
    setup: { deviate: withMetadata({ code_challenge_methods_supported: ['plain'] }) },
    status: 1,
    says: /only plain/,
    never: '/as/register',
  },
  {
    name: 'an authorization endpoint of another scheme',
    setup: { deviate: withMetadata({ authorization_endpoint: 'javascript:alert(1)' }) },
    status: 1,
    says: /authorization_endpoint .* is neither https nor http/,
    never: '/as/register',
  },
  {
    name: 'a token endpoint on plain http elsewhere',
    setup: { deviate: withMetadata({ token_endpoint: 'http://as.example/token' }) },
    status: 1,
    says: /token_endpoint .* is not https/,
    never: '/as/register',
  },
  {
    name: 'a registration that is refused',
    setup: {
      deviate: (request, reply) =>
        request.path === '/as/register'
          ? json(400, { error: 'invalid_redirect_uri', error_description: 'no\u001b[31m loopback' })
          : reply,
    },
    status: 1,
    says: /refused to register this client: invalid_redirect_uri: no \[31m loopback \(HTTP 400\)/,
    never: '/as/authorize',
  },
  {
    name: 'a registration without client_id',
    setup: { deviate: (request, reply) => (request.path === '/as/register' ? json(201, {}) : reply) },
    status: 1,
    says: /without a client_id/,
    never: '/as/authorize',
  },
  ...TOKEN_ANSWERS(),
]

function withMetadata(
  members: Record<string, unknown>,
  change = (metadata: Record<string, unknown>): Record<string, unknown> => metadata,
): Setup['deviate'] {
  return (request, reply) =>
    request.path === '/.well-known/oauth-authorization-server'
      ? json(200, { ...change(JSON.parse(reply.body ?? '')), ...members })
      : reply
}

function TOKEN_ANSWERS(): typeof REFUSED {
  const wrong = (
    name: string,
    says: RegExp,
    status: number,
    answer: ReturnType<typeof json>,
  ): (typeof REFUSED)[number] => ({
    name,
    says,
    status,
    setup: { deviate: (request, reply) => (request.path === '/as/token' ? answer : reply) },
    never: '/nothing',
  })
  const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Hello' }
  const good = { access_token: 'at', token_type: 'Bearer' }
  return [
    wrong('a token answer in HTML', /HTML instead of JSON/, 1, html),
    wrong('an empty token answer', /an empty body/, 1, { status: 200 }),
    wrong('a token answer of another type', /text\/plain instead of application\/json/, 1, {
      ...json(200, good),
      headers: { 'content-type': 'text/plain' },
    }),
    wrong('a token answer that is an array', /not an object/, 1, json(200, [])),
    wrong('a token of another type', /token_type N_A; only Bearer/, 1, json(200, { ...good, token_type: 'N_A' })),
    wrong('no token type', /no token_type/, 1, json(200, { access_token: 'at' })),
    wrong('no token', /without an access_token/, 1, json(200, { token_type: 'Bearer' })),
    wrong('a token with a line break', /no header can carry/, 1, json(200, { ...good, access_token: 'a\nb' })),
    wrong('a server error', /HTTP 500/, 1, json(500, { message: 'sorry' })),
    wrong('a refused code', /invalid_grant/, 4, json(400, { error: 'invalid_grant' })),
    wrong('a redirect', /redirects \(HTTP 307\)/, 1, { status: 307, headers: { location: 'http://127.0.0.1:1/' } }),
    wrong('a connection that breaks', /Cannot reach/, 3, { status: 0 }),
  ]
}

describe('a login that must fail: one line, the right status, nothing saved', () => {
  test.each(REFUSED)('$name', async ({ setup, browser, status, says, never }) => {
    verifies(
      'client-checks-state',
      'client-rejects-mismatched-iss',
      'client-rejects-missing-iss',
      'client-compares-unadvertised-iss',
      'client-stops-on-authorization-error',
      'client-rejects-mismatched-metadata-issuer',
      'client-requires-s256-in-metadata',
      'client-opens-only-web-urls',
      'client-understands-token-type',
      'client-survives-rejected-registration',
    )
    const { url, to } = await world(setup)
    if (browser !== undefined) terminal().browser = browser
    const login = await terminal().run('login', url)
    expectOneLine(login)
    expect(login.stderr).toMatch(says)
    expect(login.status).toBe(status)
    expect(savedAnything(terminal())).toBe(false)
    expect(to(never)).toEqual([])
  })

  test('an error response from another issuer is not shown', async () => {
    verifies('client-ignores-mismatched-error')
    const { url } = await world()
    terminal().browser = tampering((callback) => {
      callback.searchParams.delete('code')
      callback.searchParams.set('error', 'invalid_scope')
      callback.searchParams.set('error_description', 'visit evil.example')
      callback.searchParams.set('iss', 'https://evil.example')
    })
    const login = await terminal().run('login', url)
    expect(login.stderr).not.toMatch(/evil|invalid_scope/)
    expect(login.status).toBe(4)
  })

  test('nobody authorizes', async () => {
    const { url } = await world()
    terminal().browser = async () => undefined
    const login = await terminal().run('login', url, '--timeout', '0.3')
    expectOneLine(login)
    expect(login).toMatchObject({ status: 4, stderr: expect.stringContaining('Nobody authorized within 0.3 s') })
  })

  test('the user interrupts', async () => {
    const { url } = await world()
    const interruption = new AbortController()
    terminal().browser = async () => interruption.abort()
    const login = await terminal().runWith({ interrupted: interruption.signal }, 'login', url)
    expect(login.status).toBe(130)
    expectOneLine(login)
  })

  test('the MCP server does not listen', async () => {
    const { url, close } = await world()
    await close()
    const login = await terminal().run('login', url)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 3, stderr: expect.stringContaining('the connection was refused') })
  })

  test('the listener port is taken', async () => {
    const { url } = await world()
    const squatter = createServer()
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
    const { port } = squatter.address() as AddressInfo
    const login = await terminal().run('login', url, '--listen-port', String(port))
    squatter.close()
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('the port is in use') })
  })

  test('--json tells it in one document', async () => {
    const { url } = await world()
    terminal().browser = tampering((callback) => callback.searchParams.set('state', 'x'))
    const { stderr, stdout, status } = await terminal().run('login', url, '--json')
    const last = stderr.trimEnd().split('\n').at(-1) ?? ''
    expect(JSON.parse(last)).toMatchObject({ schemaVersion: 1, ok: false, code: 'unauthorized' })
    expect({ stdout, status }).toEqual({ stdout: '', status: 4 })
  })

  test('an iss that is neither promised nor sent is no failure', async () => {
    verifies('client-proceeds-without-iss')
    const { url } = await world({
      deviate: withMetadata({ authorization_response_iss_parameter_supported: undefined }),
    })
    terminal().browser = tampering((callback) => callback.searchParams.delete('iss'))
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
  })

  test('--allow-missing-pkce goes on loudly, with S256', async () => {
    verifies('client-uses-s256')
    const { url, to } = await world({ deviate: withMetadata({ code_challenge_methods_supported: undefined }) })
    const login = await terminal().run('login', url, '--allow-missing-pkce')
    expect(login).toMatchObject({ status: 0, stderr: expect.stringContaining('DANGER') })
    expect(to('/as/authorize')[0]?.query.get('code_challenge_method')).toBe('S256')
  })
})
