import { describe, expect, test } from 'vitest'
import { countingIds } from '../src/index.ts'
import { DEVICE_GRANT, decide, obtainCodes, poll, requestCodes } from './support/device.ts'
import {
  type Harness,
  ISSUER,
  mcpRequest,
  RESOURCE,
  registerClient,
  startHarness,
  type Tokens,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

const works = async (harness: Harness, { access_token }: Tokens): Promise<boolean> =>
  (await harness.fetch(mcpRequest('tools/list', {}, access_token))).status === 200

/** What a poll hears that gives nothing. */
const heard = {
  pending: { error: 'authorization_pending', cites: 'rfc8628 §3.5' },
  slowDown: { error: 'slow_down', cites: 'client-polls-device-grant-politely' },
  denied: { error: 'access_denied', cites: 'rfc8628 §3.5' },
  expired: { error: 'expired_token', cites: 'rfc8628 §3.5' },
  unknown: { error: 'invalid_grant', cites: 'rfc8628 §3.4', says: 'unknown' },
  replayed: { error: 'invalid_grant', cites: 'rfc8628 §3.5', says: 'already used' },
} as const satisfies Record<string, Refusal>

async function expectHeard(harness: Harness, response: Response, what: keyof typeof heard): Promise<void> {
  expect(response.headers.get('cache-control')).toBe('no-store')
  await expectRefusal(response, heard[what], harness)
}

const deviceClient = (harness: Harness, changes: Record<string, unknown> = {}) =>
  registerClient(harness, { redirect_uris: undefined, grant_types: [DEVICE_GRANT], ...changes })

describe('a device authorization request (RFC 8628 §3.1)', () => {
  test('gives two codes and where to type one of them, kept out of caches (§3.2)', async () => {
    const response = await requestCodes(startHarness())
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
    const body = (await response.json()) as Record<string, unknown>
    expect(body).toEqual({
      device_code: expect.any(String),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${ISSUER}/oauth/device/verify`,
      verification_uri_complete: `${ISSUER}/oauth/device/verify?user_code=${body['user_code']}`,
      expires_in: 900,
      interval: 5,
    })
  })

  test('follows the settings', async () => {
    const harness = startHarness({ deviceCodeLifetime: 60, devicePollInterval: 2 })
    expect(await obtainCodes(harness)).toMatchObject({ expires_in: 60, interval: 2 })
  })

  test('ignores parameters it does not know, and those without a value', async () => {
    expect((await requestCodes(startHarness(), { unheard_of: '1', scope: '' })).status).toBe(200)
  })

  test.each<Refusal & { name: string; changes: Record<string, string> }>([
    {
      name: 'no client_id',
      changes: { client_id: '' },
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
    },
    {
      name: 'unknown client',
      changes: { client_id: 'nobody' },
      error: 'invalid_client',
      cites: 'server-enforces-client-authentication',
      status: 401,
    },
    {
      name: 'client without the grant',
      changes: { client_id: 'dev-public-client' },
      error: 'unauthorized_client',
      cites: 'rfc6749 §5.2',
      status: 400,
    },
    {
      name: 'confidential client that proves nothing',
      changes: { client_id: 'phase-6-service-client' },
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
    },
    {
      name: 'unknown scope',
      changes: { scope: 'mcp:read' },
      error: 'invalid_scope',
      cites: 'rfc6749 §3.3',
      status: 400,
    },
    {
      name: 'scope beyond the registration (bug 7 of the original)',
      changes: { scope: 'mcp:tools:admin' },
      error: 'invalid_scope',
      cites: 'rfc6749 §3.3',
      status: 400,
    },
    {
      name: 'foreign resource (bug 13 of the original)',
      changes: { resource: 'https://other.example/mcp' },
      error: 'invalid_target',
      cites: 'server-honours-resource',
      status: 400,
    },
  ])('refused: $name', async ({ changes, ...refusal }) => {
    const harness = startHarness()
    await expectRefusal(await requestCodes(harness, changes), refusal, harness)
  })

  test('refused: a parameter twice', async () => {
    const form = new URLSearchParams([
      ['client_id', 'phase-11-device-client'],
      ['unheard_of', '1'],
      ['unheard_of', '2'],
    ])
    const harness = startHarness()
    const response = await harness.post('/oauth/device/authorize', form)
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc6749 §3.2', says: 'unheard_of' }, harness)
  })

  test('by GET', async () => {
    const response = await startHarness().get('/oauth/device/authorize')
    expect(response.status).toBe(405)
  })

  test('as many codes as may be pending, and one more when one is decided or over', async () => {
    const harness = startHarness({ pendingDeviceCodeLimit: 2, deviceCodeLifetime: 100 })
    const first = await obtainCodes(harness)
    await obtainCodes(harness)
    const refused = await requestCodes(harness)
    await expectRefusal(refused, { status: 503, error: 'temporarily_unavailable', cites: 'rfc8628 §3.2' }, harness)
    await decide(harness, first.user_code, 'deny')
    await obtainCodes(harness)
    expect((await requestCodes(harness)).status).toBe(503)
    harness.clock.advance(160)
    await obtainCodes(harness)
  })

  test('never gives a user code that is in use', async () => {
    const drawn = ['BBBBBBBB', 'BBBBBBBB', 'CCCCCCCC']
    const harness = startHarness({}, { ids: { ...countingIds(), word: () => drawn.shift() ?? 'DDDDDDDD' } })
    expect((await obtainCodes(harness)).user_code).toBe('BBBB-BBBB')
    expect((await obtainCodes(harness)).user_code).toBe('CCCC-CCCC')
  })
})

describe('a poll (RFC 8628 §3.5)', () => {
  verifies('server-follows-optional-endpoints')

  test('hears authorization_pending until the user decides, then gets tokens like a code gives', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await expectHeard(harness, await poll(harness, device_code), 'pending')
    await decide(harness, user_code, 'approve')
    const response = await poll(harness, device_code)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const tokens = await tokensOf(response)
    expect(tokens).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
      refresh_token: expect.any(String),
      aud: RESOURCE,
      iss: ISSUER,
    })
    expect(await works(harness, tokens)).toBe(true)
    const refresh = { grant_type: 'refresh_token', client_id: 'phase-11-device-client' }
    const { refresh_token = '' } = tokens
    expect((await harness.post('/oauth/token', { ...refresh, refresh_token })).status).toBe(200)
  })

  test('that comes too early hears slow_down and must leave five seconds more, each time', async () => {
    const harness = startHarness()
    const { device_code } = await obtainCodes(harness)
    const pollAfter = async (seconds: number, what: keyof typeof heard): Promise<void> => {
      harness.clock.advance(seconds)
      await expectHeard(harness, await poll(harness, device_code), what)
    }
    await pollAfter(0, 'pending')
    await pollAfter(5, 'pending')
    await pollAfter(4, 'slowDown')
    await pollAfter(9, 'slowDown')
    await pollAfter(15, 'pending')
    await pollAfter(14, 'slowDown')
    await pollAfter(20, 'pending')
  })

  test('may come half a second early, which networks do', async () => {
    const harness = startHarness()
    const { device_code } = await obtainCodes(harness)
    await poll(harness, device_code)
    harness.clock.advance(4.5)
    await expectHeard(harness, await poll(harness, device_code), 'pending')
  })

  test('that comes too early says how long to wait, and only the interval of this code grows', async () => {
    const harness = startHarness()
    const { device_code } = await obtainCodes(harness)
    const other = await obtainCodes(harness)
    await poll(harness, device_code)
    const { error_description } = (await (await poll(harness, device_code)).json()) as Record<string, string>
    expect(error_description).toContain('10 seconds')
    await poll(harness, other.device_code)
    harness.clock.advance(5)
    await expectHeard(harness, await poll(harness, other.device_code), 'pending')
  })

  test('gets the decision even when it comes too early', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await poll(harness, device_code)
    await decide(harness, user_code, 'approve')
    expect((await poll(harness, device_code)).status).toBe(200)
  })

  test('hears access_denied, as often as it asks (bug 15 of the original)', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await decide(harness, user_code, 'deny')
    await expectHeard(harness, await poll(harness, device_code), 'denied')
    await expectHeard(harness, await poll(harness, device_code), 'denied')
  })

  test.each([{ decision: undefined }, { decision: 'approve' as const }])(
    'hears expired_token after the end, and unknown much later: $decision',
    async ({ decision }) => {
      const harness = startHarness({ deviceCodeLifetime: 60 })
      const { device_code, user_code } = await obtainCodes(harness)
      if (decision !== undefined) await decide(harness, user_code, decision)
      harness.clock.advance(60)
      await expectHeard(harness, await poll(harness, device_code), 'expired')
      await expectHeard(harness, await poll(harness, device_code), 'expired')
      harness.clock.advance(60)
      await expectHeard(harness, await poll(harness, device_code), 'unknown')
    },
  )

  test.each<Refusal & { name: string; changes: Record<string, string> }>([
    { name: 'no device_code', changes: { device_code: '' }, error: 'invalid_request', cites: 'rfc8628 §3.4' },
    { name: 'unknown device_code', changes: { device_code: 'nothing' }, error: 'invalid_grant', cites: 'rfc8628 §3.4' },
    {
      name: 'another resource',
      changes: { resource: 'https://other.example/mcp' },
      error: 'invalid_target',
      cites: 'client-sends-resource-on-refresh',
    },
    {
      name: 'client without the grant',
      changes: { client_id: 'dev-public-client' },
      error: 'unauthorized_client',
      cites: 'rfc6749 §5.2',
    },
  ])('refused and not counted: $name', async ({ changes, ...refusal }) => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await poll(harness, device_code)
    harness.clock.advance(3)
    await expectRefusal(await poll(harness, device_code, changes), refusal, harness)
    harness.clock.advance(2)
    await expectHeard(harness, await poll(harness, device_code), 'pending')
    await decide(harness, user_code, 'approve')
    await expectRefusal(await poll(harness, device_code, changes), refusal, harness)
    expect((await poll(harness, device_code)).status).toBe(200)
  })

  test('of another client is refused and leaves the code as it is (bug 15 of the original)', async () => {
    const foreign: Refusal = { error: 'invalid_grant', cites: 'rfc8628 §3.4', says: 'another client' }
    const harness = startHarness()
    const { client_id = '' } = await deviceClient(harness)
    const { device_code, user_code } = await obtainCodes(harness)
    await poll(harness, device_code)
    harness.clock.advance(5)
    await expectRefusal(await poll(harness, device_code, { client_id }), foreign, harness)
    await expectHeard(harness, await poll(harness, device_code), 'pending')
    await decide(harness, user_code, 'approve')
    await expectRefusal(await poll(harness, device_code, { client_id }), foreign, harness)
    const tokens = await tokensOf(await poll(harness, device_code))
    await expectRefusal(await poll(harness, device_code, { client_id }), foreign, harness)
    expect(await works(harness, tokens)).toBe(true)
  })

  test('with the user code instead is refused', async () => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    await decide(harness, user_code, 'approve')
    await expectHeard(harness, await poll(harness, user_code), 'unknown')
    await expectHeard(harness, await poll(harness, user_code.replace('-', '')), 'unknown')
  })

  test('at one issuer means nothing at another', async () => {
    const harness = startHarness()
    const { device_code } = await obtainCodes(harness)
    const form = { grant_type: DEVICE_GRANT, client_id: 'phase-11-device-client', device_code }
    await expectHeard(harness, await harness.post('http://localhost:8765/oauth/token', form), 'unknown')
  })
})

describe('a device code gives tokens once', () => {
  test('its replay is refused and revokes what it gave', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await decide(harness, user_code, 'approve')
    const tokens = await tokensOf(await poll(harness, device_code))
    await expectHeard(harness, await poll(harness, device_code), 'replayed')
    expect(await works(harness, tokens)).toBe(false)
    expect(harness.events.filter(({ type }) => type === 'token.replayed')).toMatchObject([
      { kind: 'device_code', clientId: 'phase-11-device-client' },
    ])
  })

  test('even after its end', async () => {
    const harness = startHarness({ deviceCodeLifetime: 60 })
    const { device_code, user_code } = await obtainCodes(harness)
    await decide(harness, user_code, 'approve')
    const tokens = await tokensOf(await poll(harness, device_code))
    harness.clock.advance(61)
    await expectHeard(harness, await poll(harness, device_code), 'replayed')
    expect(await works(harness, tokens)).toBe(false)
  })

  test('of many polls at one moment one wins', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await decide(harness, user_code, 'approve')
    const responses = await Promise.all(Array.from({ length: 20 }, () => poll(harness, device_code)))
    const won = responses.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    const lost = responses.filter(({ status }) => status !== 200)
    for (const response of lost) await expectHeard(harness, response, 'replayed')
  })
})

describe('what a device gets', () => {
  test('is the scope and resource it asked for', async () => {
    const harness = startHarness()
    const resource = new URLSearchParams([
      ['client_id', 'phase-11-device-client'],
      ['scope', 'mcp:tools:list'],
      ['resource', RESOURCE],
      ['resource', RESOURCE],
    ])
    const asked = await harness.post('/oauth/device/authorize', resource)
    expect(asked.status).toBe(200)
    const { device_code, user_code } = (await asked.json()) as { device_code: string; user_code: string }
    await decide(harness, user_code, 'approve')
    const form = new URLSearchParams([
      ['grant_type', DEVICE_GRANT],
      ['client_id', 'phase-11-device-client'],
      ['device_code', device_code],
      ['resource', RESOURCE],
      ['resource', RESOURCE],
    ])
    expect(await tokensOf(await harness.post('/oauth/token', form))).toMatchObject({
      scope: 'mcp:tools:list',
      aud: RESOURCE,
    })
  })

  test('has no refresh token unless the client registered for it', async () => {
    const harness = startHarness()
    const { client_id = '' } = await deviceClient(harness)
    const { device_code, user_code } = await obtainCodes(harness, { client_id })
    await decide(harness, user_code, 'approve')
    expect((await tokensOf(await poll(harness, device_code, { client_id }))).refresh_token).toBeUndefined()
  })

  test('needs the secret of a confidential client at both ends', async () => {
    const harness = startHarness()
    const { client_id = '', client_secret = '' } = await deviceClient(harness, {
      token_endpoint_auth_method: 'client_secret_post',
    })
    const credentials = { client_id, client_secret }
    const guessed = await requestCodes(harness, { client_id, client_secret: 'guess' })
    await expectRefusal(
      guessed,
      { status: 401, error: 'invalid_client', cites: 'server-enforces-client-authentication', says: 'wrong' },
      harness,
    )
    const { device_code, user_code } = await obtainCodes(harness, credentials)
    await decide(harness, user_code, 'approve')
    const unproven = await poll(harness, device_code, { client_id })
    await expectRefusal(
      unproven,
      { status: 401, error: 'invalid_client', cites: 'client-authenticates-as-registered' },
      harness,
    )
    expect((await poll(harness, device_code, credentials)).status).toBe(200)
  })

  test('and a client may authenticate in the header', async () => {
    const harness = startHarness()
    const { client_id, client_secret } = await deviceClient(harness, {
      token_endpoint_auth_method: 'client_secret_basic',
    })
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
    expect((await requestCodes(harness, { client_id: '' }, { authorization })).status).toBe(200)
  })
})

describe('registration for the grant (RFC 7591)', () => {
  test('needs no redirect URI and no response type, and takes refresh_token beside it', async () => {
    const client = await deviceClient(startHarness(), { grant_types: [DEVICE_GRANT, 'refresh_token'] })
    expect(client).toMatchObject({
      grant_types: [DEVICE_GRANT, 'refresh_token'],
      response_types: [],
      redirect_uris: [],
    })
  })

  test.each([
    { name: 'refresh_token beside client_credentials', grant_types: ['client_credentials', 'refresh_token'] },
    { name: 'refresh_token alone', grant_types: ['refresh_token'] },
  ])('refused: $name', async ({ grant_types }) => {
    const harness = startHarness()
    const response = await harness.postJson('/oauth/register', { grant_types })
    const says = `authorization_code or ${DEVICE_GRANT}`
    await expectRefusal(
      response,
      { error: 'invalid_client_metadata', cites: 'server-refuses-bad-registration', says },
      harness,
    )
  })
})

test('the metadata announces endpoint and grant (RFC 8628 §4)', async () => {
  const response = await startHarness().get('/.well-known/oauth-authorization-server')
  expect(await response.json()).toMatchObject({
    device_authorization_endpoint: `${ISSUER}/oauth/device/authorize`,
    grant_types_supported: expect.arrayContaining([DEVICE_GRANT]),
  })
})

test('events say who asked and what was decided, and no code', async () => {
  const harness = startHarness()
  const codes = await obtainCodes(harness)
  await decide(harness, codes.user_code, 'approve')
  const said = harness.events.filter(({ type }) => type.startsWith('device.'))
  expect(said).toMatchObject([
    { type: 'device.requested', clientId: 'phase-11-device-client', resource: RESOURCE },
    { type: 'device.decided', clientId: 'phase-11-device-client', decision: 'approved', adminScopeConfirmed: false },
  ])
  for (const secret of [codes.device_code, codes.user_code]) expect(JSON.stringify(said)).not.toContain(secret)
})
