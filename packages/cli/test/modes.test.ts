import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { json, type Recorded, type Reply } from './support/http-server.ts'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

const form = ({ body }: Recorded): Record<string, string> => Object.fromEntries(new URLSearchParams(body))

const forms = (started: World, path = '/as/token'): readonly Record<string, string>[] => started.to(path).map(form)

/** A world whose metadata says more, and whose token endpoint answers as told. */
function serving(metadata: object, token: (request: Recorded, world: World) => Reply): Partial<Setup> {
  return {
    deviate: (request, reply, started) => {
      if (request.path.startsWith('/.well-known/oauth-authorization-server')) {
        return json(200, { ...JSON.parse(reply.body ?? ''), ...metadata })
      }
      return request.path === '/as/token' ? token(request, started) : reply
    },
  }
}

function issue({ server }: World, more: object = {}): Reply {
  server.accessTokens.add('issued')
  return json(200, { access_token: 'issued', token_type: 'Bearer', expires_in: 3600, ...more })
}

const MACHINES = {
  grant_types_supported: ['client_credentials', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: ['ES256'],
}

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PEM = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

const JWK = JSON.stringify(privateKey.export({ format: 'jwk' }))

const decode = (part = ''): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())

function variables(more: Readonly<Record<string, string>>) {
  return { variables: { MCP_AUTH_CLI_HOME: terminal().home, ...more } }
}

describe('client-creds', () => {
  test('private_key_jwt: signed, for the issuer, once', async () => {
    const started = await world(serving(MACHINES, (_request, here) => issue(here)))
    const env = variables({ MCP_AUTH_PRIVATE_KEY: PEM })
    const login = () => terminal().runWith(env, 'login', started.url, '--client-id', 'machine')
    expect(await login()).toMatchObject({ status: 0, stdout: expect.stringContaining('client-creds') })
    await login()
    const sent = forms(started)
    expect(sent[0]).toMatchObject({ grant_type: 'client_credentials', resource: started.url, scope: 'mcp:read' })
    const [header = '', claims = '', signature = ''] = (sent[0]?.['client_assertion'] ?? '').split('.')
    const input = Buffer.from(`${header}.${claims}`)
    const key = {
      key: createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })),
      dsaEncoding: 'ieee-p1363',
    } as const
    expect(verify('sha256', input, key, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(decode(claims)).toMatchObject({ iss: 'machine', sub: 'machine', aud: started.server.issuer })
    const jtis = sent.map((request) => decode(request['client_assertion']?.split('.')[1])['jti'])
    expect(new Set(jtis).size).toBe(2)
  })

  test.each([
    { method: 'client_secret_basic', other: 'client_secret_post' },
    { method: 'client_secret_post', other: 'client_secret_basic' },
  ])('a secret that is refused by $method may be right by $other', async ({ method, other }) => {
    const metadata = { ...MACHINES, token_endpoint_auth_methods_supported: [method, other] }
    const started = await world(serving(metadata, () => json(401, { error: 'invalid_client' })))
    const env = variables({ MCP_AUTH_CLIENT_SECRET: 'hush' })
    const args = ['login', started.url, '--client-id', 'machine', '--auth-method', method]
    const { status, stderr } = await terminal().runWith(env, ...args, '--auth-mode', 'client-creds')
    expect({ status, hint: stderr.split('\n').find((line) => line.startsWith('Hint: ')) }).toEqual({
      status: 4,
      hint: `Hint: The secret was shown by ${method}; --auth-method ${other} shows it the other way.`,
    })
  })

  test('a key is not shown with the profile', async () => {
    const started = await world(serving(MACHINES, (_request, here) => issue(here)))
    await terminal().runWith(variables({ MCP_AUTH_PRIVATE_KEY: PEM }), 'login', started.url, '--client-id', 'machine')
    const { d } = privateKey.export({ format: 'jwk' })
    expect((await terminal().run('profile', 'show')).stdout).not.toContain(d)
    expect((await terminal().run('profile', 'show', '--show-secrets')).stdout).toContain(d)
  })

  test.each([
    ['without a client', [], /needs a client that can authenticate/],
    ['without its secret', ['--client-id', 'machine'], /needs a client that can authenticate/],
    ['with a key that is none', ['--client-id', 'machine', '--private-key', 'nonsense'], /neither a PEM nor a JWK/],
    [
      'with an algorithm that does not fit',
      ['--client-id', 'm', '--private-key', JWK, '--signing-algorithm', 'RS256'],
      /cannot sign by RS256; it fits ES256/,
    ],
    [
      'with a method that is none',
      ['--client-id', 'm', '--client-secret', 's', '--auth-method', 'x'],
      /one of client_secret_basic/,
    ],
  ])('%s: a usage error, nothing sent', async (_what, args, says) => {
    const started = await world(serving(MACHINES, (_request, here) => issue(here)))
    const login = await terminal().run('login', started.url, '--auth-mode', 'client-creds', ...args)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 2, stderr: expect.stringMatching(says) })
    expect(started.to('/as/token')).toEqual([])
  })
})

test('a key that is typed where it cannot be is not repeated', async () => {
  const login = await terminal().run('login', 'http://127.0.0.1:1/', '--client-id', 'm', '--private-key', PEM)
  expectOneLine(login)
  expect(login.status).toBe(2)
  expect(login.stderr).not.toContain(PEM.slice(40, 60))
})

describe('workload', () => {
  test('the assertion goes once, without a client, and a command gives the next one', async () => {
    verifies('client-redeems-workload-jwt', 'client-sends-resource-with-workload-jwt')
    const started = await world(serving(MACHINES, (_request, here) => issue(here, { expires_in: 60 })))
    let given = 0
    const env = { output: async (command: string) => `${command}-${++given}\n` }
    expect(await terminal().runWith(env, 'login', started.url, '--assertion-command', 'jwt')).toMatchObject({
      status: 0,
    })
    terminal().advance(31)
    expect(await terminal().runWith(env, 'call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    const grant = {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      resource: started.url,
      scope: 'mcp:read',
    }
    expect(forms(started)).toEqual([
      { ...grant, assertion: 'jwt-1' },
      { ...grant, assertion: 'jwt-2' },
    ])
    expect(started.to('/as/register')).toEqual([])
  })

  test('after a refusal: no second try, no other grant (C-WIF-03)', async () => {
    verifies('client-reports-workload-errors')
    const started = await world(serving(MACHINES, () => json(400, { error: 'invalid_grant' })))
    const login = await terminal().runWith(
      variables({ MCP_AUTH_ASSERTION: 'expired' }),
      'login',
      started.url,
      '--auth-mode',
      'workload',
    )
    expectOneLine(login)
    expect(login).toMatchObject({ status: 4, stderr: expect.stringContaining('invalid_grant') })
    expect(forms(started)).toHaveLength(1)
    expect(savedAnything(terminal())).toBe(false)
  })
})

describe('enterprise', () => {
  const ID_JAG = 'urn:ietf:params:oauth:token-type:id-jag'

  async function logIn(answer: object) {
    const started = await world(serving(MACHINES, (_request, here) => issue(here)))
    const idp = await world({
      deviate: (request, reply) => (request.path === '/as/token' ? json(200, answer) : reply),
    })
    const env = variables({
      MCP_AUTH_ID_TOKEN: 'the-id-token',
      MCP_AUTH_CLIENT_SECRET: 's p',
      MCP_AUTH_IDP_CLIENT_SECRET: 'idp',
    })
    const provider = ['--idp-issuer', idp.server.issuer, '--idp-client-id', 'at-idp']
    const mode = ['--auth-mode', 'enterprise', '--client-id', 'app:1']
    const login = await terminal().runWith(env, 'login', started.url, ...mode, ...provider)
    return { started, idp, login }
  }

  test('exchanges the id_token for a grant of this issuer and resource, and redeems that', async () => {
    verifies('client-exchanges-identity-assertion', 'client-names-server-as-audience')
    verifies('client-names-resource-in-exchange', 'client-authenticates-at-both-servers', 'client-redeems-id-jag')
    const { started, idp, login } = await logIn({
      access_token: 'the-grant',
      issued_token_type: ID_JAG,
      token_type: 'N_A',
    })
    expect(login).toMatchObject({ status: 0 })
    expect(forms(idp)[0]).toMatchObject({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      requested_token_type: ID_JAG,
      subject_token: 'the-id-token',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      audience: started.server.issuer,
      resource: started.url,
      client_id: 'at-idp',
    })
    expect(forms(started)).toEqual([
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: 'the-grant',
        scope: 'mcp:read',
        resource: started.url,
      },
    ])
    const basic = `Basic ${Buffer.from('app%3A1:s+p').toString('base64')}`
    expect(started.to('/as/token')[0]?.headers.authorization).toBe(basic)
    const seen = [...started.to('/mcp')].map(({ headers, body }) => JSON.stringify({ headers, body })).join()
    expect(seen).not.toMatch(/the-grant|the-id-token/)
  })

  test.each([
    [
      'an access token instead',
      { access_token: 'x', issued_token_type: 'urn:ietf:params:oauth:token-type:access_token', token_type: 'Bearer' },
    ],
    ['no issued_token_type', { access_token: 'x', token_type: 'N_A' }],
    ['no token', { issued_token_type: ID_JAG, token_type: 'N_A' }],
  ])('%s is not redeemed', async (_what, answer) => {
    const { started, login } = await logIn(answer)
    expectOneLine(login)
    expect(login.status).toBe(1)
    expect(forms(started)).toEqual([])
  })
})

describe('device', () => {
  const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

  function devices(answers: readonly (object | undefined)[], started: object = {}): Partial<Setup> {
    const left = [...answers]
    const setup = serving({ device_authorization_endpoint: 'http://localhost:1/replaced' }, (_request, here) => {
      const next = left.shift()
      return next === undefined ? issue(here) : json(400, next)
    })
    return {
      deviate: (request, reply, here) => {
        if (request.path === '/as/device') {
          const code = { device_code: 'd', user_code: 'WDJB-MJHT', verification_uri: `${here.mcpOrigin}/verify` }
          return json(200, { ...code, expires_in: 60, interval: 2, ...started })
        }
        const answered = setup.deviate?.(request, reply, here) ?? reply
        if (!request.path.startsWith('/.well-known/oauth-authorization-server')) return answered
        const more = {
          device_authorization_endpoint: `${here.server.origin}/as/device`,
          grant_types_supported: [GRANT],
        }
        return json(200, { ...JSON.parse(reply.body ?? ''), ...more })
      },
    }
  }

  /** A clock that only the waits of the program move. */
  async function logIn(setup: Partial<Setup>) {
    const started = await world(setup)
    const waits: number[] = []
    let now = Date.now()
    const env = {
      now: () => now,
      sleep: async (milliseconds: number, signal?: AbortSignal) => {
        // Request time limits wait for their signal; polls are those that end in time.
        if (milliseconds >= 30_000)
          return new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
        waits.push(milliseconds / 1000)
        now += milliseconds
      },
    }
    return { started, waits, login: await terminal().runWith(env, 'login', started.url) }
  }

  test('shows the code, polls as slowly as it is told, and logs in (RFC 8628 §3.5)', async () => {
    verifies('client-polls-device-grant-politely')
    const pending = { error: 'authorization_pending' }
    const { started, waits, login } = await logIn(devices([pending, { error: 'slow_down' }, pending]))
    expect(login).toMatchObject({ status: 0, stderr: expect.stringContaining('User code: WDJB-MJHT') })
    expect(waits).toEqual([2, 2, 7, 7])
    const [registered] = started.to('/as/register').map(({ body }) => JSON.parse(body))
    expect(registered).toMatchObject({ grant_types: [GRANT, 'refresh_token'], redirect_uris: [], response_types: [] })
    expect(forms(started)[0]).toMatchObject({ grant_type: GRANT, device_code: 'd', resource: started.url })
    expect(forms(started, '/as/device')[0]).toMatchObject({ scope: 'mcp:read', resource: started.url })
  })

  test('a client that is registered for browsers is not used for codes', async () => {
    const started = await world(devices([], { interval: 0.01 }))
    for (const mode of [['auth-code', '--headless'], ['device']]) {
      expect(await terminal().run('login', started.url, '--auth-mode', ...mode)).toMatchObject({ status: 0 })
    }
    const grants = started.to('/as/register').map(({ body }) => JSON.parse(body).grant_types[0])
    expect(grants).toEqual(['authorization_code', GRANT])
  })

  test.each([
    ['denied', devices([{ error: 'access_denied' }]), /was denied/],
    ['expired', devices([{ error: 'expired_token' }]), /expired before anyone approved/],
    ['forgotten', devices(Array(99).fill({ error: 'authorization_pending' })), /Nobody approved within 60 s/],
    ['invalid', devices([{ error: 'invalid_grant' }]), /invalid_grant/],
  ])('%s: one line, status 4', async (_what, setup, says) => {
    verifies('client-polls-device-grant-politely')
    const { login } = await logIn(setup)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 4, stderr: expect.stringMatching(says) })
  })

  test.each([
    ['no device_code', { device_code: '' }, /without a device_code/],
    ['a page that is no URL to open', { verification_uri: 'javascript:alert(1)' }, /neither https nor http/],
    ['a complete page that is none', { verification_uri_complete: 'file:///etc/passwd' }, /neither https nor http/],
  ])('an answer with %s', async (_what, answer, says) => {
    const { started, login } = await logIn(devices([], answer))
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringMatching(says) })
    expect(forms(started)).toEqual([])
  })
})
