import { describe, expect, test } from 'vitest'
import {
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  obtainCode,
  obtainTokens,
  RESOURCE,
  registerClient,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

type Form = Record<string, string>

const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

describe('a code is redeemed (RFC 6749 §4.1.3)', () => {
  verifies('server-sends-token-response', 'server-restricts-audience')

  test('for an access token bound to issuer and resource, kept out of caches', async () => {
    const harness = startHarness()
    const response = await harness.post('/oauth/token', codeRequest(await obtainCode(harness)))
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
      aud: RESOURCE,
      iss: ISSUER,
    })
  })

  test('without redirect_uri, as OAuth 2.1 §10.2 has it, and without resource', async () => {
    const harness = startHarness()
    const { redirect_uri: _uri, resource: _resource, ...rest } = codeRequest(await obtainCode(harness))
    expect((await harness.post('/oauth/token', rest)).status).toBe(200)
  })

  test('for a refresh token only where the client registered the grant', async () => {
    const harness = startHarness()
    const tokens = await tokensOf(await harness.post('/oauth/token', codeRequest(await obtainCode(harness))))
    expect(tokens.refresh_token).toBeUndefined()
    expect((await obtainTokens(harness)).refresh_token).toEqual(expect.any(String))
  })
})

describe('a code request with one thing wrong', () => {
  verifies('server-sends-token-errors', 'server-binds-codes', 'server-enforces-pkce', 'server-serves-code-flow-only')

  test.each<Refusal & { name: string; wrong: (form: Form) => Form }>([
    {
      name: 'no grant_type',
      wrong: ({ grant_type: _, ...form }) => form,
      error: 'invalid_request',
      cites: 'rfc6749 §5.2',
      says: 'grant_type',
    },
    {
      name: 'unknown grant_type',
      wrong: (form) => ({ ...form, grant_type: 'password' }),
      error: 'unsupported_grant_type',
      cites: 'rfc6749 §5.2',
      says: 'grant_type',
    },
    {
      name: 'no client_id',
      wrong: ({ client_id: _, ...form }) => form,
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      says: 'client_id',
      status: 401,
    },
    {
      name: 'unknown client',
      wrong: (form) => ({ ...form, client_id: 'nobody' }),
      error: 'invalid_client',
      cites: 'server-enforces-client-authentication',
      says: 'client_id',
      status: 401,
    },
    {
      name: 'no code',
      wrong: ({ code: _, ...form }) => form,
      error: 'invalid_request',
      cites: 'rfc6749 §4.1.3',
      says: 'code is required',
    },
    {
      name: 'unknown code',
      wrong: (form) => ({ ...form, code: 'nothing' }),
      error: 'invalid_grant',
      cites: 'server-binds-codes',
      says: 'code',
    },
    {
      name: 'other redirect_uri',
      wrong: (form) => ({ ...form, redirect_uri: 'http://127.0.0.1:1/callback' }),
      error: 'invalid_grant',
      cites: 'client-repeats-redirect-uri',
      says: 'redirect_uri',
    },
    {
      name: 'no code_verifier',
      wrong: ({ code_verifier: _, ...form }) => form,
      error: 'invalid_grant',
      cites: 'client-sends-code-verifier',
      says: 'code_verifier',
    },
    {
      name: 'wrong code_verifier',
      wrong: (form) => ({ ...form, code_verifier: 'x'.repeat(43) }),
      error: 'invalid_grant',
      cites: 'client-sends-code-verifier',
      says: 'code_verifier',
    },
    {
      name: 'short code_verifier',
      wrong: (form) => ({ ...form, code_verifier: 'x' }),
      error: 'invalid_grant',
      cites: 'client-sends-code-verifier',
      says: '43 to 128',
    },
    {
      name: 'code_verifier outside its alphabet',
      wrong: (form) => ({ ...form, code_verifier: 'é'.repeat(43) }),
      error: 'invalid_grant',
      cites: 'client-sends-code-verifier',
      says: '43 to 128',
    },
    {
      name: 'other resource',
      wrong: (form) => ({ ...form, resource: 'https://other.example/mcp' }),
      error: 'invalid_target',
      cites: 'client-sends-resource-in-token-request',
      says: 'resource',
    },
    {
      name: 'resource with a slash more',
      wrong: (form) => ({ ...form, resource: `${RESOURCE}/` }),
      error: 'invalid_target',
      cites: 'client-sends-resource-in-token-request',
      says: 'resource',
    },
    {
      name: 'secret of a public client',
      wrong: (form) => ({ ...form, client_secret: 'x' }),
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      says: 'none',
      status: 401,
    },
    {
      name: 'another client',
      wrong: (form) => ({ ...form, client_id: 'dev-confidential-client', client_secret: 'dev-confidential-secret' }),
      error: 'invalid_grant',
      cites: 'server-binds-codes',
      says: 'another client',
    },
  ])('$name', async ({ wrong, ...refusal }) => {
    const harness = startHarness()
    const response = await harness.post('/oauth/token', wrong(codeRequest(await obtainCode(harness))))
    expect(response.headers.get('cache-control')).toBe('no-store')
    await expectRefusal(response, refusal, harness)
  })

  test.each(['grant_type', 'code', 'client_id', 'code_verifier', 'unheard_of'])('%s twice', async (name) => {
    const harness = startHarness()
    const form = new URLSearchParams({ ...codeRequest(await obtainCode(harness)), unheard_of: '1' })
    form.append(name, 'x')
    const response = await harness.post('/oauth/token', form)
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc6749 §3.2', says: name }, harness)
  })

  test('does not use up the code', async () => {
    const harness = startHarness()
    const request = codeRequest(await obtainCode(harness))
    await harness.post('/oauth/token', { ...request, code_verifier: 'x'.repeat(43) })
    expect((await harness.post('/oauth/token', request)).status).toBe(200)
  })

  test('a JSON body', async () => {
    const harness = startHarness()
    const response = await harness.postJson('/oauth/token', codeRequest(await obtainCode(harness)))
    const says = 'application/x-www-form-urlencoded'
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc6749 §B', says }, harness)
  })

  test.each([
    { name: 'bytes', body: new Uint8Array([0x67, 0xff, 0xfe]) },
    { name: 'percent-encoded bytes', body: 'grant_type=%ff' },
  ])('not UTF-8: $name (bug 14 of the original)', async ({ body }) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const harness = startHarness()
    const response = await harness.fetch(new Request(`${ISSUER}/oauth/token`, { method: 'POST', headers, body }))
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc6749 §B', says: 'UTF-8' }, harness)
  })

  test('announced as too long', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '70000' }
    const response = await startHarness().fetch(
      new Request(`${ISSUER}/oauth/token`, { method: 'POST', headers, body: 'x=1' }),
    )
    expect(response.status).toBe(413)
  })

  test('too long', async () => {
    const response = await startHarness().post('/oauth/token', { grant_type: 'x'.repeat(70_000) })
    expect(response.status).toBe(413)
  })

  test('by GET', async () => {
    const response = await startHarness().get('/oauth/token')
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })
})

describe('a code lives once and shortly (RFC 6749 §4.1.2)', () => {
  verifies('server-binds-codes')

  test('its replay is refused and revokes what it gave', async () => {
    const harness = startHarness()
    const request = codeRequest(await obtainCode(harness))
    const { access_token } = await tokensOf(await harness.post('/oauth/token', request))
    expect((await harness.fetch(mcpRequest('tools/list', {}, access_token))).status).toBe(200)

    const replay = await harness.post('/oauth/token', request)
    await expectRefusal(
      replay,
      { error: 'invalid_grant', cites: 'client-sends-code-once', says: 'already used' },
      harness,
    )
    const call = await harness.fetch(mcpRequest('tools/list', {}, access_token))
    await expectRefusal(call, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' }, harness)
    expect(harness.events.filter(({ type }) => type === 'token.replayed')).toHaveLength(1)
  })

  test('of two redemptions at one moment only one succeeds, and none of its tokens survives', async () => {
    const harness = startHarness()
    const request = codeRequest(await obtainCode(harness))
    const responses = await Promise.all(Array.from({ length: 20 }, () => harness.post('/oauth/token', request)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('it expires', async () => {
    const harness = startHarness({ codeLifetime: 60 })
    const code = await obtainCode(harness)
    harness.clock.advance(59)
    expect((await harness.post('/oauth/token', codeRequest(code))).status).toBe(200)
    const late = await obtainCode(harness)
    harness.clock.advance(60)
    const response = await harness.post('/oauth/token', codeRequest(late))
    await expectRefusal(response, { error: 'invalid_grant', cites: 'server-binds-codes', says: 'expired' }, harness)
  })
})

describe('clients authenticate by their one registered method (RFC 6749 §2.3)', () => {
  verifies('server-enforces-client-authentication', 'server-sends-token-errors')

  const form = { grant_type: 'client_credentials' }
  const post = { client_id: 'dev-confidential-client', client_secret: 'dev-confidential-secret' }

  async function basicClient(harness: Harness): Promise<{ id: string; secret: string }> {
    const { client_id = '', client_secret = '' } = await registerClient(harness, {
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
    })
    return { id: client_id, secret: client_secret }
  }

  test('client_secret_post', async () => {
    expect((await startHarness().post('/oauth/token', { ...form, ...post })).status).toBe(200)
  })

  test('client_secret_basic', async () => {
    const harness = startHarness()
    const { id, secret } = await basicClient(harness)
    expect((await harness.post('/oauth/token', form, { authorization: basic(id, secret) })).status).toBe(200)
    expect(
      (await harness.post('/oauth/token', { ...form, client_id: id }, { authorization: basic(id, secret) })).status,
    ).toBe(200)
  })

  test.each<Refusal & { name: string; form?: Form; authorization?: (id: string, secret: string) => string }>([
    {
      name: 'wrong secret in the body',
      form: { ...post, client_secret: 'guess' },
      error: 'invalid_client',
      cites: 'server-enforces-client-authentication',
      status: 401,
    },
    {
      name: 'no secret',
      form: { client_id: 'dev-confidential-client' },
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
    },
    {
      name: 'the other method',
      authorization: () => basic('dev-confidential-client', 'dev-confidential-secret'),
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
    },
    {
      name: 'wrong secret in the header',
      authorization: (id) => basic(id, 'guess'),
      error: 'invalid_client',
      cites: 'server-enforces-client-authentication',
      status: 401,
    },
    {
      name: 'header without colon',
      authorization: () => `Basic ${Buffer.from('nobody').toString('base64')}`,
      error: 'invalid_client',
      cites: 'client-encodes-basic-credentials',
      status: 401,
    },
    {
      name: 'header that is not base64',
      authorization: () => 'Basic ***',
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
    },
    {
      name: 'another scheme',
      authorization: () => 'Bearer x',
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
    },
    {
      name: 'two methods at once',
      form: post,
      authorization: (id, secret) => basic(id, secret),
      error: 'invalid_request',
      cites: 'client-authenticates-as-registered',
      status: 400,
    },
    {
      name: 'two client ids',
      form: { client_id: 'dev-public-client' },
      authorization: (id, secret) => basic(id, secret),
      error: 'invalid_request',
      cites: 'client-authenticates-as-registered',
      status: 400,
    },
  ])('refused: $name', async ({ form: changes = {}, authorization, ...refusal }) => {
    const harness = startHarness()
    const { id, secret } = await basicClient(harness)
    const headers = authorization === undefined ? {} : { authorization: authorization(id, secret) }
    const response = await harness.post('/oauth/token', { ...form, ...changes }, headers)
    await expectRefusal(response, refusal, harness)
    if (refusal.status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
  })

  test('refused: the secret of one client by two methods at once', async () => {
    const harness = startHarness()
    const { id, secret } = await basicClient(harness)
    const both = { ...form, client_id: id, client_secret: secret }
    const response = await harness.post('/oauth/token', both, { authorization: basic(id, secret) })
    const says = 'client_secret_basic and client_secret_post'
    await expectRefusal(
      response,
      { error: 'invalid_request', cites: 'client-authenticates-as-registered', says },
      harness,
    )
  })

  test('whether a client may use a grant is told only after it authenticated (bug 18 of the original)', async () => {
    const harness = startHarness()
    const request = { grant_type: 'authorization_code', client_id: 'dev-admin-client', code: 'x' }
    const guessed = await harness.post('/oauth/token', { ...request, client_secret: 'guess' })
    await expectRefusal(
      guessed,
      { status: 401, error: 'invalid_client', cites: 'server-enforces-client-authentication' },
      harness,
    )
    const authenticated = await harness.post('/oauth/token', { ...request, client_secret: 'dev-admin-secret' })
    await expectRefusal(authenticated, { error: 'unauthorized_client', cites: 'rfc6749 §5.2' }, harness)
  })
})

describe('client credentials (RFC 6749 §4.4)', () => {
  verifies('server-never-widens-on-refresh', 'server-honours-resource')

  const form = {
    grant_type: 'client_credentials',
    client_id: 'dev-confidential-client',
    client_secret: 'dev-confidential-secret',
  }

  test('give a token for the client itself and no refresh token (§4.4.3)', async () => {
    const harness = startHarness()
    const tokens = await tokensOf(await harness.post('/oauth/token', { ...form, resource: RESOURCE }))
    expect(tokens).not.toHaveProperty('refresh_token')
    expect(tokens.scope).toBe('mcp:tools:list mcp:tools:echo mcp:tools:read')
  })

  test.each<Refusal & { name: string; changes: Form }>([
    {
      name: 'scope beyond the registration (bug 7 of the original)',
      changes: { scope: 'mcp:tools:admin' },
      error: 'invalid_scope',
      cites: 'rfc6749 §3.3',
    },
    {
      name: 'foreign resource (bug 13 of the original)',
      changes: { resource: 'https://other.example/' },
      error: 'invalid_target',
      cites: 'server-honours-resource',
    },
  ])('refused: $name', async ({ changes, ...refusal }) => {
    const harness = startHarness()
    const response = await harness.post('/oauth/token', { ...form, ...changes })
    await expectRefusal(response, refusal, harness)
  })

  test('are not for public clients, whatever they registered', async () => {
    const harness = startHarness(
      {},
      { outbound: { post: () => expect.unreachable(), get: async (url) => metadataDocument(url) } },
    )
    const registered = await harness.postJson('/oauth/register', {
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'none',
    })
    await expectRefusal(
      registered,
      { error: 'invalid_client_metadata', cites: 'server-refuses-bad-registration', says: 'other than none' },
      harness,
    )
    const response = await harness.post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: 'https://client.example/client.json',
    })
    await expectRefusal(response, { error: 'unauthorized_client', cites: 'rfc6749 §5.2' }, harness)
  })
})

/** The document of a public client that claims more grants than one can have. */
function metadataDocument(url: string) {
  const document = {
    client_id: url,
    client_name: 'Example',
    redirect_uris: ['https://client.example/callback'],
    grant_types: ['authorization_code', 'client_credentials'],
  }
  return { status: 200, headers: new Headers({ 'content-type': 'application/json' }), body: JSON.stringify(document) }
}
