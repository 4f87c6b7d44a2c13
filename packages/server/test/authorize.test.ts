import { describe, expect, test } from 'vitest'
import {
  authorizationRequest,
  ISSUER,
  REDIRECT_URI,
  redirected,
  registerClient,
  startHarness,
} from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

type Row = Refusal & {
  readonly name: string
  readonly changes: Readonly<Record<string, string | undefined>>
}

describe('an authorization request whose client or redirect URI is not proven is never redirected (RFC 6749 §4.1.2.1)', () => {
  verifies('server-avoids-open-redirect', 'server-compares-redirect-uri-exactly')

  test.each<Row>([
    {
      name: 'no client_id',
      changes: { client_id: undefined },
      error: 'invalid_request',
      cites: 'client-has-client-id',
      says: 'client_id is required',
    },
    {
      name: 'empty client_id',
      changes: { client_id: '' },
      error: 'invalid_request',
      cites: 'client-has-client-id',
      says: 'client_id is required',
    },
    {
      name: 'unknown client',
      changes: { client_id: 'nobody' },
      error: 'invalid_client',
      cites: 'server-avoids-open-redirect',
      says: 'client_id is not registered here',
    },
    {
      name: 'no redirect_uri though several are registered',
      changes: { redirect_uri: undefined },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri is required',
    },
    {
      name: 'other host',
      changes: { redirect_uri: 'https://evil.example/callback' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'other path',
      changes: { redirect_uri: 'http://127.0.0.1:3000/callback/x' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'added query',
      changes: { redirect_uri: 'http://127.0.0.1:3000/callback?x=1' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'added fragment',
      changes: { redirect_uri: 'http://127.0.0.1:3000/callback#x' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'other case',
      changes: { redirect_uri: 'http://127.0.0.1:3000/Callback' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'https instead of http',
      changes: { redirect_uri: 'https://127.0.0.1:3000/callback' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'loopback in user info',
      changes: { redirect_uri: 'http://127.0.0.1:3000@evil.example/callback' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'loopback as sub-domain',
      changes: { redirect_uri: 'http://127.0.0.1.evil.example/callback' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'other port on a host that is not loopback',
      changes: { redirect_uri: 'https://dev.example:444/callback' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'a port that is none',
      changes: { redirect_uri: 'http://127.0.0.1:99999/callback' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
    {
      name: 'a script',
      changes: { redirect_uri: 'javascript:alert(1)' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri must be',
    },
  ])('$name', async ({ changes, ...refusal }) => {
    const harness = startHarness()
    const response = await harness.get(authorizationRequest(changes))
    expect(response.headers.get('location')).toBeNull()
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    await expectRefusal(response, refusal, harness)
  })

  test('client_id twice', async () => {
    const harness = startHarness()
    const response = await harness.get(`${authorizationRequest()}&client_id=other`)
    expect(response.headers.get('location')).toBeNull()
    await expectRefusal(
      response,
      { error: 'invalid_request', cites: 'client-keeps-endpoint-query', says: 'client_id' },
      harness,
    )
  })
})

describe('any port of a registered loopback redirect is accepted (RFC 8252 §7.3)', () => {
  verifies('server-compares-redirect-uri-exactly')

  test.each(['127.0.0.1', 'localhost', '[::1]'])('%s', async (host) => {
    for (const port of ['', ':1', ':3000', ':65535']) {
      const redirect_uri = `http://${host}${port}/callback`
      const response = await startHarness().get(authorizationRequest({ redirect_uri }))
      expect(response.status).toBe(302)
      expect(response.headers.get('location')?.startsWith(`${redirect_uri}?code=`)).toBe(true)
    }
  })
})

test('a loopback redirect registered for one host is not one for another', async () => {
  const harness = startHarness()
  const { client_id = '' } = await registerClient(harness, { redirect_uris: ['http://127.0.0.1/callback'] })
  const ask = (redirect_uri: string) => harness.get(authorizationRequest({ client_id, redirect_uri }))
  expect((await ask('http://127.0.0.1:4000/callback')).status).toBe(302)
  for (const other of ['http://localhost:4000/callback', 'http://[::1]:4000/callback']) {
    await expectRefusal(
      await ask(other),
      { error: 'invalid_request', cites: 'client-uses-registered-redirect-uri' },
      harness,
    )
  }
})

test('a client that is a metadata document gets answers only at redirect URIs in that document', async () => {
  verifies('server-checks-documented-redirect-uris')
  const client_id = 'https://client.example/client.json'
  const document = { client_id, client_name: 'Example', redirect_uris: ['https://client.example/callback'] }
  const headers = new Headers({ 'content-type': 'application/json' })
  const harness = startHarness(
    {},
    {
      outbound: {
        post: () => expect.unreachable(),
        get: async () => ({ status: 200, headers, body: JSON.stringify(document) }),
      },
    },
  )
  const listed = await harness.get(authorizationRequest({ client_id, redirect_uri: 'https://client.example/callback' }))
  expect(redirected(listed).has('code')).toBe(true)
  for (const redirect_uri of ['https://client.example/other', 'http://127.0.0.1:49152/callback']) {
    const response = await harness.get(authorizationRequest({ client_id, redirect_uri }))
    expect(response.headers.get('location')).toBeNull()
    await expectRefusal(response, { error: 'invalid_request', cites: 'client-uses-registered-redirect-uri' }, harness)
  }
})

describe('an authorization request with one thing wrong is refused at the redirect URI, with state and iss', () => {
  verifies('server-serves-code-flow-only', 'server-enforces-pkce', 'server-honours-resource', 'server-returns-state')

  test.each<Row>([
    {
      name: 'no response_type',
      changes: { response_type: undefined },
      error: 'invalid_request',
      cites: 'rfc6749 §4.1.1',
      says: 'response_type',
    },
    {
      name: 'implicit flow',
      changes: { response_type: 'token' },
      error: 'unsupported_response_type',
      cites: 'client-uses-code-flow',
      says: 'response_type',
    },
    {
      name: 'no code_challenge',
      changes: { code_challenge: undefined },
      error: 'invalid_request',
      cites: 'client-sends-code-challenge',
      says: 'code_challenge',
    },
    {
      name: 'no code_challenge_method, which means plain',
      changes: { code_challenge_method: undefined },
      error: 'invalid_request',
      cites: 'client-uses-s256',
      says: 'code_challenge_method',
    },
    {
      name: 'plain',
      changes: { code_challenge_method: 'plain' },
      error: 'invalid_request',
      cites: 'client-uses-s256',
      says: 'S256',
    },
    {
      name: 'short challenge',
      changes: { code_challenge: 'abc' },
      error: 'invalid_request',
      cites: 'client-uses-s256',
      says: '43 base64url',
    },
    {
      name: 'padded challenge',
      changes: { code_challenge: `${'a'.repeat(43)}=` },
      error: 'invalid_request',
      cites: 'client-uses-s256',
      says: '43 base64url',
    },
    {
      name: 'foreign resource',
      changes: { resource: 'https://other.example/mcp' },
      error: 'invalid_target',
      cites: 'server-honours-resource',
      says: 'resource',
    },
    {
      name: 'resource with a slash more',
      changes: { resource: `${ISSUER}/mcp/oauth/` },
      error: 'invalid_target',
      cites: 'server-honours-resource',
      says: `${ISSUER}/mcp/oauth`,
    },
    {
      name: 'resource with fragment',
      changes: { resource: `${ISSUER}/mcp/oauth#x` },
      error: 'invalid_target',
      cites: 'client-sends-canonical-resource',
      says: 'fragment',
    },
    {
      name: 'the static-bearer surface as resource',
      changes: { resource: `${ISSUER}/mcp/bearer-token` },
      error: 'invalid_target',
      cites: 'server-honours-resource',
      says: 'resource',
    },
    {
      name: 'relative resource',
      changes: { resource: '/mcp/oauth' },
      error: 'invalid_target',
      cites: 'client-sends-canonical-resource',
      says: 'absolute',
    },
    {
      name: 'unknown scope',
      changes: { scope: 'mcp:tools:list root' },
      error: 'invalid_scope',
      cites: 'rfc6749 §3.3',
      says: 'root, unknown here',
    },
    {
      name: 'scope the client is not registered for',
      changes: { scope: 'mcp:tools:admin' },
      error: 'invalid_scope',
      cites: 'rfc6749 §3.3',
      says: 'mcp:tools:admin',
    },
    {
      name: 'scope with two spaces',
      changes: { scope: 'mcp:tools:list  mcp:tools:echo' },
      error: 'invalid_scope',
      cites: 'rfc6749 §3.3',
      says: 'scope',
    },
    {
      name: 'unknown approval_mode',
      changes: { approval_mode: 'zzz' },
      error: 'invalid_request',
      cites: 'rfc6749 §4.1.2.1',
      says: 'approval_mode',
    },
    {
      name: 'fragment response mode',
      changes: { response_mode: 'fragment' },
      error: 'invalid_request',
      cites: 'rfc6749 §4.1.2.1',
      says: 'response_mode',
    },
    {
      name: 'request object',
      changes: { request: 'eyJ' },
      error: 'request_not_supported',
      cites: 'rfc9101 §7',
      says: 'request',
    },
    {
      name: 'request_uri',
      changes: { request_uri: 'urn:x' },
      error: 'request_uri_not_supported',
      cites: 'rfc9101 §7',
      says: 'request_uri',
    },
  ])('$name', async ({ changes, ...refusal }) => {
    const harness = startHarness()
    const response = await harness.get(authorizationRequest(changes))
    await expectRefusal(response, { ...refusal, status: 302 }, harness)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const parameters = redirected(response)
    expect(parameters.get('state')).toBe('af0ifjsldkj')
    expect(parameters.get('iss')).toBe(ISSUER)
    expect(parameters.has('code')).toBe(false)
    expect(response.headers.get('location')?.startsWith(`${REDIRECT_URI}?`)).toBe(true)
  })

  test('a denial is the same, and no refusal of ours', async () => {
    const harness = startHarness()
    const parameters = redirected(await harness.get(authorizationRequest({ approval_mode: 'auto_deny' })))
    expect([...parameters.keys()].sort()).toEqual(['error', 'error_description', 'iss', 'state'])
    expect(parameters.get('error')).toBe('access_denied')
    expect(harness.events.map(({ type }) => type)).not.toContain('request.refused')
  })

  test('what a client sent is told back without quotes and control characters (RFC 6749 §4.1.2.1)', async () => {
    const code_challenge_method = 'p"l\\a\nin\u00e9'
    const description = redirected(await startHarness().get(authorizationRequest({ code_challenge_method }))).get(
      'error_description',
    )
    expect(description).toBe('code_challenge_method must be S256, not p?l?a?in?')
  })

  test('a parameter twice', async () => {
    const harness = startHarness()
    const response = await harness.get(`${authorizationRequest()}&scope=mcp:tools:list`)
    await expectRefusal(
      response,
      { status: 302, error: 'invalid_request', cites: 'client-keeps-endpoint-query', says: 'scope' },
      harness,
    )
  })

  test('state twice: the refusal carries none', async () => {
    const harness = startHarness()
    const response = await harness.get(`${authorizationRequest()}&state=other`)
    await expectRefusal(
      response,
      { status: 302, error: 'invalid_request', cites: 'client-keeps-endpoint-query', says: 'state' },
      harness,
    )
    expect(redirected(response).has('state')).toBe(false)
  })

  test('a client without the code flow', async () => {
    const harness = startHarness()
    const { client_id } = await registerClient(harness, {
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
    })
    const response = await harness.get(authorizationRequest({ client_id: client_id ?? '' }))
    await expectRefusal(response, { status: 302, error: 'unauthorized_client', cites: 'rfc6749 §4.1.2.1' }, harness)
  })
})

describe('a right authorization request', () => {
  verifies('server-returns-state', 'server-announces-iss', 'server-asks-user')

  test('gives a code, the state unchanged, and the issuer', async () => {
    const state = 'a b&c=d+e%20"<>é'
    const response = await startHarness().get(authorizationRequest({ state }))
    const parameters = redirected(response)
    expect([...parameters.keys()].sort()).toEqual(['code', 'iss', 'state'])
    expect(parameters.get('state')).toBe(state)
    expect(parameters.get('iss')).toBe(ISSUER)
  })

  test('keeps the query of the redirect URI', async () => {
    const harness = startHarness()
    const redirect_uri = 'https://client.example/callback?tenant=a%20b'
    const { client_id } = await registerClient(harness, { redirect_uris: [redirect_uri] })
    const location = (
      await harness.get(authorizationRequest({ client_id: client_id ?? '', redirect_uri }))
    ).headers.get('location')
    expect(location?.startsWith(`${redirect_uri}&code=`)).toBe(true)
  })

  test('may leave out redirect_uri when the client has one, and resource and scope always', async () => {
    const harness = startHarness()
    const { client_id } = await registerClient(harness, { redirect_uris: ['https://client.example/callback'] })
    const changes = {
      client_id: client_id ?? '',
      redirect_uri: undefined,
      resource: undefined,
      scope: undefined,
      state: undefined,
    }
    const parameters = redirected(await harness.get(authorizationRequest(changes)))
    expect(parameters.has('code')).toBe(true)
    expect(parameters.has('state')).toBe(false)
  })

  test('is auto-approved by setting, and the request may still ask for a person', async () => {
    const harness = startHarness({ approvalMode: 'auto_approve' })
    expect((await harness.get(authorizationRequest({ approval_mode: undefined }))).status).toBe(302)
    expect((await harness.get(authorizationRequest({ approval_mode: 'manual' }))).status).toBe(200)
  })

  test('with an administrative scope is never approved without a person (bug 9 of the original)', async () => {
    const harness = startHarness()
    const { client_id } = await registerClient(harness, { scope: 'mcp:tools:admin' })
    const response = await harness.get(authorizationRequest({ client_id: client_id ?? '', scope: 'mcp:tools:admin' }))
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('name="admin_confirmed"')
  })
})
