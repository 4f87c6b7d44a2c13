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
import { verifies } from './support/verifies.ts'

const works = async (harness: Harness, { access_token }: Tokens): Promise<boolean> =>
  (await harness.fetch(mcpRequest('tools/list', {}, access_token))).status === 200

async function errorOf(response: Response): Promise<string> {
  expect(response.status).toBe(400)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const body = (await response.json()) as { error: string; error_uri: string }
  expect(body.error_uri).toMatch(/^https:\/\/\S+$/)
  return body.error
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

  test.each([
    { name: 'no client_id', changes: { client_id: '' }, error: 'invalid_client', status: 401 },
    { name: 'unknown client', changes: { client_id: 'nobody' }, error: 'invalid_client', status: 401 },
    {
      name: 'client without the grant',
      changes: { client_id: 'dev-public-client' },
      error: 'unauthorized_client',
      status: 400,
    },
    {
      name: 'confidential client that proves nothing',
      changes: { client_id: 'phase-6-service-client' },
      error: 'invalid_client',
      status: 401,
    },
    { name: 'unknown scope', changes: { scope: 'mcp:read' }, error: 'invalid_scope', status: 400 },
    {
      name: 'scope beyond the registration (bug 7 of the original)',
      changes: { scope: 'mcp:tools:admin' },
      error: 'invalid_scope',
      status: 400,
    },
    {
      name: 'foreign resource (bug 13 of the original)',
      changes: { resource: 'https://other.example/mcp' },
      error: 'invalid_target',
      status: 400,
    },
  ])('refused: $name', async ({ changes, error, status }) => {
    const response = await requestCodes(startHarness(), changes)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error })
  })

  test('refused: a parameter twice', async () => {
    const form = new URLSearchParams([
      ['client_id', 'phase-11-device-client'],
      ['unheard_of', '1'],
      ['unheard_of', '2'],
    ])
    const response = await startHarness().post('/oauth/device/authorize', form)
    expect(await errorOf(response)).toBe('invalid_request')
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
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ error: 'temporarily_unavailable' })
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
    expect(await errorOf(await poll(harness, device_code))).toBe('authorization_pending')
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
    const pollAfter = async (seconds: number): Promise<string> => {
      harness.clock.advance(seconds)
      return errorOf(await poll(harness, device_code))
    }
    expect(await pollAfter(0)).toBe('authorization_pending')
    expect(await pollAfter(5)).toBe('authorization_pending')
    expect(await pollAfter(4)).toBe('slow_down')
    expect(await pollAfter(9)).toBe('slow_down')
    expect(await pollAfter(15)).toBe('authorization_pending')
    expect(await pollAfter(14)).toBe('slow_down')
    expect(await pollAfter(20)).toBe('authorization_pending')
  })

  test('may come half a second early, which networks do', async () => {
    const harness = startHarness()
    const { device_code } = await obtainCodes(harness)
    await poll(harness, device_code)
    harness.clock.advance(4.5)
    expect(await errorOf(await poll(harness, device_code))).toBe('authorization_pending')
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
    expect(await errorOf(await poll(harness, other.device_code))).toBe('authorization_pending')
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
    expect(await errorOf(await poll(harness, device_code))).toBe('access_denied')
    expect(await errorOf(await poll(harness, device_code))).toBe('access_denied')
  })

  test.each([{ decision: undefined }, { decision: 'approve' as const }])(
    'hears expired_token after the end, and unknown much later: $decision',
    async ({ decision }) => {
      const harness = startHarness({ deviceCodeLifetime: 60 })
      const { device_code, user_code } = await obtainCodes(harness)
      if (decision !== undefined) await decide(harness, user_code, decision)
      harness.clock.advance(60)
      expect(await errorOf(await poll(harness, device_code))).toBe('expired_token')
      expect(await errorOf(await poll(harness, device_code))).toBe('expired_token')
      harness.clock.advance(60)
      expect(await errorOf(await poll(harness, device_code))).toBe('invalid_grant')
    },
  )

  test.each([
    { name: 'no device_code', changes: { device_code: '' }, error: 'invalid_request' },
    { name: 'unknown device_code', changes: { device_code: 'nothing' }, error: 'invalid_grant' },
    { name: 'another resource', changes: { resource: 'https://other.example/mcp' }, error: 'invalid_target' },
    { name: 'client without the grant', changes: { client_id: 'dev-public-client' }, error: 'unauthorized_client' },
  ])('refused and not counted: $name', async ({ changes, error }) => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await poll(harness, device_code)
    harness.clock.advance(3)
    expect(await errorOf(await poll(harness, device_code, changes))).toBe(error)
    harness.clock.advance(2)
    expect(await errorOf(await poll(harness, device_code))).toBe('authorization_pending')
    await decide(harness, user_code, 'approve')
    expect(await errorOf(await poll(harness, device_code, changes))).toBe(error)
    expect((await poll(harness, device_code)).status).toBe(200)
  })

  test('of another client is refused and leaves the code as it is (bug 15 of the original)', async () => {
    const harness = startHarness()
    const { client_id = '' } = await deviceClient(harness)
    const { device_code, user_code } = await obtainCodes(harness)
    await poll(harness, device_code)
    harness.clock.advance(5)
    expect(await errorOf(await poll(harness, device_code, { client_id }))).toBe('invalid_grant')
    expect(await errorOf(await poll(harness, device_code))).toBe('authorization_pending')
    await decide(harness, user_code, 'approve')
    expect(await errorOf(await poll(harness, device_code, { client_id }))).toBe('invalid_grant')
    const tokens = await tokensOf(await poll(harness, device_code))
    expect(await errorOf(await poll(harness, device_code, { client_id }))).toBe('invalid_grant')
    expect(await works(harness, tokens)).toBe(true)
  })

  test('with the user code instead is refused', async () => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    await decide(harness, user_code, 'approve')
    expect(await errorOf(await poll(harness, user_code))).toBe('invalid_grant')
    expect(await errorOf(await poll(harness, user_code.replace('-', '')))).toBe('invalid_grant')
  })

  test('at one issuer means nothing at another', async () => {
    const harness = startHarness()
    const { device_code } = await obtainCodes(harness)
    const form = { grant_type: DEVICE_GRANT, client_id: 'phase-11-device-client', device_code }
    expect(await errorOf(await harness.post('http://localhost:8765/oauth/token', form))).toBe('invalid_grant')
  })
})

describe('a device code gives tokens once', () => {
  test('its replay is refused and revokes what it gave', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await decide(harness, user_code, 'approve')
    const tokens = await tokensOf(await poll(harness, device_code))
    expect(await errorOf(await poll(harness, device_code))).toBe('invalid_grant')
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
    expect(await errorOf(await poll(harness, device_code))).toBe('invalid_grant')
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
    expect(new Set(await Promise.all(lost.map(errorOf)))).toEqual(new Set(['invalid_grant']))
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
    expect((await requestCodes(harness, { client_id, client_secret: 'guess' })).status).toBe(401)
    const { device_code, user_code } = await obtainCodes(harness, credentials)
    await decide(harness, user_code, 'approve')
    expect((await poll(harness, device_code, { client_id })).status).toBe(401)
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
    const response = await startHarness().postJson('/oauth/register', { grant_types })
    expect(response.status).toBe(400)
    const { error_description } = (await response.json()) as Record<string, string>
    expect(error_description).toContain(`authorization_code or ${DEVICE_GRANT}`)
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
