import { describe, expect, test } from 'vitest'
import {
  authorizationRequest,
  CHALLENGE,
  codeRequest,
  type Harness,
  ISSUER,
  REDIRECT_URI,
  RESOURCE,
  redirected,
  registerClient,
  startHarness,
} from './support/harness.ts'
import { newKey, PAR_URL, proof } from './support/proof.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

type Form = Record<string, string>

const key = newKey()
const another = newKey()

/** A right pushed request of dev-public-client; negatives change one thing of it. */
const right: Form = {
  response_type: 'code',
  client_id: 'dev-public-client',
  redirect_uri: REDIRECT_URI,
  state: 'af0ifjsldkj',
  scope: 'mcp:tools:list mcp:tools:echo',
  resource: RESOURCE,
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
  approval_mode: 'auto_approve',
}
const confidential: Form = {
  ...right,
  client_id: 'dev-confidential-client',
  client_secret: 'dev-confidential-secret',
}

async function push(harness: Harness, form: Form = right, headers: Form = {}): Promise<string> {
  const response = await harness.post('/oauth/par', form, headers)
  const body = (await response.json()) as Record<string, string>
  if (response.status !== 201) throw new Error(`not pushed: ${response.status} ${JSON.stringify(body)}`)
  return body['request_uri'] ?? ''
}

const authorize = (harness: Harness, request_uri: string, changes: Form = {}): Promise<Response> =>
  harness.get(`/oauth/authorize?${new URLSearchParams({ client_id: 'dev-public-client', request_uri, ...changes })}`)

/** A refusal that is shown to the user, who cannot be sent back. */
async function expectShown(harness: Harness, response: Response, refusal: Refusal): Promise<void> {
  expect(response.headers.has('location')).toBe(false)
  expect(response.headers.get('content-type')).toContain('text/html')
  await expectRefusal(response, refusal, harness)
}

const used: Refusal = { error: 'invalid_request_uri', cites: 'server-follows-optional-endpoints', says: 'already used' }
const unknown: Refusal = {
  error: 'invalid_request_uri',
  cites: 'server-follows-optional-endpoints',
  says: 'unknown, expired',
}

describe('a pushed authorization request (RFC 9126 §2)', () => {
  test('gives a request_uri of its own, kept out of caches', async () => {
    const harness = startHarness()
    const response = await harness.post('/oauth/par', right)
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
    const body = (await response.json()) as { request_uri: string }
    expect(body).toEqual({
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$/),
      expires_in: 90,
    })
    expect(await push(harness)).not.toBe(body.request_uri)
  })

  test('is used at the authorization endpoint as if it were there', async () => {
    const harness = startHarness()
    const callback = redirected(await authorize(harness, await push(harness)))
    expect(Object.fromEntries(callback)).toEqual({ code: expect.any(String), state: 'af0ifjsldkj', iss: ISSUER })
    const response = await harness.post('/oauth/token', codeRequest(callback.get('code') ?? ''))
    expect(await response.json()).toMatchObject({ scope: 'mcp:tools:list mcp:tools:echo', aud: RESOURCE })
  })

  test('leads to the consent page where nobody decides beforehand', async () => {
    const harness = startHarness()
    const { approval_mode: _, ...form } = right
    const page = await authorize(harness, await push(harness, form))
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('See which tools there are')
  })

  test('by a client that authenticates, whose secret stays behind', async () => {
    const harness = startHarness()
    const request_uri = await push(harness, confidential)
    const callback = redirected(await authorize(harness, request_uri, { client_id: 'dev-confidential-client' }))
    expect(callback.has('code')).toBe(true)
    const said = JSON.stringify(harness.events.filter(({ type }) => type === 'authorize.pushed'))
    expect(said).toContain(request_uri)
    expect(said).not.toContain('dev-confidential-secret')
  })

  test('by client_secret_basic, client_id in the body all the same (RFC 9126 §2.1)', async () => {
    const harness = startHarness()
    const method = { token_endpoint_auth_method: 'client_secret_basic' }
    const { client_id = '', client_secret = '' } = await registerClient(harness, method)
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
    expect(await push(harness, { ...right, client_id }, { authorization })).toContain('request_uri:')
    const { client_id: _, ...form } = right
    const response = await harness.post('/oauth/par', form, { authorization })
    const says = 'client_id is required'
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc9126 §2.1', says }, harness)
  })

  test('keeps several resources apart from one', async () => {
    const harness = startHarness()
    const form = new URLSearchParams(right)
    form.append('resource', RESOURCE)
    const response = await harness.post('/oauth/par', form)
    const { request_uri } = (await response.json()) as { request_uri: string }
    expect(redirected(await authorize(harness, request_uri)).has('code')).toBe(true)
  })
})

describe('a pushed request with one thing wrong (RFC 9126 §2.3)', () => {
  test.each<Refusal & { name: string; wrong: Form }>([
    {
      name: 'unknown client',
      wrong: { client_id: 'x' },
      error: 'invalid_client',
      cites: 'server-enforces-client-authentication',
      says: 'client_id',
      status: 401,
    },
    {
      name: 'no client',
      wrong: { client_id: '' },
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      says: 'client_id',
      status: 401,
    },
    {
      name: 'secret of a public client',
      wrong: { client_secret: 'x' },
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      says: 'none',
      status: 401,
    },
    {
      name: 'client that does not authenticate',
      wrong: { client_id: 'dev-confidential-client' },
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      says: 'client_secret_post',
      status: 401,
    },
    {
      name: 'request_uri',
      wrong: { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
      error: 'invalid_request',
      cites: 'rfc9126 §2.1',
      says: 'request_uri must not be pushed',
    },
    {
      name: 'request',
      wrong: { request: 'eyJ' },
      error: 'request_not_supported',
      cites: 'rfc9101 §7',
      says: 'request',
    },
    {
      name: 'foreign redirect_uri',
      wrong: { redirect_uri: 'https://evil.example/' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri',
    },
    {
      name: 'no redirect_uri of several',
      wrong: { redirect_uri: '' },
      error: 'invalid_request',
      cites: 'client-uses-registered-redirect-uri',
      says: 'redirect_uri',
    },
    {
      name: 'no response_type',
      wrong: { response_type: '' },
      error: 'invalid_request',
      cites: 'rfc6749 §4.1.1',
      says: 'response_type',
    },
    {
      name: 'other response_type',
      wrong: { response_type: 'token' },
      error: 'unsupported_response_type',
      cites: 'client-uses-code-flow',
      says: 'code',
    },
    {
      name: 'no code_challenge',
      wrong: { code_challenge: '' },
      error: 'invalid_request',
      cites: 'client-sends-code-challenge',
      says: 'code_challenge',
    },
    {
      name: 'plain',
      wrong: { code_challenge_method: 'plain' },
      error: 'invalid_request',
      cites: 'client-uses-s256',
      says: 'S256',
    },
    { name: 'unknown scope', wrong: { scope: 'root' }, error: 'invalid_scope', cites: 'rfc6749 §3.3', says: 'scope' },
    {
      name: 'foreign resource',
      wrong: { resource: 'https://x.example/' },
      error: 'invalid_target',
      cites: 'server-honours-resource',
      says: 'resource',
    },
    {
      name: 'response_mode',
      wrong: { response_mode: 'fragment' },
      error: 'invalid_request',
      cites: 'rfc6749 §4.1.2.1',
      says: 'response_mode',
    },
    {
      name: 'approval_mode',
      wrong: { approval_mode: 'x' },
      error: 'invalid_request',
      cites: 'rfc6749 §4.1.2.1',
      says: 'approval_mode',
    },
    { name: 'dpop_jkt', wrong: { dpop_jkt: 'x' }, error: 'invalid_request', cites: 'rfc9449 §10', says: 'dpop_jkt' },
  ])('$name', async ({ wrong, ...refusal }) => {
    const harness = startHarness()
    const response = await harness.post('/oauth/par', { ...right, ...wrong })
    expect(response.headers.get('cache-control')).toBe('no-store')
    await expectRefusal(response, refusal, harness)
  })

  test.each(['client_id', 'state', 'redirect_uri', 'unheard_of'])('%s twice', async (name) => {
    const form = new URLSearchParams({ ...right, [name]: right[name] ?? 'x' })
    form.append(name, right[name] ?? 'x')
    const harness = startHarness()
    const response = await harness.post('/oauth/par', form)
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc6749 §3.2', says: name }, harness)
  })

  test('a client that is not the one that authenticates', async () => {
    const harness = startHarness()
    const authorization = `Basic ${Buffer.from('dev-confidential-client:x').toString('base64')}`
    const response = await harness.post('/oauth/par', right, { authorization })
    await expectRefusal(
      response,
      { error: 'invalid_request', cites: 'client-authenticates-as-registered', says: 'client_id' },
      harness,
    )
  })

  test('other methods, media types and sizes', async () => {
    const harness = startHarness()
    expect((await harness.get('/oauth/par')).status).toBe(405)
    const json = await harness.postJson('/oauth/par', right)
    await expectRefusal(json, { error: 'invalid_request', cites: 'rfc6749 §B', says: 'content-type' }, harness)
    expect((await harness.post('/oauth/par', { ...right, state: 'x'.repeat(16 * 1024) })).status).toBe(413)
  })
})

describe('a request_uri is good once, for its client, for a while (RFC 9126 §4, §7.3)', () => {
  verifies('server-follows-optional-endpoints')

  test('the second time it is refused, here and not at the client', async () => {
    const harness = startHarness()
    const request_uri = await push(harness)
    expect(redirected(await authorize(harness, request_uri)).has('code')).toBe(true)
    await expectShown(harness, await authorize(harness, request_uri), used)
  })

  test('of twenty at one moment one wins', async () => {
    const harness = startHarness()
    const request_uri = await push(harness)
    const responses = await Promise.all(Array.from({ length: 20 }, () => authorize(harness, request_uri)))
    expect(responses.filter(({ status }) => status === 302)).toHaveLength(1)
  })

  test('the page is one use as well', async () => {
    const harness = startHarness({ approvalMode: 'manual' })
    const { approval_mode: _, ...form } = right
    const request_uri = await push(harness, form)
    expect((await authorize(harness, request_uri)).status).toBe(200)
    await expectShown(harness, await authorize(harness, request_uri), used)
  })

  test.each<Refusal & { name: string; attempt: (harness: Harness, request_uri: string) => Promise<Response> }>([
    { name: 'unknown', attempt: (harness, request_uri) => authorize(harness, `${request_uri}x`), ...unknown },
    {
      name: 'of another client',
      ...unknown,
      attempt: (harness, request_uri) => authorize(harness, request_uri, { client_id: 'dev-confidential-client' }),
    },
    {
      name: 'without client',
      attempt: (harness, request_uri) => authorize(harness, request_uri, { client_id: '' }),
      error: 'invalid_request',
      cites: 'client-has-client-id',
    },
    {
      name: 'twice in one request',
      error: 'invalid_request',
      cites: 'client-keeps-endpoint-query',
      attempt: (harness, request_uri) => {
        const query = new URLSearchParams({ client_id: 'dev-public-client', request_uri })
        query.append('request_uri', request_uri)
        return harness.get(`/oauth/authorize?${query}`)
      },
    },
  ])('$name: refused here, and not used up', async ({ attempt, ...refusal }) => {
    const harness = startHarness()
    const request_uri = await push(harness)
    await expectShown(harness, await attempt(harness, request_uri), refusal)
    expect(redirected(await authorize(harness, request_uri)).has('code')).toBe(true)
  })

  test('another issuer does not know it', async () => {
    const harness = startHarness()
    const query = new URLSearchParams({ client_id: 'dev-public-client', request_uri: await push(harness) })
    await expectShown(harness, await harness.get(`http://localhost:8765/oauth/authorize?${query}`), unknown)
  })

  test('it ends when its time is over', async () => {
    const harness = startHarness({ pushedRequestLifetime: 60 })
    const [early, late] = [await push(harness), await push(harness)]
    harness.clock.advance(59)
    expect(redirected(await authorize(harness, early)).has('code')).toBe(true)
    harness.clock.advance(1)
    await expectShown(harness, await authorize(harness, late), unknown)
  })

  test('whatever else is in the request does not count', async () => {
    const harness = startHarness()
    const others = { redirect_uri: 'https://evil.example/', scope: 'mcp:tools:admin', state: 'x', code_challenge: 'x' }
    const response = await authorize(harness, await push(harness), { ...others, approval_mode: 'auto_deny' })
    expect(response.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:49152\/callback\?/)
    expect(redirected(response).get('state')).toBe('af0ifjsldkj')
    expect(redirected(response).has('code')).toBe(true)
  })

  test('but approval_mode, which is no parameter of OAuth, where the pushed request has none', async () => {
    const harness = startHarness()
    const { approval_mode: _, ...form } = right
    const response = await authorize(harness, await push(harness, form), { approval_mode: 'auto_deny' })
    expect(redirected(response).get('error')).toBe('access_denied')
  })

  test('a request_uri that was never pushed is not supported, as ever', async () => {
    const harness = startHarness()
    const response = await harness.get(authorizationRequest({ request_uri: 'https://client.example/request' }))
    await expectRefusal(response, { status: 302, error: 'request_uri_not_supported', cites: 'rfc9101 §7' }, harness)
  })

  test('no more are kept than the settings say, and room comes back', async () => {
    const harness = startHarness({ pushedRequestLimit: 2 })
    await push(harness)
    await push(harness)
    await expect(push(harness)).rejects.toThrow('503')
    harness.clock.advance(180)
    await push(harness)
  })
})

describe('pushing can be required (RFC 9126 §5, §6)', () => {
  test('by the server, whose metadata says so', async () => {
    const harness = startHarness({ requirePushedAuthorizationRequests: true })
    const metadata = await harness.get('/.well-known/oauth-authorization-server')
    expect(await metadata.json()).toMatchObject({
      pushed_authorization_request_endpoint: PAR_URL,
      require_pushed_authorization_requests: true,
    })
    const refused = await harness.get(authorizationRequest())
    const says = 'request_uri is required'
    await expectRefusal(
      refused,
      { status: 302, error: 'invalid_request', cites: 'client-pushes-required-requests', says },
      harness,
    )
    expect(redirected(await authorize(harness, await push(harness))).has('code')).toBe(true)
  })

  test('of a client, by its registration', async () => {
    const harness = startHarness()
    const registered = await registerClient(harness, { require_pushed_authorization_requests: true })
    expect(registered).toMatchObject({ require_pushed_authorization_requests: true })
    const { client_id = '' } = registered
    const refused = await harness.get(authorizationRequest({ client_id }))
    await expectRefusal(
      refused,
      { status: 302, error: 'invalid_request', cites: 'client-pushes-required-requests' },
      harness,
    )
    const pushed = await authorize(harness, await push(harness, { ...right, client_id }), { client_id })
    expect(redirected(pushed).has('code')).toBe(true)
  })
})

describe('a pushed request binds the code to a key (RFC 9449 §10.1)', () => {
  const dpop = (by = key): Form => ({ dpop: proof(by, { claims: { htu: PAR_URL } }) })

  test.each<{ name: string; form: Form; headers: Form }>([
    { name: 'dpop_jkt', form: { ...right, dpop_jkt: key.jkt }, headers: {} },
    { name: 'a proof', form: right, headers: dpop() },
    { name: 'both', form: { ...right, dpop_jkt: key.jkt }, headers: dpop() },
  ])('by $name', async ({ form, headers }) => {
    const harness = startHarness()
    const code = redirected(await authorize(harness, await push(harness, form, headers))).get('code') ?? ''
    const redeem = (headers: Form): Promise<Response> => harness.post('/oauth/token', codeRequest(code), headers)
    for (const headers of [{}, { dpop: proof(another) }]) {
      await expectRefusal(
        await redeem(headers),
        { error: 'invalid_grant', cites: 'server-binds-tokens-with-dpop', says: 'bound' },
        harness,
      )
    }
    expect((await redeem({ dpop: proof(key) })).status).toBe(200)
  })

  test('not by both if they differ', async () => {
    const harness = startHarness()
    const response = await harness.post('/oauth/par', { ...right, dpop_jkt: key.jkt }, dpop(another))
    await expectRefusal(
      response,
      { error: 'invalid_request', cites: 'server-binds-tokens-with-dpop', says: 'dpop_jkt' },
      harness,
    )
  })

  test('not by a proof for the token endpoint', async () => {
    const harness = startHarness()
    const response = await harness.post('/oauth/par', right, { dpop: proof(key) })
    await expectRefusal(
      response,
      { error: 'invalid_dpop_proof', cites: 'client-sends-fresh-proof', says: PAR_URL },
      harness,
    )
  })

  test('with a nonce, where the authorization server asks for one', async () => {
    const harness = startHarness({ dpopNonces: 'authorization-server' })
    const refused = await harness.post('/oauth/par', right, dpop())
    await expectRefusal(refused, { error: 'use_dpop_nonce', cites: 'rfc9449 §8' }, harness)
    const nonce = refused.headers.get('dpop-nonce') ?? ''
    const pushed = await harness.post('/oauth/par', right, { dpop: proof(key, { claims: { htu: PAR_URL, nonce } }) })
    expect(pushed.status).toBe(201)
    expect(pushed.headers.get('dpop-nonce')).toBe(nonce)
  })
})
