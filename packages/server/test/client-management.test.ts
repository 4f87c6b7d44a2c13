import { describe, expect, test } from 'vitest'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  obtainCode,
  redirected,
  registerClient,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

type Registered = Record<string, string>

const right = {
  client_name: 'Another Name',
  redirect_uris: ['http://127.0.0.1/other'],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
}

function manage(
  harness: Harness,
  method: 'GET' | 'PUT' | 'DELETE',
  client: Registered,
  options: { readonly body?: unknown; readonly authorization?: string | null } = {},
): Promise<Response> {
  const { authorization = `Bearer ${client['registration_access_token']}`, body } = options
  return harness.fetch(
    new Request(client['registration_client_uri'] ?? '', {
      method,
      headers: {
        ...(authorization !== null && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )
}

const replace = (harness: Harness, client: Registered, changes: object = {}) =>
  manage(harness, 'PUT', client, { body: { client_id: client['client_id'], ...right, ...changes } })

describe('reading a registration (RFC 7592 §2.1)', () => {
  test('gives what the registration gave', async () => {
    const harness = startHarness()
    const client = await registerClient(harness, { token_endpoint_auth_method: 'client_secret_post' })
    const response = await manage(harness, 'GET', client)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual(client)
  })
})

describe('whoever manages a client proves it', () => {
  const methods = ['GET', 'PUT', 'DELETE'] as const

  test.each(methods)('%s without a token: 401 without error code (RFC 6750 §3.1)', async (method) => {
    const harness = startHarness()
    const client = await registerClient(harness)
    const response = await manage(harness, method, client, { authorization: null })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="mcp-auth-test-server"')
    expect((await manage(harness, 'GET', client)).status).toBe(200)
  })

  test.each(methods)('%s with the token of another client: 401 invalid_token', async (method) => {
    const harness = startHarness()
    const client = await registerClient(harness)
    const other = await registerClient(harness)
    const response = await manage(harness, method, client, {
      authorization: `Bearer ${other['registration_access_token']}`,
      ...(method === 'PUT' && { body: { client_id: client['client_id'], ...right } }),
    })
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc7592 §2.1' }, harness)
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(await (await manage(harness, 'GET', client)).json()).toEqual(client)
  })

  test.each(['client_nobody', 'dev-public-client', 'https%3A%2F%2Fclient.example%2Fid.json'])(
    '%s is refused like a wrong token: it cannot be managed',
    async (id) => {
      const client = { registration_client_uri: `${ISSUER}/oauth/register/${id}`, registration_access_token: 'x' }
      const harness = startHarness()
      const response = await manage(harness, 'GET', client)
      const says = 'this is not the registration_access_token of this client'
      await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc7592 §2.1', says }, harness)
    },
  )

  test('an access token of the client is not enough', async () => {
    const harness = startHarness()
    const client = await registerClient(harness)
    const { client_id = '' } = client
    const code = await obtainCode(harness, { client_id })
    const { access_token } = await tokensOf(await harness.post('/oauth/token', { ...codeRequest(code), client_id }))
    const response = await manage(harness, 'GET', client, { authorization: `Bearer ${access_token}` })
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc7592 §2.1' }, harness)
  })
})

describe('replacing a registration (RFC 7592 §2.2)', () => {
  test('replaces all of it: what is left out is gone or at its default', async () => {
    const harness = startHarness()
    const client = await registerClient(harness, { client_uri: 'https://client.example/', scope: 'mcp:tools:list' })
    const response = await replace(harness, client)
    expect(response.status).toBe(200)
    const { client_uri: _, ...kept } = client
    expect(await response.json()).toEqual({
      ...kept,
      ...right,
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read mcp:tools:write',
    })
    const ask = (redirect_uri: string) =>
      harness.get(authorizationRequest({ client_id: client['client_id'], redirect_uri }))
    expect(redirected(await ask('http://127.0.0.1:1/other')).has('code')).toBe(true)
    await expectRefusal(
      await ask('http://127.0.0.1:1/callback'),
      { error: 'invalid_request', cites: 'client-uses-registered-redirect-uri' },
      harness,
    )
  })

  test('gives a secret to a client that begins to need one, keeps it, and takes it away', async () => {
    const harness = startHarness()
    const client = await registerClient(harness)
    const secretAfter = async (token_endpoint_auth_method: string) => {
      const body = await (await replace(harness, client, { token_endpoint_auth_method })).json()
      return (body as Registered)['client_secret']
    }
    const secret = await secretAfter('client_secret_post')
    expect(secret).toEqual(expect.any(String))
    expect(await secretAfter('client_secret_basic')).toBe(secret)
    expect(await secretAfter('none')).toBeUndefined()
    expect(await secretAfter('client_secret_post')).not.toBe(secret)
  })

  test.each([
    { name: 'no client_id', changes: { client_id: undefined }, says: 'client_id' },
    { name: 'another client_id', changes: { client_id: 'dev-public-client' }, says: 'client_id' },
    { name: 'a wrong secret', changes: { client_secret: 'guessed' }, says: 'client_secret' },
    { name: 'a secret that is no text', changes: { client_secret: 1 }, says: 'client_secret' },
    { name: 'registration_access_token', changes: { registration_access_token: 'x' }, says: 'must not be sent' },
    { name: 'registration_client_uri', changes: { registration_client_uri: 'x' }, says: 'must not be sent' },
    { name: 'client_secret_expires_at', changes: { client_secret_expires_at: 0 }, says: 'must not be sent' },
    { name: 'client_id_issued_at', changes: { client_id_issued_at: 0 }, says: 'must not be sent' },
    { name: 'wrong metadata', changes: { grant_types: ['implicit'] }, says: 'grant_types' },
  ])('refused, and nothing is changed: $name', async ({ changes, says }) => {
    const harness = startHarness()
    const client = await registerClient(harness, { token_endpoint_auth_method: 'client_secret_post' })
    const response = await replace(harness, client, { token_endpoint_auth_method: 'client_secret_post', ...changes })
    await expectRefusal(
      response,
      { error: 'invalid_client_metadata', cites: 'server-refuses-bad-registration', says },
      harness,
    )
    expect(await (await manage(harness, 'GET', client)).json()).toEqual(client)
  })

  test('takes the right secret', async () => {
    const harness = startHarness()
    const changes = { token_endpoint_auth_method: 'client_secret_post' }
    const client = await registerClient(harness, changes)
    const response = await replace(harness, client, { ...changes, client_secret: client['client_secret'] })
    expect(response.status).toBe(200)
  })
})

describe('deleting a registration (RFC 7592 §2.3)', () => {
  test('ends the client, its codes and all its tokens, and makes room for another', async () => {
    const harness = startHarness({ registeredClientLimit: 1 })
    const client = await registerClient(harness, {
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    })
    const { client_id = '', client_secret = '' } = client
    const credentials = { client_id, client_secret }
    const token = (form: Record<string, string>) => harness.post('/oauth/token', { ...form, ...credentials })
    const user = await tokensOf(await token(codeRequest(await obtainCode(harness, { client_id }))))
    const own = await tokensOf(await token({ grant_type: 'client_credentials' }))
    const code = await obtainCode(harness, { client_id })

    const response = await manage(harness, 'DELETE', client)
    expect(response.status).toBe(204)
    expect(await response.text()).toBe('')
    for (const { access_token } of [user, own]) {
      const call = await harness.fetch(mcpRequest('tools/list', {}, access_token))
      await expectRefusal(call, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' }, harness)
    }
    for (const form of [codeRequest(code), { grant_type: 'refresh_token', refresh_token: user.refresh_token ?? '' }]) {
      const refused = await token(form)
      await expectRefusal(
        refused,
        { status: 401, error: 'invalid_client', cites: 'server-enforces-client-authentication' },
        harness,
      )
    }
    const unknown = await manage(harness, 'GET', client)
    await expectRefusal(unknown, { status: 401, error: 'invalid_token', cites: 'rfc7592 §2.1' }, harness)
    await registerClient(harness)
  })

  test('of many at one moment one wins, and room is made once', async () => {
    const harness = startHarness({ registeredClientLimit: 2 })
    const [client] = [await registerClient(harness), await registerClient(harness)]
    const responses = await Promise.all(Array.from({ length: 20 }, () => manage(harness, 'DELETE', client)))
    expect(responses.filter(({ status }) => status === 204)).toHaveLength(1)
    await registerClient(harness)
    const refused = await harness.postJson('/oauth/register', right)
    await expectRefusal(refused, { status: 503, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' }, harness)
  })

  test('does not touch another client', async () => {
    const harness = startHarness()
    const [client, other] = [await registerClient(harness), await registerClient(harness)]
    const { client_id = '' } = other
    const code = await obtainCode(harness, { client_id })
    const tokens = await tokensOf(await harness.post('/oauth/token', { ...codeRequest(code), client_id }))
    await manage(harness, 'DELETE', client)
    expect((await harness.fetch(mcpRequest('tools/list', {}, tokens.access_token))).status).toBe(200)
  })
})

describe('application_type, held to by setting (OIDC Registration §2)', () => {
  verifies('server-may-enforce-application-type')

  test.each([
    { type: 'web', uri: 'https://client.example/callback' },
    { type: undefined, uri: 'https://client.example/callback' },
    { type: 'native', uri: 'http://127.0.0.1/callback' },
    { type: 'native', uri: 'http://[::1]/callback' },
    { type: 'native', uri: 'https://client.example/callback' },
  ])('$type may have $uri', async ({ type, uri }) => {
    const metadata = { ...right, redirect_uris: [uri], application_type: type }
    const harness = startHarness({ strictApplicationType: true })
    expect((await harness.postJson('/oauth/register', metadata)).status).toBe(201)
  })

  test.each<Refusal & { type: string | undefined; uri: string }>([
    {
      type: 'web',
      uri: 'http://127.0.0.1/callback',
      error: 'invalid_redirect_uri',
      cites: 'client-chooses-application-type',
    },
    {
      type: undefined,
      uri: 'http://localhost/callback',
      error: 'invalid_redirect_uri',
      cites: 'client-sends-application-type',
    },
    {
      type: 'web',
      uri: 'https://localhost/callback',
      error: 'invalid_redirect_uri',
      cites: 'client-chooses-application-type',
    },
  ])('$type must not have $uri, where it is held to', async ({ type, uri, ...refusal }) => {
    const metadata = { ...right, redirect_uris: [uri], application_type: type }
    expect((await startHarness().postJson('/oauth/register', metadata)).status).toBe(201)
    const harness = startHarness({ strictApplicationType: true })
    await expectRefusal(await harness.postJson('/oauth/register', metadata), refusal, harness)
  })

  test("http on another host is nobody's", async () => {
    const metadata = { ...right, redirect_uris: ['http://client.example/callback'], application_type: 'native' }
    const harness = startHarness({ strictApplicationType: true })
    const response = await harness.postJson('/oauth/register', metadata)
    await expectRefusal(response, { error: 'invalid_redirect_uri', cites: 'client-uses-safe-redirect-uri' }, harness)
  })
})
