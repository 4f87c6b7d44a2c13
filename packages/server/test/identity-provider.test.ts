import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import type { Outbound } from '../src/index.ts'
import { ID_JAG, IDP, logIn, loginCodeRequest, loginRequest, SERVER, SSO } from './support/enterprise.ts'
import { type Harness, ISSUER, REDIRECT_URI, redirected, startHarness } from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { NOW } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

const keysOf = (harness: Harness) =>
  createRemoteJWKSet(new URL(`${IDP}/oauth/jwks.json`), {
    [customFetch]: (url: string) => harness.get(url),
  })

async function codeOf(harness: Harness, changes: Record<string, string | undefined> = {}): Promise<string> {
  return redirected(await harness.get(loginRequest(changes))).get('code') ?? ''
}

const noOpenid: Refusal = { error: 'invalid_scope', cites: 'oidc-core §3.1.2.1', says: 'must have openid' }
const wrongPrompt: Refusal = { error: 'invalid_request', cites: 'oidc-core §3.1.2.1', says: 'prompt must' }
const notAuthenticated: Refusal = {
  status: 401,
  error: 'invalid_client',
  cites: 'server-enforces-client-authentication',
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
    const crossSite = { status: 403, error: 'access_denied', cites: 'rfc9700 §4.7' } as const
    await expectRefusal(await post({}), crossSite, harness)
    await expectRefusal(await post({ cookie, origin: 'http://localhost:8765' }), crossSite, harness)
    const answer = await post({ cookie: cookie.split(';', 1)[0] ?? '', origin: ISSUER })
    expect(answer.status).toBe(303)
    expect(redirected(answer).has('code')).toBe(true)
    const again = await post({ cookie: cookie.split(';', 1)[0] ?? '' })
    const answered = { error: 'invalid_request', cites: 'oidc-core §3.1.2.3', says: 'start again' } as const
    await expectRefusal(again, answered, harness)
  })

  test('is refused by the user', async () => {
    const answer = redirected(await startHarness().get(loginRequest({ approval_mode: 'auto_deny' })))
    expect(answer.get('error')).toBe('access_denied')
    expect(answer.get('iss')).toBe(IDP)
  })

  test.each<{ name: string; changes: Record<string, string | undefined>; refusal: Refusal }>([
    {
      name: 'prompt=none',
      changes: { approval_mode: 'manual', prompt: 'none' },
      refusal: { error: 'login_required', cites: 'oidc-core §3.1.2.6', says: 'nobody is logged in' },
    },
    { name: 'no openid', changes: { scope: 'email' }, refusal: noOpenid },
    { name: 'no scope', changes: { scope: undefined }, refusal: noOpenid },
    {
      name: 'no PKCE',
      changes: { code_challenge: undefined },
      refusal: { error: 'invalid_request', cites: 'client-sends-code-challenge', says: 'code_challenge' },
    },
    { name: 'prompt=none login', changes: { prompt: 'none login' }, refusal: wrongPrompt },
    { name: 'a prompt that is none', changes: { prompt: 'x' }, refusal: wrongPrompt },
    {
      name: 'another response_type',
      changes: { response_type: 'id_token' },
      refusal: { error: 'unsupported_response_type', cites: 'client-uses-code-flow' },
    },
    {
      name: 'request_uri',
      changes: { request_uri: 'urn:x' },
      refusal: { error: 'request_uri_not_supported', cites: 'rfc9101 §7' },
    },
  ])('is refused by redirect: $name', async ({ changes, refusal }) => {
    const harness = startHarness()
    const response = await harness.get(loginRequest(changes))
    await expectRefusal(response, { status: 302, ...refusal }, harness)
    expect(redirected(response).get('iss')).toBe(IDP)
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'request.refused', issuer: IDP, path: '/idp/oauth/authorize' }),
    )
  })

  test.each<{ name: string; changes: Record<string, string>; refusal: Refusal }>([
    {
      name: 'a client of the authorization server',
      changes: { client_id: 'dev-public-client' },
      refusal: { error: 'invalid_client', cites: 'server-avoids-open-redirect' },
    },
    {
      name: 'another redirect URI',
      changes: { redirect_uri: 'https://evil.example/callback' },
      refusal: { error: 'invalid_request', cites: 'client-uses-registered-redirect-uri' },
    },
  ])('is refused on a page: $name', async ({ changes, refusal }) => {
    const harness = startHarness()
    const response = await harness.get(loginRequest(changes))
    expect(response.headers.get('content-type')).toContain('text/html')
    await expectRefusal(response, refusal, harness)
  })

  test.each<{ name: string; changes: Record<string, string>; refusal: Refusal }>([
    {
      name: 'another verifier',
      changes: { code_verifier: 'x'.repeat(43) },
      refusal: { error: 'invalid_grant', cites: 'client-sends-code-verifier' },
    },
    {
      name: 'an unknown code',
      changes: { code: 'x' },
      refusal: { error: 'invalid_grant', cites: 'server-binds-codes' },
    },
    {
      name: 'another redirect URI',
      changes: { redirect_uri: `${REDIRECT_URI}2` },
      refusal: { error: 'invalid_grant', cites: 'client-repeats-redirect-uri' },
    },
    { name: 'a wrong secret', changes: { client_secret: 'x' }, refusal: notAuthenticated },
    {
      name: 'a client of the authorization server',
      changes: { client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' },
      refusal: notAuthenticated,
    },
    {
      name: 'a grant that is not served',
      changes: { grant_type: 'refresh_token' },
      refusal: { error: 'unsupported_grant_type', cites: 'rfc6749 §5.2' },
    },
  ])('a code is not redeemed with $name', async ({ changes, refusal }) => {
    const harness = startHarness()
    const form = { ...loginCodeRequest(await codeOf(harness)), ...changes }
    await expectRefusal(await harness.post('/idp/oauth/token', form), refusal, harness)
  })

  test('a code is not redeemed by another client', async () => {
    const outbound: Outbound = {
      post: () => expect.unreachable(),
      get: async (url) => ({
        status: 200,
        headers: new Headers({ 'content-type': 'application/json' }),
        body: JSON.stringify({ client_id: url, client_name: 'Other', redirect_uris: [REDIRECT_URI] }),
      }),
    }
    const harness = startHarness({}, { outbound })
    const { client_secret: _, ...form } = loginCodeRequest(await codeOf(harness))
    const response = await harness.post('/idp/oauth/token', {
      ...form,
      client_id: 'https://client.example/client.json',
    })
    await expectRefusal(response, { error: 'invalid_grant', cites: 'server-binds-codes' }, harness)
    expect((await harness.post('/idp/oauth/token', { ...form, ...SSO })).status).toBe(200)
  })

  test('an access token is ended by the client it was given to, and by no other (RFC 7009 §2.1)', async () => {
    const harness = startHarness()
    const { access_token: token } = await logIn(harness)
    const userInfo = async () => (await harness.get('/idp/oauth/userinfo', { authorization: `Bearer ${token}` })).status
    const revoke = (client: Record<string, string>) => harness.post('/idp/oauth/revoke', { token, ...client })
    const foreign = { error: 'invalid_grant', cites: 'rfc7009 §2.1' } as const
    await expectRefusal(await revoke(SERVER), foreign, harness)
    await expectRefusal(await revoke({ ...SSO, client_secret: 'x' }), notAuthenticated, harness)
    expect(await userInfo()).toBe(200)
    expect((await revoke(SSO)).status).toBe(200)
    const ended = await harness.get('/idp/oauth/userinfo', { authorization: `Bearer ${token}` })
    await expectRefusal(ended, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' }, harness)
  })

  test('a code works once, and a second use ends what it gave', async () => {
    const harness = startHarness()
    const form = loginCodeRequest(await codeOf(harness))
    const { access_token } = (await (await harness.post('/idp/oauth/token', form)).json()) as { access_token: string }
    const replayed = { error: 'invalid_grant', cites: 'client-sends-code-once' } as const
    await expectRefusal(await harness.post('/idp/oauth/token', form), replayed, harness)
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
      expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
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
      revocation_endpoint: `${IDP}/oauth/revoke`,
      revocation_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'none'],
      revocation_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
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
