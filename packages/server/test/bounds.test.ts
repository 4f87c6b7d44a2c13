import { describe, expect, test } from 'vitest'
import { type ConfigInput, type Outbound, type Store, VirtualClock } from '../src/index.ts'
import { memoryStore } from '../src/store/memory.ts'
import { loginRequest } from './support/enterprise.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  obtainCode,
  redirected,
  startHarness,
} from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'
import { assertionForm, assertionParts } from './support/signed.ts'

/** One thing that anybody can make the server keep. */
interface Load {
  readonly name: string
  readonly config: ConfigInput
  /** The key of what is kept. */
  readonly records: string
  readonly lifetime: number
  readonly cause: (harness: Harness) => Promise<Response>
}

const LIMIT = 20

const clientCredentials = {
  grant_type: 'client_credentials',
  client_id: 'dev-admin-client',
  client_secret: 'dev-admin-secret',
}

/** Its `jti` is remembered until it would be too old. */
const clientAssertion = async (harness: Harness): Promise<Response> => {
  const now = Math.floor(harness.clock.now() / 1000)
  const { claims, ...parts } = assertionParts()
  const form = await assertionForm({ ...parts, claims: { ...claims, iat: now, exp: now + 3600 } })
  return harness.post('/oauth/token', { grant_type: 'client_credentials', ...form })
}

const loads: readonly Load[] = [
  {
    name: 'consent pages',
    config: { pendingLimit: LIMIT },
    records: 'consents:',
    lifetime: 600,
    cause: (harness) => harness.get(authorizationRequest({ approval_mode: 'manual' })),
  },
  {
    name: 'authorization codes',
    config: { pendingLimit: LIMIT },
    records: 'codes:',
    lifetime: 300,
    cause: (harness) => harness.get(authorizationRequest()),
  },
  {
    name: 'logins',
    config: { pendingLimit: LIMIT, login: 'identity-provider' },
    records: 'upstream-logins:',
    lifetime: 600,
    cause: (harness) => harness.get(authorizationRequest()),
  },
  {
    name: 'minted tokens',
    config: { pendingLimit: LIMIT },
    records: 'minted-tokens:',
    lifetime: 300,
    cause: (harness) => harness.post('/test-auth/bearer-token/mint', {}),
  },
  {
    name: 'authorizations',
    config: { authorizationLimit: LIMIT, refreshTokenLifetime: 400, accessTokenLifetime: 200 },
    records: 'families:',
    lifetime: 600,
    cause: async (harness) => harness.post('/oauth/token', codeRequest(await obtainCode(harness))),
  },
  {
    name: 'access tokens',
    config: { accessTokenLimit: LIMIT },
    records: 'access-tokens:',
    lifetime: 3600,
    cause: (harness) => harness.post('/oauth/token', clientCredentials),
  },
  {
    name: 'login pages',
    config: { pendingLimit: LIMIT },
    records: 'logins:',
    lifetime: 600,
    cause: (harness) => harness.get(loginRequest({ approval_mode: 'manual' })),
  },
  {
    // Those of the identity provider have a bound of their own.
    name: 'authorization codes',
    config: { pendingLimit: LIMIT },
    records: 'login-codes:',
    lifetime: 300,
    cause: (harness) => harness.get(loginRequest()),
  },
  {
    name: 'used assertions',
    config: { assertionLimit: LIMIT },
    records: 'used-assertions:',
    lifetime: 3660,
    cause: clientAssertion,
  },
]

async function count(store: Store, part: string): Promise<number> {
  let found = 0
  for await (const [key] of store.list('')) if (key.includes(` ${part}`)) found += 1
  return found
}

/** A server, and the store to look into. */
function start(config: ConfigInput, outbound?: Outbound) {
  const clock = new VirtualClock(1_795_392_000_000)
  const store = memoryStore(clock)
  const harness = { ...startHarness(config, { clock, store, ...(outbound !== undefined && { outbound }) }), clock }
  return { harness, clock, store }
}

const worked = (response: Response): boolean =>
  response.status === 200 ||
  (response.status === 302 && ['code', 'nonce'].some((sent) => redirected(response).has(sent)))

describe('what anybody can cause is bounded in number (bug 19 of the original)', () => {
  test.each(loads)('$name', async ({ config, records, lifetime, cause, name }) => {
    const { harness, clock, store } = start(config)
    const responses: Response[] = []
    for (let sent = 0; sent < LIMIT + 5; sent += 1) responses.push(await cause(harness))
    expect(responses.filter(worked)).toHaveLength(LIMIT)
    expect(await count(store, records)).toBe(LIMIT)

    const refused = responses.at(-1) ?? Response.error()
    const status = refused.headers.has('location') ? 302 : 503
    const says = `too many ${name} are alive here: try again later`
    await expectRefusal(refused, { status, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1', says }, harness)
    if (status === 503) {
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(lifetime * 1.0625)
    }

    clock.advance(lifetime / 2)
    // Who is refused takes no place, and so keeps nobody else waiting.
    for (let sent = 0; sent < LIMIT; sent += 1) expect(worked(await cause(harness))).toBe(false)
    clock.advance(lifetime * 0.57)
    expect(worked(await cause(harness))).toBe(true)
  })

  test.each(loads)('$name: at one moment, too', async ({ config, records, cause }) => {
    const { harness, store } = start(config)
    await Promise.all(Array.from({ length: LIMIT * 2 }, () => cause(harness)))
    expect(await count(store, records)).toBe(LIMIT)
  })

  test('one issuer does not use up the room of another', async () => {
    const { harness } = start({ pendingLimit: 1 })
    await obtainCode(harness)
    const path = authorizationRequest({ resource: undefined })
    const refused = await harness.get(path)
    await expectRefusal(refused, { status: 302, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' }, harness)
    expect(redirected(await harness.get(`http://localhost:8765${path}`)).has('code')).toBe(true)
  })
})

test('client metadata documents beyond the bound are used without being kept', async () => {
  let asked = 0
  const outbound: Outbound = {
    post: () => expect.unreachable(),
    get: async (url) => {
      asked += 1
      const body = { client_id: url, client_name: 'Many', redirect_uris: ['http://127.0.0.1/callback'] }
      const headers = new Headers({ 'content-type': 'application/json' })
      return { status: 200, headers, body: JSON.stringify(body) }
    },
  }
  const { harness, store } = start({ registeredClientLimit: 10 }, outbound)
  const ask = (id: number) => harness.get(authorizationRequest({ client_id: `http://127.0.0.1:9/client?${id}` }))
  for (let id = 0; id < 30; id += 1) expect(redirected(await ask(id)).has('code')).toBe(true)
  expect(await count(store, 'clients:')).toBe(10)
  await ask(5)
  expect(asked).toBe(30)
  await ask(29)
  expect(asked).toBe(31)
})

test('a long run under anonymous load stays flat: what has ended is dropped', async () => {
  const { harness, clock, store } = start({ pendingLimit: 300 })
  const sizes: number[] = []
  for (let round = 0; round < 8; round += 1) {
    for (let sent = 0; sent < 310; sent += 1) await harness.post('/test-auth/bearer-token/mint', {})
    sizes.push(await count(store, ''))
    clock.advance(310)
  }
  // Those alive, those that wait for the next sweep, and the count; without a sweep there would be 2400.
  expect(Math.max(...sizes)).toBeLessThanOrEqual(300 + 1024 + 1)
})
