import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { ID_JAG, IDP, logIn, loginCodeRequest, loginRequest, SSO } from './support/enterprise.ts'
import { type Harness, ISSUER, REDIRECT_URI, redirected, startHarness } from './support/harness.ts'
import { NOW } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

const keysOf = (harness: Harness) =>
  createRemoteJWKSet(new URL(`${IDP}/oauth/jwks.json`), {
    [customFetch]: (url: string) => harness.get(url),
  })

async function codeOf(harness: Harness, changes: Record<string, string | undefined> = {}): Promise<string> {
  return redirected(await harness.get(loginRequest(changes))).get('code') ?? ''
}

describe('a login at the identity provider (OIDC Core §3.1)', () => {
  test('gives an ID token that a client can verify by the published keys, and an access token for UserInfo', async () => {
    const harness = startHarness()
    const answer = await harness.get(loginRequest())
    expect(redirected(answer).get('iss')).toBe(IDP)
    expect(redirected(answer).get('state')).toBe('af0ifjsldkj')
    harness.clock.advance(10)
    const response = await harness.post('/idp/oauth/token', loginCodeRequest(redirected(answer).get('code') ?? ''))
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { id_token, access_token, ...rest } = (await response.json()) as Record<string, string>
    expect(rest).toMatchObject({ token_type: 'Bearer', scope: 'openid profile email' })
    expect(rest).not.toHaveProperty('refresh_token')
    const { payload, protectedHeader } = await jwtVerify(id_token ?? '', keysOf(harness), {
      issuer: IDP,
      audience: 'enterprise-sso-client',
      currentDate: new Date(harness.clock.now()),
    })
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(payload).toEqual({
      iss: IDP,
      aud: 'enterprise-sso-client',
      sub: 'alice',
      name: 'Alice Example',
      email: 'alice@idp.example',
      email_verified: true,
      nonce: 'n-0S6_WzA2Mj',
      auth_time: NOW,
      iat: NOW + 10,
      exp: NOW + 10 + 3600,
    })
    const userInfo = await harness.get('/idp/oauth/userinfo', { authorization: `Bearer ${access_token}` })
    expect(await userInfo.json()).toEqual({
      sub: 'alice',
      name: 'Alice Example',
      email: 'alice@idp.example',
      email_verified: true,
    })
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'authorize.decided', issuer: IDP, subject: 'alice', decision: 'approved' }),
    )
  })

  test('gives no more claims than scopes, and no nonce without one', async () => {
    const harness = startHarness()
    const code = await codeOf(harness, { scope: 'openid unknown', nonce: undefined })
    const response = await harness.post('/idp/oauth/token', loginCodeRequest(code))
    const { id_token = '' } = (await response.json()) as Record<string, string>
    const { payload } = await jwtVerify(id_token, keysOf(harness), { currentDate: new Date(harness.clock.now()) })
    expect(Object.keys(payload).sort()).toEqual(['aud', 'auth_time', 'exp', 'iat', 'iss', 'sub'])
  })

  test('is asked for on a page, which counts once and only from its browser', async () => {
    const harness = startHarness()
    const page = await harness.get(loginRequest({ approval_mode: undefined }))
    expect(page.status).toBe(200)
    const text = await page.text()
    expect(text).toContain('Log in to Enterprise MCP Client?')
    expect(text).toContain('Know your email address')
    const cookie = page.headers.get('set-cookie') ?? ''
    expect(cookie).toContain('Path=/idp/oauth;')
    const [, request = ''] = /name="request" value="([^"]+)"/.exec(text) ?? []
    const form = { request, decision: 'approve', subject: 'bob' }
    const post = (headers: Record<string, string>) => harness.post('/idp/oauth/authorize/consent', form, headers)
    expect((await post({})).status).toBe(403)
    expect((await post({ cookie, origin: 'http://127.0.0.1:1' })).status).toBe(403)
    const answer = await post({ cookie: cookie.split(';', 1)[0] ?? '', origin: ISSUER })
    expect(answer.status).toBe(303)
    expect(redirected(answer).has('code')).toBe(true)
    const again = await post({ cookie: cookie.split(';', 1)[0] ?? '' })
    expect(again.status).toBe(400)
    expect(await again.text()).toContain('start again from the client')
  })

  test.each([
    { name: 'auto_deny', changes: { approval_mode: 'auto_deny' }, error: 'access_denied', says: 'did not log in' },
    {
      name: 'prompt=none',
      changes: { approval_mode: 'manual', prompt: 'none' },
      error: 'login_required',
      says: 'none',
    },
    { name: 'no openid', changes: { scope: 'email' }, error: 'invalid_scope', says: 'must have openid' },
    { name: 'no scope', changes: { scope: undefined }, error: 'invalid_scope', says: 'must have openid' },
    { name: 'no PKCE', changes: { code_challenge: undefined }, error: 'invalid_request', says: 'code_challenge' },
    { name: 'prompt=none login', changes: { prompt: 'none login' }, error: 'invalid_request', says: 'prompt must' },
    { name: 'a prompt that is none', changes: { prompt: 'x' }, error: 'invalid_request', says: 'prompt must' },
    { name: 'token', changes: { response_type: 'id_token' }, error: 'unsupported_response_type', says: 'code' },
    { name: 'request_uri', changes: { request_uri: 'urn:x' }, error: 'request_uri_not_supported', says: 'request_uri' },
  ])('is refused by redirect: $name', async ({ changes, error, says }) => {
    const answer = redirected(await startHarness().get(loginRequest(changes)))
    expect(answer.get('error')).toBe(error)
    expect(answer.get('error_description')).toContain(says)
    expect(answer.get('iss')).toBe(IDP)
  })

  test.each([
    { name: 'a client of the authorization server', changes: { client_id: 'dev-public-client' } },
    { name: 'another redirect URI', changes: { redirect_uri: 'https://evil.example/callback' } },
  ])('is refused on a page: $name', async ({ changes }) => {
    const response = await startHarness().get(loginRequest(changes))
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(response.headers.has('location')).toBe(false)
  })

  test.each<{ name: string; changes: Record<string, string>; error: string; status?: number }>([
    { name: 'another verifier', changes: { code_verifier: 'x'.repeat(43) }, error: 'invalid_grant' },
    { name: 'an unknown code', changes: { code: 'x' }, error: 'invalid_grant' },
    { name: 'another redirect URI', changes: { redirect_uri: `${REDIRECT_URI}2` }, error: 'invalid_grant' },
    { name: 'a wrong secret', changes: { client_secret: 'x' }, error: 'invalid_client', status: 401 },
    {
      name: 'a client of the authorization server',
      changes: { client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' },
      error: 'invalid_client',
      status: 401,
    },
    { name: 'a grant it has not', changes: { grant_type: 'refresh_token' }, error: 'unsupported_grant_type' },
  ])('a code is not redeemed with $name', async ({ changes, error, status = 400 }) => {
    const harness = startHarness()
    const form = { ...loginCodeRequest(await codeOf(harness)), ...changes }
    const response = await harness.post('/idp/oauth/token', form)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error })
  })

  test('a code works once, and a second use ends what it gave', async () => {
    const harness = startHarness()
    const form = loginCodeRequest(await codeOf(harness))
    const { access_token } = (await (await harness.post('/idp/oauth/token', form)).json()) as { access_token: string }
    expect(await (await harness.post('/idp/oauth/token', form)).json()).toMatchObject({ error: 'invalid_grant' })
    const userInfo = await harness.get('/idp/oauth/userinfo', { authorization: `Bearer ${access_token}` })
    expect(userInfo.status).toBe(401)
    expect(userInfo.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })
})

describe('two issuers in one process share nothing', () => {
  test('their keys differ, and neither takes what the other gave', async () => {
    const harness = startHarness({ accessTokenFormat: 'jwt' })
    const kids = await Promise.all(
      ['/oauth/jwks.json', '/idp/oauth/jwks.json'].map(async (path) => {
        const { keys } = (await (await harness.get(path)).json()) as { keys: { kid: string; alg: string }[] }
        return keys.map(({ kid, alg }) => `${alg} ${kid}`)
      }),
    )
    expect(kids[0]).toEqual([expect.stringMatching(/^ES256 /)])
    expect(kids[1]).toEqual([expect.stringMatching(/^RS256 /)])
    const { access_token, id_token } = await logIn(harness)
    for (const token of [access_token, id_token]) {
      const response = await harness.postJson('/mcp/oauth', {}, { authorization: `Bearer ${token}` })
      expect(response.status).toBe(401)
    }
    const code = await codeOf(harness)
    const redeemed = await harness.post('/oauth/token', { ...loginCodeRequest(code), client_id: 'dev-public-client' })
    expect(redeemed.status).not.toBe(200)
  })

  test('faults of the authorization server are not those of the provider', async () => {
    const harness = startHarness({ faults: ['wrong-iss'] })
    expect(redirected(await harness.get(loginRequest())).get('iss')).toBe(IDP)
  })
})

describe('the metadata of the identity provider (OIDC Discovery §3)', () => {
  verifies('server-advertises-truthfully')

  test('is the same at the three places where clients look (RFC 8414 §3.1, §5)', async () => {
    const harness = startHarness()
    const documents = await Promise.all(
      [
        '/.well-known/oauth-authorization-server/idp',
        '/.well-known/openid-configuration/idp',
        '/idp/.well-known/openid-configuration',
      ].map(async (path) => (await harness.get(path)).json()),
    )
    expect(documents[0]).toEqual({
      issuer: IDP,
      authorization_endpoint: `${IDP}/oauth/authorize`,
      token_endpoint: `${IDP}/oauth/token`,
      userinfo_endpoint: `${IDP}/oauth/userinfo`,
      jwks_uri: `${IDP}/oauth/jwks.json`,
      scopes_supported: ['openid', 'profile', 'email'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'],
      identity_chaining_requested_token_types_supported: [ID_JAG],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'none'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      claims_supported: ['iss', 'aud', 'iat', 'exp', 'auth_time', 'nonce', 'sub', 'name', 'email', 'email_verified'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      request_uri_parameter_supported: false,
    })
    expect(documents[1]).toEqual(documents[0])
    expect(documents[2]).toEqual(documents[0])
  })

  test('every grant type is known at the token endpoint, and only those', async () => {
    const harness = startHarness()
    const { grant_types_supported: grants } = (await (
      await harness.get('/idp/.well-known/openid-configuration')
    ).json()) as { grant_types_supported: string[] }
    for (const grant_type of [...grants, 'refresh_token', 'client_credentials', 'password']) {
      const response = await harness.post('/idp/oauth/token', { grant_type, ...SSO })
      const { error } = (await response.json()) as { error: string }
      expect({ grant_type, known: error !== 'unsupported_grant_type' }).toEqual({
        grant_type,
        known: grants.includes(grant_type),
      })
    }
  })
})
