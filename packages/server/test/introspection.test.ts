import { describe, expect, test } from 'vitest'
import {
  codeRequest,
  type Harness,
  ISSUER,
  obtainCode,
  obtainTokens,
  RESOURCE,
  registerClient,
  startHarness,
  type Tokens,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { assertionForm, assertionParts, NOW, read } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

type Form = Record<string, string>

const seeded = { client_id: 'dev-confidential-client', client_secret: 'dev-confidential-secret' }

const introspect = (harness: Harness, token: string | undefined, form: Form = seeded): Promise<Response> =>
  harness.post('/oauth/introspect', { token: token ?? '', ...form })

const answerOf = async (harness: Harness, token: string | undefined, form?: Form): Promise<unknown> =>
  (await introspect(harness, token, form)).json()

/** Access and refresh token of a client that registered itself with a secret. */
async function confidentialTokens(harness: Harness): Promise<Tokens & { credentials: Form }> {
  const { client_id = '', client_secret = '' } = await registerClient(harness, {
    token_endpoint_auth_method: 'client_secret_post',
  })
  const credentials = { client_id, client_secret }
  const form = { ...codeRequest(await obtainCode(harness, { client_id })), ...credentials }
  return { ...(await tokensOf(await harness.post('/oauth/token', form))), credentials }
}

describe('introspection (RFC 7662)', () => {
  verifies('server-follows-optional-endpoints')

  test('tells a pre-registered client, as a protected resource, of every access token', async () => {
    const harness = startHarness()
    const { access_token, client_id } = await obtainTokens(harness)
    const response = await introspect(harness, access_token)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      active: true,
      token_type: 'Bearer',
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
      client_id,
      sub: 'test-user',
      aud: RESOURCE,
      iss: ISSUER,
      iat: NOW,
      exp: NOW + 3600,
    })
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'token.introspected', clientId: 'dev-confidential-client', active: true }),
    )
  })

  test('says the same as the JWT does', async () => {
    const harness = startHarness({ accessTokenFormat: 'jwt' })
    const { access_token } = await obtainTokens(harness)
    expect(await answerOf(harness, access_token)).toEqual({
      active: true,
      token_type: 'Bearer',
      ...read(access_token, 1),
    })
  })

  test('works for a client that signs', async () => {
    const harness = startHarness()
    const { access_token } = await obtainTokens(harness)
    const form = await assertionForm(assertionParts())
    expect(await answerOf(harness, access_token, form)).toMatchObject({ active: true })
  })

  test('tells a client of its own refresh token', async () => {
    const harness = startHarness()
    const { refresh_token, credentials } = await confidentialTokens(harness)
    expect(await answerOf(harness, refresh_token, credentials)).toEqual({
      active: true,
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
      client_id: credentials['client_id'],
      sub: 'test-user',
      aud: RESOURCE,
      iss: ISSUER,
      exp: NOW + 30 * 86_400,
    })
  })

  test.each(['access_token', 'refresh_token', 'unheard_of'])('token_type_hint %s is only a hint', async (hint) => {
    const harness = startHarness()
    const { access_token, refresh_token, credentials } = await confidentialTokens(harness)
    for (const token of [access_token, refresh_token]) {
      expect(await answerOf(harness, token, { ...credentials, token_type_hint: hint })).toMatchObject({ active: true })
    }
  })
})

describe('introspection says only that a token is not active', () => {
  type Owned = Awaited<ReturnType<typeof confidentialTokens>>

  test.each<{
    name: string
    token: (harness: Harness, own: Owned) => string | undefined | Promise<string | undefined>
  }>([
    { name: 'unknown', token: () => 'nothing' },
    {
      name: 'expired access token',
      token: (harness, { access_token }) => {
        harness.clock.advance(3600)
        return access_token
      },
    },
    {
      name: 'expired refresh token',
      token: (harness, { refresh_token }) => {
        harness.clock.advance(30 * 86_400)
        return refresh_token
      },
    },
    {
      name: 'revoked access token',
      token: async (harness, { access_token, credentials }) => {
        await harness.post('/oauth/revoke', { token: access_token, ...credentials })
        return access_token
      },
    },
    {
      name: 'access token of a revoked family',
      token: async (harness, { access_token, refresh_token = '', credentials }) => {
        await harness.post('/oauth/revoke', { token: refresh_token, ...credentials })
        return access_token
      },
    },
    {
      name: 'refresh token of a revoked family',
      token: async (harness, { refresh_token = '', credentials }) => {
        await harness.post('/oauth/revoke', { token: refresh_token, ...credentials })
        return refresh_token
      },
    },
    {
      name: 'used refresh token',
      token: async (harness, { refresh_token = '', credentials }) => {
        await harness.post('/oauth/token', { grant_type: 'refresh_token', refresh_token, ...credentials })
        return refresh_token
      },
    },
    {
      name: 'access token of another client, asked by one that registered itself',
      token: async (harness) => (await obtainTokens(harness)).access_token,
    },
    {
      name: 'refresh token of another client',
      token: async (harness) => (await obtainTokens(harness)).refresh_token,
    },
    { name: 'authorization code', token: (harness) => obtainCode(harness) },
  ])('$name', async ({ token }) => {
    const harness = startHarness()
    const own = await confidentialTokens(harness)
    const presented = await token(harness, own)
    const response = await introspect(harness, presented, own.credentials)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ active: false })
  })

  test('refresh token of another client, asked by a pre-registered one', async () => {
    const harness = startHarness()
    expect(await answerOf(harness, (await obtainTokens(harness)).refresh_token)).toEqual({ active: false })
  })

  test('token of another issuer of the same server', async () => {
    const harness = startHarness()
    const { access_token } = await obtainTokens(harness)
    const response = await harness.post('http://localhost:8765/oauth/introspect', { token: access_token, ...seeded })
    expect(await response.json()).toEqual({ active: false })
  })

  test('forged JWT', async () => {
    const harness = startHarness({ accessTokenFormat: 'jwt' })
    const { access_token } = await obtainTokens(harness)
    expect(await answerOf(harness, `${access_token}A`)).toEqual({ active: false })
  })
})

describe('an introspection request with one thing wrong', () => {
  test.each<Refusal & { name: string; form: Form }>([
    {
      name: 'no client',
      form: {},
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
      says: 'client_id is required',
    },
    {
      name: 'public client',
      form: { client_id: 'dev-public-client' },
      error: 'invalid_client',
      cites: 'server-follows-optional-endpoints',
      status: 401,
      says: 'clients that authenticate',
    },
    {
      name: 'wrong secret',
      form: { ...seeded, client_secret: 'guess' },
      error: 'invalid_client',
      cites: 'server-enforces-client-authentication',
      status: 401,
      says: 'client_secret is wrong',
    },
    {
      name: 'no token',
      form: { ...seeded, token: '' },
      error: 'invalid_request',
      cites: 'rfc7662 §2.1',
      status: 400,
      says: 'token is required',
    },
  ])('$name', async ({ form, ...refusal }) => {
    const harness = startHarness()
    const { access_token } = await obtainTokens(harness)
    const response = await introspect(harness, access_token, form)
    expect(response.headers.get('cache-control')).toBe('no-store')
    await expectRefusal(response, refusal, harness)
  })

  test.each(['token', 'unheard_of'])('%s twice', async (name) => {
    const harness = startHarness()
    const form = new URLSearchParams({ ...seeded, token: 'x', unheard_of: '1' })
    form.append(name, 'y')
    const response = await harness.post('/oauth/introspect', form)
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc6749 §3.2', says: name }, harness)
  })

  test('by GET, which would leave the token in logs (RFC 7662 §4)', async () => {
    expect((await startHarness().get('/oauth/introspect?token=x')).status).toBe(405)
  })
})
