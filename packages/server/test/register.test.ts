import { describe, expect, test } from 'vitest'
import { authorizationRequest, ISSUER, registerClient, startHarness } from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

const right = {
  client_name: 'A Client',
  redirect_uris: ['http://127.0.0.1/callback', 'https://client.example/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  application_type: 'native',
  scope: 'mcp:tools:list mcp:tools:echo',
  client_uri: 'https://client.example/',
  software_id: 'a-client',
}

type Refused = Refusal & { readonly name: string; readonly changes: Readonly<Record<string, unknown>> }

describe('registration (RFC 7591)', () => {
  verifies('server-registers-dynamically', 'server-refuses-bad-registration', 'server-avoids-url-client-ids')

  test('echoes what was registered, without a secret for a public client', async () => {
    const harness = startHarness({ registeredScope: 'exactly' })
    const response = await harness.postJson('/oauth/register', { ...right, unheard_of: { x: 1 } })
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      ...right,
      client_id: expect.stringMatching(/^client_/),
      client_id_issued_at: 1_795_392_000,
      registration_access_token: expect.any(String),
      registration_client_uri: expect.stringContaining(`${ISSUER}/oauth/register/client_`),
    })
  })

  test.each([
    { registeredScope: 'at-least' as const, scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read mcp:tools:write' },
    { registeredScope: 'exactly' as const, scope: 'mcp:tools:list mcp:tools:echo' },
  ])('with a scope gives $registeredScope that one, and says so', async ({ registeredScope, scope }) => {
    const harness = startHarness({ registeredScope })
    const client = await registerClient(harness, { scope: 'mcp:tools:list mcp:tools:echo' })
    expect(client['scope']).toBe(scope)
    const ask = async (asked: string) => {
      const { client_id = '' } = client
      const response = await harness.get(authorizationRequest({ client_id, scope: asked }))
      return new URL(response.headers.get('location') ?? '').searchParams.get('error')
    }
    expect(await ask('mcp:tools:write')).toBe(registeredScope === 'exactly' ? 'invalid_scope' : null)
    expect(await ask('mcp:tools:admin')).toBe('invalid_scope')
  })

  test('gives a confidential client a secret that never expires', async () => {
    const client = await registerClient(startHarness(), { token_endpoint_auth_method: 'client_secret_basic' })
    expect(client).toMatchObject({ client_secret: expect.any(String), client_secret_expires_at: 0 })
  })

  test('has the defaults of RFC 7591 §2', async () => {
    const response = await startHarness().postJson('/oauth/register', {
      redirect_uris: ['https://client.example/callback'],
    })
    expect(await response.json()).toMatchObject({
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read mcp:tools:write',
    })
  })

  test.each<Refused>([
    {
      name: 'no redirect URI',
      changes: { redirect_uris: undefined },
      error: 'invalid_redirect_uri',
      cites: 'server-refuses-bad-registration',
      says: 'redirect_uris is required',
    },
    {
      name: 'empty list',
      changes: { redirect_uris: [] },
      error: 'invalid_redirect_uri',
      cites: 'server-refuses-bad-registration',
      says: 'redirect_uris is required',
    },
    {
      name: 'javascript: (bug 16 of the original)',
      changes: { redirect_uris: ['javascript:alert(1)'] },
      error: 'invalid_redirect_uri',
      cites: 'client-uses-safe-redirect-uri',
      says: 'scheme',
    },
    {
      name: 'relative',
      changes: { redirect_uris: ['/callback'] },
      error: 'invalid_redirect_uri',
      cites: 'client-uses-safe-redirect-uri',
      says: 'absolute',
    },
    {
      name: 'http on another host',
      changes: { redirect_uris: ['http://client.example/callback'] },
      error: 'invalid_redirect_uri',
      cites: 'client-uses-safe-redirect-uri',
      says: 'https',
    },
    {
      name: 'fragment',
      changes: { redirect_uris: ['https://client.example/callback#x'] },
      error: 'invalid_redirect_uri',
      cites: 'server-refuses-bad-registration',
      says: 'fragment',
    },
    {
      name: 'user info',
      changes: { redirect_uris: ['https://u:p@client.example/callback'] },
      error: 'invalid_redirect_uri',
      cites: 'server-refuses-bad-registration',
      says: 'user name',
    },
    ...[
      'https://client.example/☃',
      'https://client.example/\u0000',
      'https:client.example/cb',
      'https:///client.example/cb',
      'https://*/cb',
      'https://a;sandbox/cb',
    ].map(
      (uri): Refused => ({
        name: `no proper URI: ${JSON.stringify(uri)}`,
        changes: { redirect_uris: [uri] },
        error: 'invalid_redirect_uri',
        cites: 'server-refuses-bad-registration',
        says: 'must',
      }),
    ),
    {
      name: 'a parameter of the response in the query',
      changes: { redirect_uris: ['https://client.example/callback?x=1&state=y'] },
      error: 'invalid_redirect_uri',
      cites: 'server-refuses-bad-registration',
      says: 'state',
    },
    {
      name: 'markup',
      changes: { redirect_uris: ['https://client.example/"><script>'] },
      error: 'invalid_redirect_uri',
      cites: 'server-refuses-bad-registration',
      says: 'percent-encoded',
    },
    {
      name: 'one wrong among right ones',
      changes: { redirect_uris: ['https://client.example/callback', 'data:,x'] },
      error: 'invalid_redirect_uri',
      cites: 'client-uses-safe-redirect-uri',
      says: 'data:',
    },
    {
      name: 'redirect_uris no array',
      changes: { redirect_uris: 'https://client.example/' },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'redirect_uris must be an array of strings',
    },
    {
      name: 'number in redirect_uris',
      changes: { redirect_uris: [1] },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'redirect_uris',
    },
    {
      name: 'name no string',
      changes: { client_name: 7 },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'client_name must be a string',
    },
    {
      name: 'method not served',
      changes: { token_endpoint_auth_method: 'tls_client_auth' },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'token_endpoint_auth_method',
    },
    {
      name: 'grant not served',
      changes: { grant_types: ['implicit'] },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'grant_types',
    },
    {
      name: 'no grant',
      changes: { grant_types: [], response_types: [] },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'grant_types must not be empty',
    },
    {
      name: 'response type not served',
      changes: { response_types: ['token'] },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'response_types',
    },
    {
      name: 'code grant without code response',
      changes: { response_types: [] },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'response_types',
    },
    {
      name: 'refresh alone',
      changes: { grant_types: ['refresh_token'], response_types: [] },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'refresh_token',
    },
    {
      name: 'unknown scope',
      changes: { scope: 'root' },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'scope',
    },
    {
      name: 'malformed scope',
      changes: { scope: 'a  b' },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'scope',
    },
    {
      name: 'application_type',
      changes: { application_type: 'cli' },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'application_type must be native or web',
    },
    {
      name: 'script as client_uri',
      changes: { client_uri: 'javascript:alert(1)' },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'client_uri must be an http or https URL',
    },
    {
      name: 'too many redirect URIs',
      changes: { redirect_uris: Array.from({ length: 21 }, (_, n) => `https://client.example/${n}`) },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
      says: 'at most 20',
    },
  ])('refused: $name', async ({ changes, ...refusal }) => {
    const harness = startHarness()
    await expectRefusal(await harness.postJson('/oauth/register', { ...right, ...changes }), refusal, harness)
  })

  test.each(['', '{', '[]', '"x"', 'null'])('refused: body %j', async (body) => {
    const headers = { 'content-type': 'application/json' }
    const harness = startHarness()
    const response = await harness.fetch(new Request(`${ISSUER}/oauth/register`, { method: 'POST', headers, body }))
    await expectRefusal(
      response,
      { error: 'invalid_client_metadata', cites: 'server-refuses-bad-registration', says: 'JSON' },
      harness,
    )
  })

  test('is bounded in size and number (bugs 16 and 19 of the original)', async () => {
    const harness = startHarness({ registeredClientLimit: 2 })
    expect((await harness.postJson('/oauth/register', { ...right, client_name: 'x'.repeat(70_000) })).status).toBe(413)
    await registerClient(harness)
    await registerClient(harness)
    const refused = await harness.postJson('/oauth/register', right)
    await expectRefusal(refused, { status: 503, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' }, harness)
  })

  test('at one issuer means nothing at another', async () => {
    const harness = startHarness()
    const { client_id = '' } = await registerClient(harness)
    const at = (issuer: string) => harness.get(`${issuer}/oauth/authorize?client_id=${client_id}`)
    expect((await at('http://127.0.0.1:8765')).status).toBe(302)
    await expectRefusal(
      await at('http://localhost:8765'),
      { error: 'invalid_client', cites: 'server-avoids-open-redirect' },
      harness,
    )
  })
})
