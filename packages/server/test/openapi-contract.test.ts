import { expect, test } from 'vitest'
import { answer, obtainCodes, openCodePage, poll, typeCode } from './support/device.ts'
import {
  BASIC,
  exchangeRequest,
  IDP,
  JWT_BEARER,
  type LoginTokens,
  loginCodeRequest,
  loginRequest,
} from './support/enterprise.ts'
import { beginSession, clientToken, EVERYTHING, inSession, modern } from './support/everything.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  messageOf,
  obtainCode,
  obtainTokens,
  RESOURCE,
  redirected,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { apiDocument, Contract, judgedHarness } from './support/openapi.ts'
import { ath, newKey, proof } from './support/proof.ts'
import { adminToken, STATIC } from './support/tools.ts'

const ALL = ['oauth', 'bearer-token', 'oauth-v21', 'oauth-v2-client-creds', 'device-flow', 'everything']
const SERVICE = { client_id: 'phase-6-service-client', client_secret: 'phase-6-service-secret' }

/** The form of a page, answered in the browser that it was shown in. */
async function answerPage(harness: Harness, request: string, action: string, decision: string): Promise<Response> {
  const page = await harness.get(request)
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
  const handle = /name="request" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  return harness.post(action, { request: handle, decision }, { cookie, origin: ISSUER })
}

async function logInUsers(harness: Harness): Promise<void> {
  await obtainTokens(harness)
  await answerPage(harness, authorizationRequest({ approval_mode: undefined }), '/oauth/authorize/consent', 'approve')
  await harness.post('/oauth/authorize/consent', { request: 'gone', decision: 'approve' })
  await harness.get('/oauth/authorize')
  const pushed = Object.fromEntries(new URL(ISSUER + authorizationRequest()).searchParams)
  const { request_uri } = (await (await harness.post('/oauth/par', pushed)).json()) as { request_uri: string }
  await harness.get(`/oauth/authorize?${new URLSearchParams({ client_id: 'dev-public-client', request_uri })}`)
  await harness.post('/oauth/par', { ...pushed, scope: 'nothing:here' })
  await harness.post('/oauth/par', { ...pushed, client_id: 'nobody' })
  await harness.get('/oauth/callback?state=x')
}

async function useTokens(harness: Harness): Promise<void> {
  const { access_token, refresh_token = '', client_id } = await obtainTokens(harness)
  const refresh = { grant_type: 'refresh_token', client_id }
  const next = await tokensOf(await harness.post('/oauth/token', { ...refresh, refresh_token }))
  await harness.post('/oauth/token', { ...refresh, refresh_token: 'wrong' })
  await harness.post('/oauth/token', { ...SERVICE, grant_type: 'client_credentials', client_secret: 'wrong' })
  await harness.post('/oauth/token', { ...SERVICE, grant_type: 'client_credentials', scope: 'nothing:here' })
  await harness.post('/oauth/token', { ...SERVICE, grant_type: 'password' })
  await harness.post('/oauth/token', codeRequest('wrong'), { dpop: 'no proof' })
  for (const token of [access_token, next.refresh_token ?? '', 'wrong']) {
    await harness.post('/oauth/introspect', { ...SERVICE, token })
  }
  const form = { ...SERVICE, grant_type: 'client_credentials' }
  const { access_token: token } = await tokensOf(await harness.post('/oauth/token', form, { dpop: proof(newKey()) }))
  await harness.post('/oauth/introspect', { ...SERVICE, token })
  await harness.post('/oauth/introspect', { token })
  await harness.post('/oauth/revoke', { client_id, token: access_token })
  await harness.post('/oauth/revoke', { ...SERVICE, token: next.refresh_token ?? '' })
  await harness.post('/oauth/revoke', { client_id })
}

async function useDevices(harness: Harness): Promise<void> {
  const { device_code, user_code } = await obtainCodes(harness)
  await poll(harness, device_code)
  await poll(harness, device_code)
  const page = await openCodePage(harness)
  await typeCode(harness, 'WRONG', page)
  await harness.post('/oauth/device/verify', { user_code })
  await harness.get('/oauth/device/verify?user_code=A&user_code=B')
  await answer(harness, await typeCode(harness, user_code, page), { decision: 'approve' })
  await harness.post('/oauth/device/verify/consent', { request: 'gone', decision: 'approve' })
  harness.clock.advance(60)
  await tokensOf(await poll(harness, device_code))
  await harness.post('/oauth/device/authorize', { client_id: 'nobody' })
  await harness.post('/oauth/device/authorize', { client_id: 'dev-public-client' })
}

async function manageClients(harness: Harness): Promise<void> {
  const metadata = { client_name: 'x', redirect_uris: ['http://127.0.0.1/callback'], application_type: 'native' }
  const registered = await harness.postJson('/oauth/register', metadata)
  const client = (await registered.json()) as Record<string, string>
  await harness.postJson('/oauth/register', { redirect_uris: ['http://evil.example/'] })
  const path = `/oauth/register/${client['client_id']}`
  const headers = { authorization: `Bearer ${client['registration_access_token']}`, 'content-type': 'application/json' }
  const manage = (method: string, given: Record<string, string>, body?: object) =>
    harness.fetch(new Request(ISSUER + path, { method, headers: given, ...(body && { body: JSON.stringify(body) }) }))
  await manage('GET', headers)
  await manage('GET', {})
  await manage('PUT', headers, { ...metadata, client_id: client['client_id'], client_name: 'y' })
  await manage('PUT', headers, metadata)
  await manage('PUT', { ...headers, authorization: 'Bearer wrong' }, metadata)
  await manage('DELETE', { authorization: 'Bearer wrong' })
  await manage('DELETE', headers)
  for (const name of ['valid', 'mismatched', 'malformed', 'oversized', 'redirecting', 'nothing']) {
    await harness.get(`/test/cimd/${name}.json`)
  }
}

async function useProvider(harness: Harness): Promise<void> {
  const code = redirected(await harness.get(loginRequest())).get('code') ?? ''
  const login = (await (await harness.post('/idp/oauth/token', loginCodeRequest(code))).json()) as LoginTokens
  const exchanged = await harness.post('/idp/oauth/token', exchangeRequest(login.id_token))
  const { access_token: assertion } = await tokensOf(exchanged)
  await harness.post('/oauth/token', { grant_type: JWT_BEARER, assertion }, BASIC)
  await harness.post('/idp/oauth/token', exchangeRequest('wrong'))
  const bearer = { authorization: `Bearer ${login.access_token}` }
  await harness.get('/idp/oauth/userinfo', bearer)
  await harness.get('/idp/oauth/userinfo')
  await harness.post('/idp/oauth/userinfo', {}, bearer)
  await harness.post('/idp/oauth/userinfo', {}, { authorization: 'Bearer wrong' })
  await answerPage(harness, loginRequest({ approval_mode: undefined }), '/idp/oauth/authorize/consent', 'approve')
  await harness.post('/idp/oauth/authorize/consent', { request: 'gone', decision: 'approve' })
  await harness.get('/idp/oauth/authorize?client_id=nobody')
  const sso = { client_id: 'enterprise-sso-client', client_secret: 'enterprise-sso-secret' }
  await harness.post('/idp/oauth/revoke', { ...sso, token: login.access_token })
  await harness.post('/idp/oauth/revoke', { ...sso, client_secret: 'wrong', token: 'x' })
}

/** Everything that an MCP endpoint answers, in both lifecycles. */
async function callSurface(harness: Harness, path: string, token: string): Promise<void> {
  const ask = (method: string, params: Record<string, unknown>, options: Parameters<typeof mcpRequest>[3] = {}) =>
    harness.fetch(mcpRequest(method, params, token, { path, ...options }))
  const clientInfo = { name: 'contract', version: '1' }
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const session = (await ask('initialize', hello)).headers.get('mcp-session-id') ?? ''
  await ask('tools/list', {}, { modern: true })
  await ask('no/such', {}, { modern: true })
  await ask('tools/list', {}, { modern: true, headers: { 'mcp-method': 'tools/call' } })
  await ask('tools/list', {}, { headers: { 'mcp-session-id': 'wrong', 'mcp-protocol-version': '2025-11-25' } })
  await ask('tools/list', {}, { headers: { accept: 'application/json' } })
  await ask('tools/list', {}, { headers: { 'content-type': 'text/plain' } })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json, text/event-stream' }
  const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }
  await harness.postJson(path, initialized, { ...headers, 'mcp-session-id': session })
  await harness.postJson(path, [initialized], { ...headers, 'mcp-protocol-version': '2025-06-18' })
  await harness.fetch(mcpRequest('tools/list', {}, undefined, { path }))
  await harness.fetch(mcpRequest('tools/list', {}, 'wrong', { path }))
  await harness.fetch(mcpRequest('tools/list', {}, undefined, { path, headers: { authorization: 'Bearer' } }))
  const end = (given: Record<string, string>) =>
    harness.fetch(new Request(ISSUER + path, { method: 'DELETE', headers: given }))
  await end(headers)
  await end({ ...headers, 'mcp-session-id': 'wrong' })
  await end({ ...headers, 'mcp-protocol-version': '2026-07-28' })
  await end({ 'mcp-session-id': session })
  await end({ ...headers, 'mcp-session-id': session })
}

async function callTools(harness: Harness): Promise<void> {
  await callSurface(harness, '/mcp/oauth', await adminToken(harness))
  await callSurface(harness, STATIC.path, STATIC.token)
  await callSurface(
    harness,
    '/mcp/oauth-v2-client-creds',
    await adminToken(harness, undefined, `${RESOURCE}-v2-client-creds`),
  )
  const resource = `${RESOURCE}-v21`
  const code = await obtainCode(harness, { resource })
  const v21 = await tokensOf(await harness.post('/oauth/token', { ...codeRequest(code), resource }))
  await callSurface(harness, '/mcp/oauth-v21', v21.access_token)
  const { device_code, user_code } = await obtainCodes(harness, { resource: `${ISSUER}/mcp/device-flow` })
  await answer(harness, await typeCode(harness, user_code, await openCodePage(harness)), { decision: 'approve' })
  await callSurface(harness, '/mcp/device-flow', (await tokensOf(await poll(harness, device_code))).access_token)
  const narrow = await adminToken(harness, 'mcp:tools:list')
  await harness.fetch(mcpRequest('tools/call', { name: 'write_note', arguments: {} }, narrow))
  await tokensOf(await harness.post('/test-auth/bearer-token/mint', {}))
}

async function callEverything(harness: Harness): Promise<void> {
  const token = await clientToken(harness)
  await callSurface(harness, EVERYTHING, token)
  const session = await beginSession(harness, token)
  await inSession(harness, token, session, 'tools/list')
  const listen = (headers: Record<string, string>) =>
    harness.get(EVERYTHING, { authorization: `Bearer ${token}`, ...headers })
  const events = { accept: 'text/event-stream', 'mcp-session-id': session }
  const stream = await listen(events)
  await listen(events)
  await listen({ ...events, accept: 'application/json' })
  await listen({})
  await listen({ ...events, 'mcp-session-id': 'wrong' })
  await listen({ ...events, 'mcp-protocol-version': '2026-07-28' })
  await harness.get(EVERYTHING)
  await stream.body?.cancel()
  const { result } = await messageOf(
    await modern(harness, token, 'tools/call', { name: 'test_elicitation_url', arguments: {} }),
  )
  const asked = result?.['inputRequests'] as { page: { params: { url: string } } } | undefined
  const { pathname, search, searchParams } = new URL(asked?.page.params.url ?? '')
  await harness.get(pathname + search)
  await harness.get(pathname)
  await harness.post(pathname, { id: 'wrong', subject: 'x' })
  const done = { id: searchParams.get('id') ?? '', subject: 'dev-admin-client' }
  await harness.post(pathname, { ...done, subject: 'somebody else' })
  await harness.post(pathname, done, { origin: ISSUER })
}

async function look(harness: Harness): Promise<void> {
  for (const name of [
    'authorizations',
    'tokens',
    'clients',
    'approvals',
    'audit',
    'traces',
    'config',
    'flows',
    'report',
    'events',
  ]) {
    const response = await harness.get(`/debug/${name}`)
    if (name === 'events') await response.body?.cancel()
  }
  const { flows } = (await (await harness.get('/debug/flows')).json()) as { flows: readonly { id: string }[] }
  const id = flows[0]?.id ?? ''
  for (const format of ['json', 'har', 'markdown', 'mermaid', 'nothing'])
    await harness.get(`/debug/flows/${id}?format=${format}`)
  for (const format of ['json', 'junit', 'sarif', 'markdown', 'html', 'expected-failures', 'nothing']) {
    await harness.get(`/debug/report?format=${format}`)
  }
  await harness.get('/debug/flows/nothing')
  await harness.get('/debug/report?flow=nothing')
  await harness.get('/debug/traces?limit=x')
  const pages = ['/', `/flows/${id}`, `/flows/${id}/verdicts`, '/verdicts', '/requirements', '/requirements/C-AZ-08']
  for (const path of [
    ...pages,
    '/clients',
    '/tokens',
    '/approvals',
    '/favicon.ico',
    '/flows/nothing',
    '/requirements/nothing',
  ]) {
    await harness.get(path)
  }
  for (const path of ['/docs', '/redoc', '/docs/oauth-callback', '/docs/oauth2-redirect']) await harness.get(path)
  const { paths } = await apiDocument(harness)
  const assets = Object.keys(paths).filter((path) => path.startsWith('/docs/assets/'))
  for (const path of ['/console/style.css', '/console/live.js', ...assets]) {
    const { headers } = await harness.get(path)
    await harness.get(path, { 'if-none-match': headers.get('etag') ?? '' })
  }
  await harness.post('/console/login', { token: 'wrong' })
}

const DOCUMENTS = [
  '/health',
  '/openapi.json',
  '/oauth/jwks.json',
  '/idp/oauth/jwks.json',
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
  `/.well-known/oauth-authorization-server/idp`,
  `/.well-known/openid-configuration/idp`,
  `${IDP.slice(ISSUER.length)}/.well-known/openid-configuration`,
  '/.well-known/oauth-protected-resource',
  ...ALL.filter((id) => id !== 'bearer-token').map((id) => `/.well-known/oauth-protected-resource/mcp/${id}`),
]

test('what a server answers, right and wrong, at every operation is what its document says', async () => {
  const { harness, contract, problems } = await judgedHarness({ surfaces: ALL })
  for (const path of DOCUMENTS) await harness.get(path)
  for (const scenario of [
    logInUsers,
    useTokens,
    useDevices,
    manageClients,
    useProvider,
    callTools,
    callEverything,
    look,
  ]) {
    await scenario(harness)
  }
  expect(problems).toEqual([])

  const { paths } = await apiDocument(harness)
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const right = new Set([...contract.judged].filter((name) => / [23]\d\d$/.test(name)).map((name) => name.slice(0, -4)))
  const withoutHead = operations.filter((name) => !name.startsWith('HEAD '))
  expect(withoutHead.filter((name) => !right.has(name))).toEqual(RIGHT_ELSEWHERE)
  for (const name of operations) {
    const [method = '', path = ''] = name.split(' ')
    const url = ISSUER.replace('127.0.0.1', 'evil.example') + path.replaceAll(/[{}]/g, '')
    await harness.fetch(new Request(url, { method }))
  }
  expect(problems).toEqual([])
  const wrong = new Set([...contract.judged].filter((name) => / 4\d\d$/.test(name)).map((name) => name.slice(0, -4)))
  expect(operations.filter((name) => !wrong.has(name))).toEqual(['GET /health'])
})

/** Right only with other settings: a login at the identity provider, and a token for the console. */
const RIGHT_ELSEWHERE = ['GET /oauth/callback', 'POST /console/login']

test('a server that sends users to log in, and is locked, answers as its document says', async () => {
  const debugToken = 'debug-token-of-this-test'
  const { harness, contract, problems } = await judgedHarness({ login: 'identity-provider', debugToken })
  const consented = await answerPage(
    harness,
    authorizationRequest({ approval_mode: undefined }),
    '/oauth/authorize/consent',
    'approve',
  )
  const login = new URL(consented.headers.get('location') ?? '')
  login.searchParams.set('approval_mode', 'auto_approve')
  const back = await harness.get(login.pathname + login.search)
  expect(back.status).toBe(302)
  const { pathname, search } = new URL(back.headers.get('location') ?? '')
  const cookie = consented.headers.get('set-cookie')?.split(';')[0] ?? ''
  await harness.get(pathname + search, { cookie })
  await harness.get('/debug/flows')
  await harness.get('/debug/flows', { authorization: `Bearer ${debugToken}` })
  await harness.get('/')
  expect((await harness.post('/console/login', { token: debugToken }, { origin: ISSUER })).status).toBe(303)
  expect(problems).toEqual([])
  expect([...contract.judged]).toEqual(expect.arrayContaining(['GET /debug/flows 401', 'GET / 401']))
})

test('a server that binds tokens and asks for nonces answers as its document says', async () => {
  const { harness, contract, problems } = await judgedHarness({ dpopRequired: true, dpopNonces: 'both' })
  const key = newKey()
  const form = { ...SERVICE, grant_type: 'client_credentials' }
  const refused = await harness.post('/oauth/token', form, { dpop: proof(key) })
  const nonce = refused.headers.get('dpop-nonce') ?? ''
  const granted = await harness.post('/oauth/token', form, { dpop: proof(key, { claims: { nonce } }) })
  const { access_token: token } = await tokensOf(granted)
  const call = (claims: Record<string, unknown>) =>
    harness.fetch(
      mcpRequest('tools/list', {}, undefined, {
        headers: {
          authorization: `DPoP ${token}`,
          dpop: proof(key, { claims: { htu: RESOURCE, ath: ath(token), ...claims } }),
        },
      }),
    )
  const again = await call({})
  expect((await call({ nonce: again.headers.get('dpop-nonce') })).status).toBe(200)
  expect(problems).toEqual([])
  const judged = ['POST /oauth/token 400', 'POST /oauth/token 200', 'POST /mcp/oauth 401', 'POST /mcp/oauth 200']
  expect([...contract.judged]).toEqual(judged)
})

test.each([
  ['another type', { status: 'ok', version: 1 }],
  ['a member that is missing', { status: 'ok' }],
  ['a member that is not documented', { status: 'ok', version: '1', more: true }],
])('an answer is not taken that has %s', async (_, body) => {
  const contract = new Contract(await apiDocument(startHarness()))
  expect(await contract.problems(new Request(`${ISSUER}/health`), Response.json(body))).toHaveLength(1)
})
