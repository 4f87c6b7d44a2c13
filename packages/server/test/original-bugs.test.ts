import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Outbound } from '../src/index.ts'
import { safeOutbound } from '../src/outbound/safe-outbound.ts'
import {
  answer,
  DEVICE_GRANT,
  decide,
  obtainCodes,
  openConsent,
  poll,
  requestCodes,
  typeCode,
} from './support/device.ts'
import {
  authorizationRequest,
  CHALLENGE,
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  messageOf,
  obtainCode,
  obtainTokens,
  REDIRECT_URI,
  RESOURCE,
  redirected,
  registerClient,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { type Cited, expectRefusal } from './support/refusal.ts'
import { type As, adminToken, ask, callTool } from './support/tools.ts'

type Form = Record<string, string>
type Json = Record<string, unknown>

const service: Form = {
  grant_type: 'client_credentials',
  client_id: 'phase-6-service-client',
  client_secret: 'phase-6-service-secret',
}
const METADATA = '/.well-known/oauth-authorization-server'
const ATTACK = '"><script>alert(1)</script>'
const accept = 'application/json, text/event-stream'

const bodyOf = async (response: Response): Promise<Json> => (await response.json()) as Json
const token = (harness: Harness, form: Form | URLSearchParams, headers: Form = {}) =>
  harness.post('/oauth/token', form, headers)
const works = async (harness: Harness, access: string): Promise<boolean> =>
  (await harness.fetch(mcpRequest('tools/list', {}, access))).status === 200

/** The access token of a user who granted `scope`. */
async function userToken(harness: Harness, scope = 'mcp:tools:list mcp:tools:echo mcp:tools:read'): Promise<string> {
  return (await tokensOf(await token(harness, codeRequest(await obtainCode(harness, { scope }))))).access_token
}

/** A message as a client of 2025 posts it. */
const post = (harness: Harness, access: string, body: unknown, headers: Form = {}) =>
  harness.postJson('/mcp/oauth', body, { authorization: `Bearer ${access}`, accept, ...headers })

/** What a tool answers, and the HTTP status it comes with. */
async function call(harness: Harness, name: string, input: unknown) {
  const access = await userToken(harness)
  const response = await harness.fetch(mcpRequest('tools/call', { name, arguments: input }, access))
  const { status } = response
  return { status, ...(await messageOf(response)) }
}

describe('discovery', () => {
  test('1: protected resource metadata is at the path-inserted URL, and the challenge leads there', async () => {
    const harness = startHarness()
    const challenge = (await harness.fetch(mcpRequest('tools/list', {}, undefined))).headers.get('www-authenticate')
    const url = /resource_metadata="([^"]+)"/.exec(challenge ?? '')?.[1] ?? ''
    expect(url).toBe(`${ISSUER}/.well-known/oauth-protected-resource/mcp/oauth`)
    expect(await bodyOf(await harness.get(url))).toMatchObject({ resource: RESOURCE })
  })

  test('2: authorization_servers holds issuers, whose metadata name themselves so', async () => {
    const harness = startHarness()
    const metadata = await bodyOf(await harness.get('/.well-known/oauth-protected-resource/mcp/oauth'))
    expect(metadata['authorization_servers']).toEqual([ISSUER])
    expect(await bodyOf(await harness.get(METADATA))).toMatchObject({ issuer: ISSUER })
  })

  test('3: neither a resource parameter nor a Host decides who we are', async () => {
    const harness = startHarness()
    const path = '/.well-known/oauth-protected-resource'
    const echoed = await bodyOf(await harness.get(`${path}?resource=https://evil.example/mcp`))
    expect(echoed).toMatchObject({ resource: RESOURCE, authorization_servers: [ISSUER] })
    for (const at of [path, METADATA]) expect((await harness.get(`http://evil.example${at}`)).status).toBe(403)
  })

  test('4: the metadata announces what is served, and nothing made up', async () => {
    const harness = startHarness()
    const metadata = await bodyOf(await harness.get(METADATA))
    expect(metadata).toMatchObject({
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      revocation_endpoint: `${ISSUER}/oauth/revoke`,
    })
    expect(metadata).not.toHaveProperty('resource_indicators_supported')
    expect(await bodyOf(await harness.get('/.well-known/openid-configuration'))).toMatchObject(metadata)
  })

  test('5: nothing claims that the authorization server protects /mcp/bearer-token', async () => {
    const harness = startHarness()
    const refused = await harness.fetch(mcpRequest('tools/list', {}, undefined, { path: '/mcp/bearer-token' }))
    expect(refused.headers.get('www-authenticate')).not.toContain('resource_metadata')
    expect((await harness.get('/.well-known/oauth-protected-resource/mcp/bearer-token')).status).toBe(404)
    expect((await bodyOf(await harness.get(METADATA)))['protected_resources']).toEqual([RESOURCE])
  })

  test('6: a page of another origin on this machine may use every endpoint that is not for people', async () => {
    const harness = startHarness()
    const origin = 'http://localhost:6274'
    for (const path of ['/oauth/token', '/oauth/register', '/mcp/oauth']) {
      const asked = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      }
      const preflight = await harness.fetch(new Request(ISSUER + path, { method: 'OPTIONS', headers: asked }))
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin)
      expect((await harness.post(path, {}, { origin })).headers.get('access-control-allow-origin')).toBe(origin)
    }
    expect((await harness.get(METADATA, { origin })).headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('authorization server', () => {
  test('7: a client never gets a scope it is not registered for', async () => {
    const harness = startHarness()
    const scope = 'mcp:tools:admin'
    const { client_id, scope: registered } = await registerClient(harness)
    expect(registered?.split(' ')).not.toContain(scope)
    const refusal = { error: 'invalid_scope', cites: 'rfc6749 §3.3', says: scope } as const
    await expectRefusal(await token(harness, { ...service, scope }), refusal, harness)
    await expectRefusal(await requestCodes(harness, { scope }), refusal, harness)
    for (const changes of [{ scope }, { scope, client_id }]) {
      await expectRefusal(await harness.get(authorizationRequest(changes)), { ...refusal, status: 302 }, harness)
    }
  })

  test('8: nothing that was sent becomes markup, pages cannot be framed, and consent is not given across sites', async () => {
    const harness = startHarness()
    const { client_id } = await registerClient(harness, { client_name: ATTACK })
    const request = authorizationRequest({ client_id, state: ATTACK, login_hint: ATTACK, approval_mode: undefined })
    const consent = await harness.get(request)
    const code = await harness.get(`/oauth/device/verify?user_code=${encodeURIComponent(ATTACK)}`)
    const typed = await typeCode(harness, ATTACK, { cookie: 'mcp_auth_browser=x' })
    const handle = /name="request" value="([^"]+)"/.exec(await consent.clone().text())?.[1] ?? ''
    for (const page of [consent, code, typed.response]) {
      expect(await page.clone().text()).not.toContain('<script')
      expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(page.headers.get('x-frame-options')).toBe('DENY')
    }
    const forged = await harness.post('/oauth/authorize/consent', { request: handle, decision: 'approve' })
    await expectRefusal(forged, { status: 403, error: 'access_denied', cites: 'rfc9700 §4.7' }, harness)
  })

  test('9: an administrative scope is never approved automatically, and can be approved by a person', async () => {
    const harness = startHarness()
    const { client_id } = await registerClient(harness, { scope: 'mcp:tools:admin' })
    const page = await harness.get(authorizationRequest({ client_id, scope: 'mcp:tools:admin' }))
    expect(page.status).toBe(200)
    const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
    const request = /name="request" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    const form = { request, decision: 'approve', admin_confirmed: 'true' }
    expect(redirected(await harness.post('/oauth/authorize/consent', form, { cookie })).has('code')).toBe(true)
  })

  test('10: an error at the authorization endpoint is redirected with state and iss, once client and URI are proven', async () => {
    const harness = startHarness()
    const response = await harness.get(authorizationRequest({ code_challenge: undefined }))
    const refusal = { error: 'invalid_request', cites: 'client-sends-code-challenge' } as const
    await expectRefusal(response, { ...refusal, status: 302 }, harness)
    expect(redirected(response).get('state')).toBe('af0ifjsldkj')
    expect(redirected(response).get('iss')).toBe(ISSUER)
  })

  test('11: refresh tokens of public clients rotate, scope narrows them, a replayed code revokes', async () => {
    const harness = startHarness()
    const { client_id = '' } = await registerClient(harness)
    const form = { ...codeRequest(await obtainCode(harness, { client_id })), client_id }
    const first = await tokensOf(await token(harness, form))
    const refresh = { grant_type: 'refresh_token', client_id, refresh_token: first.refresh_token ?? '' }
    const second = await tokensOf(await token(harness, { ...refresh, scope: 'mcp:tools:list' }))
    expect(second.scope).toBe('mcp:tools:list')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await works(harness, second.access_token)).toBe(true)
    await expectRefusal(
      await token(harness, form),
      { error: 'invalid_grant', cites: 'client-sends-code-once' },
      harness,
    )
    for (const { access_token } of [first, second]) expect(await works(harness, access_token)).toBe(false)
  })

  test('12: answers are not cached, a failed client is challenged, Basic works, a missing grant_type is said to be missing', async () => {
    const harness = startHarness()
    const metadata = { redirect_uris: [REDIRECT_URI], grant_types: ['client_credentials'], response_types: [] }
    const registered = await harness.postJson('/oauth/register', metadata)
    const { client_id, client_secret } = await bodyOf(registered)
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
    const issued = await token(harness, { grant_type: 'client_credentials' }, { authorization })
    expect([registered.status, issued.status]).toEqual([201, 200])
    for (const response of [registered, issued]) expect(response.headers.get('cache-control')).toBe('no-store')
    const failed = await token(harness, { ...service, client_secret: 'guess' })
    expect(failed.headers.get('www-authenticate')).toMatch(/^Basic /)
    const cites = 'server-enforces-client-authentication'
    await expectRefusal(failed, { status: 401, error: 'invalid_client', cites }, harness)
    const says = 'grant_type is required'
    const missing = await token(harness, { client_id: 'dev-public-client' })
    await expectRefusal(missing, { error: 'invalid_request', cites: 'rfc6749 §5.2', says }, harness)
  })

  test('13: resource counts for client credentials and devices', async () => {
    const harness = startHarness()
    const resource = 'https://other.example/mcp'
    const refusal = { error: 'invalid_target', cites: 'server-honours-resource' } as const
    await expectRefusal(await token(harness, { ...service, resource }), refusal, harness)
    await expectRefusal(await requestCodes(harness, { resource }), refusal, harness)
    expect(await tokensOf(await token(harness, { ...service, resource: RESOURCE }))).toMatchObject({ aud: RESOURCE })
  })

  test.each<{ name: string; changes: Form; cites: Cited; says: string }>([
    { name: 'not ASCII', changes: { code_verifier: 'é'.repeat(43) }, cites: 'client-sends-code-verifier', says: '43' },
    { name: 'too short', changes: { code_verifier: 'a'.repeat(42) }, cites: 'client-sends-code-verifier', says: '43' },
    { name: 'too long', changes: { code_verifier: 'a'.repeat(129) }, cites: 'client-sends-code-verifier', says: '128' },
  ])('14: a code verifier is refused that is $name', async ({ changes, cites, says }) => {
    const harness = startHarness()
    const form = codeRequest(await obtainCode(harness))
    await expectRefusal(await token(harness, { ...form, ...changes }), { error: 'invalid_grant', cites, says }, harness)
  })

  test('14: a body that is not UTF-8 and a challenge that is no digest are refused', async () => {
    const harness = startHarness()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = new Uint8Array([0x67, 0xff, 0xfe])
    const response = await harness.fetch(new Request(`${ISSUER}/oauth/token`, { method: 'POST', headers, body }))
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc6749 §B', says: 'UTF-8' }, harness)
    const challenged = await harness.get(authorizationRequest({ code_challenge: `${CHALLENGE}=` }))
    await expectRefusal(challenged, { status: 302, error: 'invalid_request', cites: 'client-uses-s256' }, harness)
  })

  test('15: a device hears that it was denied, that it polls too fast, and that its code is unknown', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    await poll(harness, device_code)
    const slow = { error: 'slow_down', cites: 'client-polls-device-grant-politely' } as const
    await expectRefusal(await poll(harness, device_code), slow, harness)
    await decide(harness, user_code, 'deny')
    await expectRefusal(await poll(harness, device_code), { error: 'access_denied', cites: 'rfc8628 §3.5' }, harness)
    await expectRefusal(await poll(harness, 'nothing'), { error: 'invalid_grant', cites: 'rfc8628 §3.4' }, harness)
  })

  test("15: another client's poll changes nothing, a code is typed in any way, scope and resource are those of every grant", async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    const page = await openConsent(harness, ` ${user_code.toLowerCase().replace('-', '_')} `)
    expect((await answer(harness, page, { decision: 'approve' })).status).toBe(200)
    const { client_id = '' } = await registerClient(harness, { redirect_uris: [], grant_types: [DEVICE_GRANT] })
    const refusal = { error: 'invalid_grant', cites: 'rfc8628 §3.4', says: 'another client' } as const
    await expectRefusal(await poll(harness, device_code, { client_id }), refusal, harness)
    const { scope } = await tokensOf(await token(harness, service))
    expect(await tokensOf(await poll(harness, device_code))).toMatchObject({ scope, aud: RESOURCE })
  })

  test.each<{ name: string; changes: Json; error: 'invalid_redirect_uri' | 'invalid_client_metadata'; cites: Cited }>([
    ...['javascript:alert(1)', '/callback', 'http://client.example/callback'].map((uri) => ({
      name: uri,
      changes: { redirect_uris: [uri] },
      error: 'invalid_redirect_uri' as const,
      cites: 'client-uses-safe-redirect-uri' as const,
    })),
    {
      name: 'no grant type',
      changes: { grant_types: [], response_types: [] },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
    },
    {
      name: 'an unknown scope',
      changes: { scope: 'root' },
      error: 'invalid_client_metadata',
      cites: 'server-refuses-bad-registration',
    },
  ])('16: a registration is refused with $name', async ({ changes, ...refusal }) => {
    const harness = startHarness()
    const right = { redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none' }
    await expectRefusal(await harness.postJson('/oauth/register', { ...right, ...changes }), refusal, harness)
  })

  test('16: registrations are bounded in size and number', async () => {
    const harness = startHarness({ registeredClientLimit: 1 })
    const right = { redirect_uris: [REDIRECT_URI] }
    const long = { ...right, client_name: 'x'.repeat(70_000) }
    expect((await harness.postJson('/oauth/register', long)).status).toBe(413)
    expect((await harness.postJson('/oauth/register', right)).status).toBe(201)
    const refusal = { status: 503, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' } as const
    await expectRefusal(await harness.postJson('/oauth/register', right), refusal, harness)
  })

  test('16: what describes a client is kept, and a confidential client can use the code it is registered for', async () => {
    const harness = startHarness()
    const described = {
      client_uri: 'https://client.example/',
      logo_uri: 'https://client.example/logo.png',
      contacts: ['ops@client.example'],
      software_id: '4NRB1-0XZABZI9E6-5SM3R',
    }
    const method = { token_endpoint_auth_method: 'client_secret_post' }
    const registered = await registerClient(harness, { ...described, ...method })
    expect(registered).toMatchObject(described)
    const own = { client_id: registered['client_id'] ?? '', client_secret: registered['client_secret'] ?? '' }
    const dev = { client_id: 'dev-confidential-client', client_secret: 'dev-confidential-secret' }
    for (const { client_id, client_secret } of [own, dev]) {
      const form = { ...codeRequest(await obtainCode(harness, { client_id })), client_id, client_secret }
      expect((await token(harness, form)).status).toBe(200)
    }
  })

  test('17: the port of a loopback redirect is free', async () => {
    const response = await startHarness().get(authorizationRequest({ redirect_uri: 'http://127.0.0.1:61234/callback' }))
    expect(response.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:61234\/callback\?code=/)
  })

  test('18: which grants a client has is told only to who proves to be it', async () => {
    const harness = startHarness()
    const form = { grant_type: 'authorization_code', client_id: 'dev-admin-client', code: 'x', client_secret: 'guess' }
    const cites = 'server-enforces-client-authentication'
    await expectRefusal(await token(harness, form), { status: 401, error: 'invalid_client', cites }, harness)
    const proven = await token(harness, { ...form, client_secret: 'dev-admin-secret' })
    await expectRefusal(proven, { error: 'unauthorized_client', cites: 'rfc6749 §5.2' }, harness)
  })

  test('19: what anybody can cause is bounded, and room comes back', async () => {
    const harness = startHarness({ pendingLimit: 2 })
    const mint = () => harness.post('/test-auth/bearer-token/mint', {})
    const refusal = { error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' } as const
    for (const path of [authorizationRequest(), authorizationRequest({ approval_mode: 'manual' })]) {
      for (let sent = 0; sent < 2; sent += 1) await harness.get(path)
      await expectRefusal(await harness.get(path), { ...refusal, status: 302 }, harness)
    }
    for (let sent = 0; sent < 2; sent += 1) await mint()
    await expectRefusal(await mint(), { ...refusal, status: 503 }, harness)
    harness.clock.advance(700)
    expect((await mint()).status).toBe(200)
    expect(redirected(await harness.get(authorizationRequest())).has('code')).toBe(true)
  })

  test('20: tokens can be revoked, and introspected by a client that authenticates', async () => {
    const harness = startHarness()
    const { access_token, client_id } = await obtainTokens(harness)
    const { grant_type: _, ...credentials } = service
    const active = async () =>
      (await bodyOf(await harness.post('/oauth/introspect', { ...credentials, token: access_token })))['active']
    expect(await active()).toBe(true)
    expect((await harness.post('/oauth/revoke', { client_id, token: access_token })).status).toBe(200)
    expect(await active()).toBe(false)
    expect(await works(harness, access_token)).toBe(false)
  })
})

describe('client metadata documents', () => {
  const client_id = 'https://client.example/client.json'
  const redirect_uri = 'https://client.example/callback'
  const served = (redirect_uris: readonly string[], headers: Form = {}) => ({
    status: 200,
    headers: new Headers({ 'content-type': 'application/json', ...headers }),
    body: JSON.stringify({ client_id, client_name: 'Example', redirect_uris }),
  })
  const login = (harness: Harness, id = client_id) => harness.get(authorizationRequest({ client_id: id, redirect_uri }))

  test('21: the server goes on while it waits for a document, and its own documents can be used', async () => {
    let arrive = (): void => undefined
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const outbound: Outbound = {
      post: () => expect.unreachable(),
      get: async (url) => {
        if (url !== client_id) {
          const response = await harness.get(url)
          return { status: response.status, headers: response.headers, body: await response.text() }
        }
        await arrived
        return served([redirect_uri])
      },
    }
    const harness = startHarness({}, { outbound })
    const waiting = login(harness)
    expect((await harness.get('/health')).status).toBe(200)
    const own = { client_id: `${ISSUER}/test/cimd/valid.json`, redirect_uri: 'http://localhost:3000/callback' }
    const changes = { ...own, scope: 'mcp:tools:list' }
    expect(redirected(await harness.get(authorizationRequest(changes))).has('code')).toBe(true)
    arrive()
    expect(redirected(await waiting).has('code')).toBe(true)
  })

  test.each(['http://client.example/client.json', 'http://127.0.0.1:9/client.json'])(
    '22: a public server fetches nothing by http or from itself: %s',
    async (id) => {
      const asked: string[] = []
      const outbound: Outbound = {
        post: () => expect.unreachable(),
        get: async (url) => {
          asked.push(url)
          return served([redirect_uri])
        },
      }
      const harness = startHarness({ publicUrl: 'https://auth.example' }, { outbound })
      const response = await harness.get(`https://auth.example${authorizationRequest({ client_id: id, redirect_uri })}`)
      const cites = 'client-uses-valid-metadata-document-url'
      await expectRefusal(response, { error: 'invalid_client', cites, says: 'must use https' }, harness)
      expect(asked).toEqual([])
    },
  )

  test.each(['0.0.0.0', '10.0.0.1', '100.64.0.1', '169.254.169.254', '224.0.0.1', 'fc00::1', '::ffff:10.0.0.1'])(
    '22: no document is fetched from %s, whatever name leads there',
    async (address) => {
      const lookup = async () => [{ address, family: address.includes(':') ? 6 : 4 }]
      const harness = startHarness({}, { outbound: safeOutbound({ lookup }) })
      const cites = 'server-guards-document-fetch'
      await expectRefusal(await login(harness), { error: 'invalid_client', cites, says: 'special-use' }, harness)
    },
  )

  test('23: a name without address and a malformed URL are refusals, not failures', async () => {
    const lookup = () => Promise.reject(new Error('ENOTFOUND'))
    const harness = startHarness({}, { outbound: safeOutbound({ lookup }) })
    const cites = 'server-accepts-metadata-documents'
    await expectRefusal(await login(harness), { error: 'invalid_client', cites, says: 'fetched' }, harness)
    const malformed = { error: 'invalid_client', cites: 'client-uses-valid-metadata-document-url' } as const
    await expectRefusal(await login(harness, 'https://[::1/client.json'), malformed, harness)
  })

  test('23: a document is cached while it is fresh and then fetched again, so that its redirect URIs end', async () => {
    let asked = 0
    const outbound: Outbound = {
      post: () => expect.unreachable(),
      get: async () => {
        asked += 1
        return served([asked === 1 ? redirect_uri : 'https://client.example/other'], { 'cache-control': 'max-age=600' })
      },
    }
    const harness = startHarness({}, { outbound })
    for (let time = 0; time < 2; time += 1) expect(redirected(await login(harness)).has('code')).toBe(true)
    expect(asked).toBe(1)
    harness.clock.advance(601)
    const cites = 'client-uses-registered-redirect-uri'
    await expectRefusal(await login(harness), { error: 'invalid_request', cites }, harness)
    expect(asked).toBe(2)
  })
})

describe('MCP', () => {
  test('24: a tool needs its scope, and challenges say which', async () => {
    const harness = startHarness()
    const missing = await harness.fetch(mcpRequest('tools/list', {}, undefined))
    expect(missing.headers.get('www-authenticate')).toContain('scope="mcp:tools:list mcp:tools:echo mcp:tools:read"')
    const access = await userToken(harness, 'mcp:tools:list')
    const whoami = { name: 'whoami', arguments: {} }
    const response = await harness.fetch(mcpRequest('tools/call', whoami, access))
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="mcp:tools:read"/)
  })

  test('24: the switch of the policy has an effect', async () => {
    const kill = async (allowDangerous: boolean) => {
      const harness = startHarness({ allowDangerous })
      return callTool(harness, 'dangerous_delete', { confirm: true, target: 'x' }, { token: await adminToken(harness) })
    }
    expect((await kill(false)).error).toMatchObject({ code: -32002, message: 'Policy denied' })
    expect((await kill(true)).result).toMatchObject({ structuredContent: { status: 'not_found' } })
  })

  test('25: whoami says whom the token is for, not what the caller says', async () => {
    const harness = startHarness()
    const { result } = await call(harness, 'whoami', {})
    expect(result).toMatchObject({ structuredContent: { identity: 'test-user', client_id: 'dev-public-client' } })
    const claimed = await call(harness, 'whoami', { client_id: 'somebody-else', identity: 'somebody-else' })
    expect(JSON.stringify(claimed)).not.toContain('"identity":"somebody-else"')
  })

  test.each([null, 1, 'true', 'True', false])(
    '25: dangerous_delete takes nothing but true for true: %j',
    async (confirm) => {
      const harness = startHarness({ allowDangerous: true })
      const as = { token: await adminToken(harness) }
      const { error } = await callTool(harness, 'dangerous_delete', { confirm, target: 'x' }, as)
      expect(error).toMatchObject({
        code: -32002,
        data: { reason: "parameter 'confirm' must equal true", tool: 'dangerous_delete' },
      })
    },
  )

  test('26: a session begins with initialize, ends with DELETE, and then is 404', async () => {
    const harness = startHarness()
    const access = await userToken(harness)
    const client = { capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    const begun = await harness.fetch(mcpRequest('initialize', { protocolVersion: '2025-11-25', ...client }, access))
    const headers = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' }
    const authorization = `Bearer ${access}`
    const end = new Request(RESOURCE, { method: 'DELETE', headers: { authorization, ...headers } })
    expect((await harness.fetch(mcpRequest('tools/list', {}, access, { headers }))).status).toBe(200)
    expect((await harness.fetch(end)).status).toBe(204)
    expect((await harness.fetch(mcpRequest('tools/list', {}, access, { headers }))).status).toBe(404)
  })

  test('26: Streamable HTTP: 202 for notifications, known or not, versions agreed on and checked, Origin checked', async () => {
    const harness = startHarness()
    const access = await userToken(harness)
    for (const method of ['notifications/initialized', 'notifications/unheard-of']) {
      const response = await post(harness, access, { jsonrpc: '2.0', method })
      expect(response.status).toBe(202)
      expect(await response.text()).toBe('')
    }
    const client = { capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    const initialize = { protocolVersion: '2025-06-18', ...client }
    const { result } = await messageOf(await harness.fetch(mcpRequest('initialize', initialize, access)))
    expect(result).toMatchObject({ protocolVersion: '2025-06-18' })
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
    const unsupported = await post(harness, access, list, { 'mcp-protocol-version': '1999-01-01' })
    expect(Math.floor(unsupported.status / 100)).toBe(4)
    expect((await post(harness, access, list, { origin: 'https://evil.example' })).status).toBe(403)
  })

  test('27: no body makes the server fail, and arguments are held to their schema', async () => {
    const harness = startHarness()
    const access = await userToken(harness)
    for (const body of [[], [1], 1, 'x', null, [[]], { jsonrpc: '2.0', id: [], method: 'tools/list' }, {}]) {
      const { status } = await post(harness, access, body)
      expect(Math.floor(status / 100), JSON.stringify(body)).toBe(4)
    }
    const wrong = await call(harness, 'echo', { message: 7 })
    expect(wrong).toMatchObject({ status: 200, result: { isError: true } })
  })

  test('27: no note is stored that is no text, and none that cannot be listed', async () => {
    const harness = startHarness()
    const as = { token: await adminToken(harness) }
    for (const wrong of [
      { key: 'a', content: 7 },
      { key: ['a'], content: 'x' },
      { key: '', content: 'x' },
    ]) {
      expect((await callTool(harness, 'write_note', wrong, as)).result).toMatchObject({ isError: true })
    }
    expect((await ask(harness, 'resources/list', {}, as)).result).toMatchObject({ resources: [] })
  })

  test('28: text is JSON, an unknown tool is -32602, a tool that fails says so, and HTTP stays 200', async () => {
    const harness = startHarness()
    const { result } = await call(harness, 'echo', { message: "it's", uppercase: true })
    expect(result).toMatchObject({ content: [{ type: 'text', text: '{"message":"IT\'S","uppercase":true}' }] })
    expect(await call(harness, 'nothing', {})).toMatchObject({ status: 200, error: { code: -32602 } })
    expect(await call(harness, 'echo', {})).toMatchObject({ status: 200, result: { isError: true } })
  })

  test('29: who sends no credentials is told no error code, and a body besides', async () => {
    const response = await startHarness().fetch(mcpRequest('tools/list', {}, undefined))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).not.toContain('error=')
    expect(await bodyOf(response)).toMatchObject({ error: 'unauthorized', error_description: expect.any(String) })
  })
})

test('34: a token is reported when it is issued, not before, and so is each MCP message', async () => {
  const harness = startHarness()
  const types = () => harness.events.map(({ type }) => type)
  const form = codeRequest(await obtainCode(harness))
  await token(harness, { ...form, code_verifier: 'x'.repeat(43) })
  expect(types()).toContain('request.refused')
  expect(types()).not.toContain('token.issued')
  const { access_token } = await tokensOf(await token(harness, form))
  expect(types()).toContain('token.issued')
  await harness.fetch(mcpRequest('tools/list', {}, access_token))
  expect(harness.events.at(-1)).toMatchObject({ type: 'mcp.called', method: 'tools/list', subject: 'test-user' })
  await callTool(harness, 'dangerous_delete', { confirm: true, target: 'x' }, { token: await adminToken(harness) })
  expect(types()).toContain('policy.denied')
})

test('48: the other surfaces can be mounted, and check audience, issuer and grant', async () => {
  const surfaces = ['oauth', 'oauth-v21', 'oauth-v2-client-creds', 'device-flow'] as const
  const harness = startHarness({ surfaces: [...surfaces] })
  const at = (path: string, access: string) => harness.fetch(mcpRequest('tools/list', {}, access, { path }))
  const resource = `${ISSUER}/mcp/oauth-v2-client-creds`
  const { access_token } = await tokensOf(await token(harness, { ...service, resource }))
  expect((await at('/mcp/oauth-v2-client-creds', access_token)).status).toBe(200)
  const refusal = { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' } as const
  for (const path of ['/mcp/oauth-v21', '/mcp/device-flow', 'http://localhost:8765/mcp/oauth-v2-client-creds']) {
    const url = path.startsWith('/') ? ISSUER + path : path
    const request = mcpRequest('tools/list', {}, access_token)
    await expectRefusal(await harness.fetch(new Request(url, request)), refusal, harness)
  }
})

test('30: notes belong to their subject and to their resource', async () => {
  const harness = startHarness()
  const tokenOf = async (login_hint: string) =>
    (await obtainTokens(harness, { login_hint, scope: 'mcp:tools:read mcp:tools:write' })).access_token
  const alice = { token: await tokenOf('alice') }
  await callTool(harness, 'write_note', { key: 'mine', content: 'of alice' }, alice)
  const read = (as: As) => callTool(harness, 'read_note', { key: 'mine' }, as)
  expect((await read(alice)).result).toMatchObject({ structuredContent: { content: 'of alice' } })
  expect((await read({ token: await tokenOf('bob') })).result).toMatchObject({ isError: true })
  expect((await read({ token: 'test-bearer-token', path: '/mcp/bearer-token' })).result).toMatchObject({
    isError: true,
  })
})

test.each(['/test/state', '/test/reset', '/test/clock'])(
  '31: %s shows and changes nothing for whoever asks',
  async (path) => {
    const harness = startHarness()
    expect((await harness.get(path)).status).toBe(404)
    expect((await harness.postJson(path, {})).status).toBe(404)
  },
)

test.each(['/debug/tokens', '/debug/clients', '/debug/traces', '/debug/audit', '/debug/flows'])(
  '31: %s can be switched off and locked, changes nothing, and shows no secret',
  async (path) => {
    expect((await startHarness({ observe: false }).get(path)).status).toBe(404)
    const locked = await startHarness({ debugToken: 'let-me-look' }).get(path)
    expect([locked.status, locked.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="debug"'])
    const harness = startHarness()
    const { access_token, refresh_token = '' } = await obtainTokens(harness)
    expect((await harness.postJson(path, {})).status).toBe(405)
    const shown = await (await harness.get(path)).text()
    for (const secret of [access_token, refresh_token, 'dev-confidential-secret']) expect(shown).not.toContain(secret)
  },
)

test('32: what is seeded is of the clock in force', async () => {
  const harness = startHarness()
  harness.clock.advance(365 * 86_400)
  const client = await registerClient(harness)
  expect(client['client_id_issued_at']).toBe(1_795_392_000 + 365 * 86_400)
  const { access_token } = await tokensOf(await token(harness, service))
  const answer = await harness.post('/oauth/introspect', {
    token: access_token,
    client_id: 'phase-6-service-client',
    client_secret: 'phase-6-service-secret',
  })
  expect(await answer.json()).toMatchObject({ active: true, iat: 1_795_392_000 + 365 * 86_400 })
})

test('33: every default scope is one that the server lists', async () => {
  const harness = startHarness()
  const { scopes_supported } = (await bodyOf(await harness.get(METADATA))) as { scopes_supported: string[] }
  const { client_id = '', scope = '' } = await registerClient(harness)
  const user = await tokensOf(
    await token(harness, { ...codeRequest(await obtainCode(harness, { client_id, scope: undefined })), client_id }),
  )
  const defaults = [scope, user.scope, (await tokensOf(await token(harness, service))).scope]
  for (const given of defaults.flatMap((text) => text.split(' '))) expect(scopes_supported).toContain(given)
})

test.each(['/oauth/device/verify', authorizationRequest({ approval_mode: undefined }), '/oauth/authorize'])(
  '35: a page loads nothing from elsewhere: %s',
  async (path) => {
    const response = await startHarness().get(path)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await response.text()).not.toMatch(/<(?:script|link|img|iframe)\b|@import|url\(/)
  },
)

test.each(['/docs', '/redoc'])('35: %s is made of files of the server alone', async (path) => {
  const harness = startHarness()
  const page = await harness.get(path)
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /)
  expect(page.headers.get('content-security-policy')).not.toMatch(/https?:/)
  const loaded = [...(await page.text()).matchAll(/<(?:script|link)\b[^>]* (?:src|href)="([^"]*)"/g)].map(
    ([, url]) => url ?? '',
  )
  expect(loaded.length).toBeGreaterThan(3)
  for (const url of loaded)
    expect([url, (await harness.get(url)).status]).toEqual([expect.stringMatching(/^\/\w/), 200])
})

test('36: the contract is of this server: its URLs, its scopes, and what its MCP endpoint answers', async () => {
  const harness = startHarness()
  const document = await bodyOf(await harness.get('/openapi.json'))
  expect(document['servers']).toMatchObject([{ url: ISSUER }])
  expect(JSON.stringify(document)).not.toMatch(/http:\/\/test\b|"mcp:read"/)
  const { scopes_supported } = (await bodyOf(await harness.get(METADATA))) as { scopes_supported: string[] }
  const { securitySchemes } = document['components'] as { securitySchemes: Record<string, Json> }
  const flows = securitySchemes['authorizationCode']?.['flows'] as Record<string, { scopes: Json }> | undefined
  expect(Object.keys(flows?.['authorizationCode']?.scopes ?? {})).toEqual(scopes_supported)
  const { post: call } = (document['paths'] as Record<string, { post: { responses: Json } }>)['/mcp/oauth'] ?? {}
  const notified = await post(harness, await userToken(harness), {
    jsonrpc: '2.0',
    method: 'notifications/initialized',
  })
  expect([notified.status, Object.keys(call?.responses ?? {}).includes(String(notified.status))]).toEqual([202, true])
  expect(call?.responses).not.toHaveProperty('204')
})

/** What of a bug tested here waits for its part all the same. */
const rest: Readonly<Record<number, string>> = {
  31: 'the test controls: a switch, authentication, redaction',
  32: 'the test controls: a reset that leaves nothing',
  33: 'the test controls: a scope override that every grant follows',
}

test('every bug of the original that concerns the server is tested here', () => {
  const source = readFileSync(import.meta.filename, 'utf8')
  const tested = new Set([...source.matchAll(/^ *(?:test\(|\]\)\(|)['"](\d+): /gm)].map(([, number]) => Number(number)))
  const server = [...Array.from({ length: 36 }, (_, index) => index + 1), 48]
  expect(server.filter((number) => !tested.has(number))).toEqual([])
  expect([...tested].filter((number) => !server.includes(number))).toEqual([])
  expect(Object.keys(rest).filter((number) => !tested.has(Number(number)))).toEqual([])
})
