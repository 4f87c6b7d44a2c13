import { describe, expect, test } from 'vitest'
import { type Config, createServer, type Store, VirtualClock } from '../src/index.ts'
import { memoryStore } from '../src/store/memory.ts'
import {
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  messageOf,
  obtainCode,
  registerClient,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'

const SURFACES: Config['surfaces'] = ['oauth', 'oauth-v21', 'oauth-v2-client-creds', 'device-flow', 'bearer-token']
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

const at = (surface: string) => `${ISSUER}/mcp/${surface}`

/** A code-grant token for a resource, with a refresh token. */
async function userTokens(harness: Harness, resource: string) {
  const { client_id = '' } = await registerClient(harness)
  const code = await obtainCode(harness, { client_id, resource })
  const tokens = await tokensOf(await harness.post('/oauth/token', { ...codeRequest(code), client_id, resource }))
  return { ...tokens, client_id }
}

async function clientToken(harness: Harness, resource: string): Promise<string> {
  const response = await harness.post('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: 'dev-admin-client',
    client_secret: 'dev-admin-secret',
    resource,
  })
  return (await tokensOf(response)).access_token
}

/** A store in which the authorization server finds a token of the device grant. */
async function withDeviceToken(audience: string): Promise<Store> {
  const store = memoryStore(new VirtualClock(0))
  const value = {
    clientId: 'a-device',
    subject: 'test-user',
    scope: ['mcp:tools:list'],
    audience,
    grantType: DEVICE_CODE,
    issuedAt: 0,
  }
  await store.put(`${ISSUER} access-tokens:device-token`, { value, expiresAt: undefined })
  return store
}

const call = (harness: Harness, surface: string, token: string) =>
  harness.fetch(mcpRequest('tools/list', {}, token, { path: `/mcp/${surface}` }))

describe('which surfaces there are', () => {
  test('by default the two', async () => {
    expect(createServer().resources).toEqual({ oauth: at('oauth'), 'bearer-token': at('bearer-token') })
    expect((await startHarness().get('/mcp/oauth-v21')).status).toBe(404)
  })

  test('each is its own resource, with metadata where RFC 9728 §3.1 puts it', async () => {
    const harness = startHarness({ surfaces: SURFACES })
    for (const surface of SURFACES.filter((id) => id !== 'bearer-token')) {
      const metadata = await harness.get(`/.well-known/oauth-protected-resource/mcp/${surface}`)
      expect(await metadata.json()).toMatchObject({ resource: at(surface), authorization_servers: [ISSUER] })
      const refused = await harness.fetch(mcpRequest('tools/list', {}, undefined, { path: `/mcp/${surface}` }))
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toContain(
        `resource_metadata="${ISSUER}/.well-known/oauth-protected-resource/mcp/${surface}"`,
      )
    }
    const authorizationServer = await (await harness.get('/.well-known/oauth-authorization-server')).json()
    expect(authorizationServer).toMatchObject({
      protected_resources: ['oauth', 'oauth-v21', 'oauth-v2-client-creds', 'device-flow'].map(at),
    })
  })

  test('the first that takes OAuth tokens is the default, at the root too', async () => {
    const surfaces = ['bearer-token', 'oauth-v2-client-creds', 'oauth', 'oauth']
    const harness = startHarness({ surfaces })
    expect(createServer({ surfaces }).defaultResource).toBe(at('oauth-v2-client-creds'))
    const root = await harness.get('/.well-known/oauth-protected-resource')
    expect(await root.json()).toMatchObject({ resource: at('oauth-v2-client-creds') })
    const response = await harness.post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
    })
    expect(await response.json()).toMatchObject({ aud: at('oauth-v2-client-creds') })
  })

  test('none of another name', () => {
    expect(() => createServer({ surfaces: ['oauth', 'constructor'] })).toThrow('surfaces has "constructor"; there are')
  })
})

describe('a surface takes tokens of its own grant', () => {
  test('oauth-v21: of the code grant, before and after a refresh', async () => {
    const harness = startHarness({ surfaces: SURFACES })
    const { access_token, refresh_token = '', client_id } = await userTokens(harness, at('oauth-v21'))
    expect((await call(harness, 'oauth-v21', access_token)).status).toBe(200)
    const form = { grant_type: 'refresh_token', client_id, refresh_token, resource: at('oauth-v21') }
    const next = await tokensOf(await harness.post('/oauth/token', form))
    expect((await call(harness, 'oauth-v21', next.access_token)).status).toBe(200)
    const whoami = mcpRequest('tools/call', { name: 'whoami', arguments: {} }, next.access_token, {
      path: '/mcp/oauth-v21',
      modern: true,
    })
    expect((await messageOf(await harness.fetch(whoami))).result).toMatchObject({
      structuredContent: { grant_type: 'authorization_code', audience: at('oauth-v21') },
    })
  })

  test('oauth-v2-client-creds: of the client credentials grant', async () => {
    const harness = startHarness({ surfaces: SURFACES })
    const token = await clientToken(harness, at('oauth-v2-client-creds'))
    expect((await call(harness, 'oauth-v2-client-creds', token)).status).toBe(200)
  })

  test('device-flow: of the device grant', async () => {
    const harness = startHarness({ surfaces: SURFACES }, { store: await withDeviceToken(at('device-flow')) })
    expect((await call(harness, 'device-flow', 'device-token')).status).toBe(200)
  })

  test.each([
    { surface: 'oauth-v21', from: 'client', wanted: 'authorization_code', got: 'client_credentials' },
    { surface: 'device-flow', from: 'client', wanted: DEVICE_CODE, got: 'client_credentials' },
    { surface: 'oauth-v2-client-creds', from: 'user', wanted: 'client_credentials', got: 'authorization_code' },
    { surface: 'device-flow', from: 'user', wanted: DEVICE_CODE, got: 'authorization_code' },
    { surface: 'oauth-v21', from: 'device', wanted: 'authorization_code', got: DEVICE_CODE },
    { surface: 'oauth-v2-client-creds', from: 'device', wanted: 'client_credentials', got: DEVICE_CODE },
  ])('$surface refuses a token that is right but for coming from $got', async ({ surface, from, wanted, got }) => {
    const harness = startHarness({ surfaces: SURFACES }, { store: await withDeviceToken(at(surface)) })
    const tokens: Record<string, () => Promise<string>> = {
      client: () => clientToken(harness, at(surface)),
      user: async () => (await userTokens(harness, at(surface))).access_token,
      device: async () => 'device-token',
    }
    const response = await call(harness, surface, (await tokens[from]?.()) ?? '')
    const says = `this endpoint takes only access tokens of the grant ${wanted}, not of ${got}`
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1', says }, harness)
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })
})

describe('a token is good at its own surface only (bug 48 of the original)', () => {
  test.each([
    { surface: 'oauth-v21', audience: 'oauth' },
    { surface: 'oauth', audience: 'oauth-v21' },
    { surface: 'oauth-v2-client-creds', audience: 'oauth' },
  ])('$audience at $surface: 401', async ({ surface, audience }) => {
    const harness = startHarness({ surfaces: SURFACES })
    const token =
      surface === 'oauth-v2-client-creds'
        ? await clientToken(harness, at(audience))
        : (await userTokens(harness, at(audience))).access_token
    const response = await call(harness, surface, token)
    const says = 'for another resource'
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1', says }, harness)
  })

  test('of another issuer', async () => {
    const harness = startHarness({ surfaces: SURFACES })
    const { access_token } = await userTokens(harness, at('oauth-v21'))
    const request = mcpRequest('tools/list', {}, access_token, { path: '/mcp/oauth-v21' })
    const elsewhere = new Request(request.url.replace('127.0.0.1', 'localhost'), request)
    const response = await harness.fetch(elsewhere)
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' }, harness)
  })

  test('a resource that is not mounted is no target', async () => {
    const harness = startHarness()
    const response = await harness.post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
      resource: at('oauth-v2-client-creds'),
    })
    await expectRefusal(response, { error: 'invalid_target', cites: 'server-honours-resource' }, harness)
  })
})
