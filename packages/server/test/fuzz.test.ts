import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VirtualClock } from '../src/index.ts'
import { memoryStore } from '../src/store/memory.ts'
import {
  BASIC,
  exchangeRequest,
  JWT_BEARER,
  logIn,
  loginCodeRequest,
  loginRequest,
  obtainIdJag,
} from './support/enterprise.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  ISSUER,
  obtainCode,
  obtainTokens,
  RESOURCE,
  redirected,
  startHarness,
} from './support/harness.ts'
import { DEV_JWT_KEY, NOW, signed } from './support/signed.ts'

/** How many requests; the gate asks for more than an ordinary run. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 500)

/** One request as data, so that a failure can be printed and shrunk. */
interface Shape {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

/** The JWT of the workload that is trusted out of the box. */
async function workloadToken(): Promise<string> {
  const claims = {
    iss: 'https://workload.example',
    sub: 'spiffe://workload.example/agent',
    aud: ISSUER,
    iat: NOW,
    exp: NOW + 3600,
    jti: 'fuzz',
  }
  return signed({ alg: 'ES256', kid: DEV_JWT_KEY.kid }, claims, DEV_JWT_KEY)
}

/** Right requests of every endpoint; each mutation starts from one. */
async function rightRequests(harness: Harness): Promise<readonly Shape[]> {
  const { access_token, refresh_token = '', client_id } = await obtainTokens(harness)
  const code = codeRequest(await obtainCode(harness))
  const refresh = { grant_type: 'refresh_token', client_id, refresh_token }
  const credentials = {
    grant_type: 'client_credentials',
    client_id: 'dev-admin-client',
    client_secret: 'dev-admin-secret',
  }
  const registration = {
    redirect_uris: ['https://client.example/callback'],
    client_name: 'Fuzz',
    scope: 'mcp:tools:list',
  }
  const { id_token } = await logIn(harness)
  const loginCode = redirected(await harness.get(loginRequest())).get('code') ?? ''
  const exchange = exchangeRequest(id_token)
  const idJag = { grant_type: JWT_BEARER, assertion: await obtainIdJag(harness) }
  const workload = { grant_type: JWT_BEARER, assertion: await workloadToken(), resource: RESOURCE }
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', arguments: { message: 'x' } } }
  const get = (path: string): Shape => ({ method: 'GET', path, headers: {}, body: undefined })
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Shape => ({
    method: 'POST',
    path,
    headers: { ...FORM, ...headers },
    body: new URLSearchParams(fields).toString(),
  })
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Shape => ({
    method: 'POST',
    path,
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  })
  return [
    get('/health'),
    get('/.well-known/oauth-authorization-server'),
    get('/.well-known/oauth-protected-resource/mcp/oauth'),
    get(authorizationRequest()),
    get(authorizationRequest({ approval_mode: 'manual' })),
    form('/oauth/authorize/consent', { request: 'x', decision: 'approve' }),
    get('/oauth/callback?code=x&state=x&iss=http%3A%2F%2F127.0.0.1%3A8765%2Fidp'),
    form('/oauth/token', code),
    form('/oauth/token', refresh),
    form('/oauth/token', credentials),
    post('/oauth/register', registration),
    get('/oauth/register/unknown'),
    get('/.well-known/openid-configuration'),
    get('/oauth/jwks.json'),
    get('/test/cimd/valid.json'),
    get('/oauth/device/verify?user_code=BCDF-GHJK'),
    form('/oauth/device/verify', { user_code: 'BCDF-GHJK' }),
    form('/oauth/device/authorize', { client_id: 'phase-11-device-client' }),
    form('/oauth/par', { ...Object.fromEntries(new URL(ISSUER + authorizationRequest()).searchParams) }),
    form('/oauth/introspect', {
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
      token: access_token,
    }),
    form('/oauth/revoke', { client_id, token: 'unknown' }),
    get('/.well-known/oauth-authorization-server/idp'),
    get('/.well-known/openid-configuration/idp'),
    get('/idp/.well-known/openid-configuration'),
    get('/idp/oauth/jwks.json'),
    get('/idp/oauth/userinfo'),
    get(loginRequest()),
    get(loginRequest({ approval_mode: 'manual' })),
    form('/idp/oauth/authorize/consent', { request: 'x', decision: 'approve' }),
    form('/idp/oauth/token', loginCodeRequest(loginCode)),
    form('/idp/oauth/token', exchange),
    form('/idp/oauth/revoke', {
      client_id: 'enterprise-sso-client',
      client_secret: 'enterprise-sso-secret',
      token: 'x',
    }),
    form('/oauth/token', idJag, BASIC),
    form('/oauth/token', workload),
    form('/test-auth/bearer-token/mint', {}),
    post('/mcp/oauth', call, { authorization: `Bearer ${access_token}` }),
    post('/mcp/bearer-token', call, { authorization: 'Bearer test-bearer-token' }),
  ]
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '%',
    '%00',
    '%ff',
    '../',
    '"><script>',
    '__proto__',
    'null',
    '[]',
    '{}',
    '1e999',
    '\r\nx: y',
  ),
  fc.string({ minLength: 2000, maxLength: 4000 }),
  fc.json({ maxDepth: 3 }),
)

const headerValue = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
})

/** One thing changed about a request. */
const mutation: fc.Arbitrary<(shape: Shape) => Shape> = fc.oneof(
  fc.constant((shape: Shape) => shape),
  fc
    .constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD')
    .map((method) => (shape: Shape) => ({ ...shape, method })),
  hostile.map((text) => (shape: Shape) => ({ ...shape, body: text })),
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), hostile).map(
    ([at, text]) =>
      (shape: Shape) =>
        splice(shape, at, text),
  ),
  hostile.map((text) => (shape: Shape) => ({
    ...shape,
    path: `${shape.path}${shape.path.includes('?') ? '&' : '?'}${encodeURIComponent(text)}=x`,
  })),
  fc.tuple(fc.nat(12), hostile).map(([at, text]) => (shape: Shape) => ({
    ...shape,
    path: setField(shape.path, '?', at, text),
  })),
  fc.tuple(fc.nat(12), hostile).map(([at, text]) => (shape: Shape) => ({
    ...shape,
    body: shape.body === undefined ? undefined : setField(shape.body, '', at, text),
  })),
  fc
    .tuple(
      fc.constantFrom(
        'content-type',
        'authorization',
        'accept',
        'origin',
        'cookie',
        'mcp-protocol-version',
        'mcp-method',
        'dpop',
      ),
      headerValue,
    )
    .map(([name, value]) => (shape: Shape) => ({ ...shape, headers: { ...shape.headers, [name]: value } })),
)

/** Puts text somewhere into the body. */
function splice(shape: Shape, at: number, text: string): Shape {
  const body = shape.body ?? ''
  const index = Math.floor(at * body.length)
  return { ...shape, body: body.slice(0, index) + text + body.slice(index) }
}

/** Replaces the value of the n-th `name=value` field behind `mark`. */
function setField(text: string, mark: string, n: number, value: string): string {
  const start = mark === '' ? 0 : text.indexOf(mark) + 1
  if (start === 0 && mark !== '') return text
  const fields = text.slice(start).split('&')
  const at = n % fields.length
  const name = fields[at]?.split('=', 1)[0] ?? ''
  return text.slice(0, start) + fields.with(at, `${name}=${encodeURIComponent(value)}`).join('&')
}

function requestOf({ method, path, headers, body }: Shape): Request {
  const bare = method === 'GET' || method === 'HEAD'
  return new Request(ISSUER + path, { method, headers, ...(!bare && body !== undefined && { body }) })
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is still in use, in bytes. */
function usedHeap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

test(`${RUNS} mutated requests: never a 5xx, never a hang, nothing kept of what is refused, memory flat`, async () => {
  const clock = new VirtualClock(1_795_392_000_000)
  let writes = 0
  const inner = memoryStore(clock)
  const store: typeof inner = {
    ...inner,
    put: (key, entry) => {
      writes += 1
      return inner.put(key, entry)
    },
    update: (key, change) =>
      inner.update(key, (current) => {
        const next = change(current)
        if (next !== current) writes += 1
        return next
      }),
  }
  const harness = startHarness({ registeredClientLimit: 1_000_000 }, { store, clock })
  const shapes = await rightRequests(harness)
  const shape = fc
    .tuple(fc.constantFrom(...shapes), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([right, changes]) => changes.reduce((current, change) => change(current), right))
  let refused = 0
  let answered = 0
  const heaps: number[] = []
  await fc.assert(
    fc.asyncProperty(shape, async (mutant) => {
      writes = 0
      const response = await harness.fetch(requestOf(mutant))
      const text = await response.text()
      expect({ status: response.status, text }).toSatisfy(({ status }) => status < 500)
      // A used code or refresh token that comes again ends its family: the one refusal that has an effect.
      const replay = text.includes('already used')
      if (response.status >= 400 && !replay) {
        refused += 1
        expect(writes).toBe(0)
      }
      answered += 1
      // What the test itself has heard is not what the server keeps; what the server observes, it understands, and keeps within bounds.
      harness.forget()
      harness.flows.all()
      harness.flows.clear()
      if (answered % Math.ceil(RUNS / 4) === 0) heaps.push(usedHeap())
    }),
    { numRuns: RUNS, seed: 20261123, endOnFailure: false },
  )
  expect(refused).toBeGreaterThan(RUNS / 4)
  // What was accepted is kept for its time: some hundred bytes of it. A leak of a request or an answer would be kilobytes.
  const [first = 0] = heaps
  expect((heaps.at(-1) ?? 0) - first).toBeLessThan(Math.max(RUNS * 500, 5_000_000))
}, 300_000)
