import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { OutboundError } from '../src/core/outbound.ts'
import { type Config, createServer, type Outbound } from '../src/index.ts'
import { codeRequest, ISSUER, mcpRequest, messageOf, obtainCode, RESOURCE, startHarness } from './support/harness.ts'
import { ath, newKey, proof } from './support/proof.ts'
import { NOW, part, signed } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

const FOREIGN = 'https://login.example/realms/one'
const JWKS_URI = 'https://login.example/realms/one/certs'
const INTROSPECT = 'https://login.example/introspect'

let key: { readonly privateKey: JWK; readonly publicKey: JWK }

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  key = {
    privateKey: await exportJWK(pair.privateKey),
    publicKey: { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' },
  }
})

const HEADER = { alg: 'ES256', typ: 'at+jwt', kid: 'one' }
const CLAIMS = {
  iss: FOREIGN,
  sub: 'somebody',
  aud: RESOURCE,
  client_id: 'their-client',
  scope: 'mcp:tools:list mcp:tools:read',
  iat: NOW,
  exp: NOW + 60,
}

type Answers = Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>

/** A web with these documents in it; every other URL is 404. */
function web(answers: Answers): Outbound & { readonly asked: string[] } {
  const asked: string[] = []
  const answer = async (url: string) => {
    asked.push(url)
    const { status = 200, body } = answers[url] ?? { status: 404, body: '' }
    return { status, headers: new Headers(), body: JSON.stringify(body) }
  }
  return { asked, get: answer, post: answer }
}

const metadata = (changes: Record<string, unknown> = {}) => ({
  body: { issuer: FOREIGN, jwks_uri: JWKS_URI, ...changes },
})
const KEYS = () => ({ [JWKS_URI]: { body: { keys: [key.publicKey] } } })
const INSERTED = 'https://login.example/.well-known/oauth-authorization-server/realms/one'

const start = (authorizationServer: Config['authorizationServer'], outbound: Outbound) =>
  startHarness({ authorizationServer }, { outbound })

const byKey = () => start({ issuer: FOREIGN, jwks: { keys: [key.publicKey] } } as never, web({}))
const whoami = (token: string) => mcpRequest('tools/call', { name: 'whoami', arguments: {} }, token)
const sign = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  signed({ ...HEADER, ...header }, { ...CLAIMS, ...claims }, key.privateKey)

describe('a resource that takes the tokens of a foreign authorization server', () => {
  test('names it in its metadata, and no longer ours', async () => {
    const harness = byKey()
    const document = await (await harness.get('/.well-known/oauth-protected-resource/mcp/oauth')).json()
    expect(document).toMatchObject({ resource: RESOURCE, authorization_servers: [FOREIGN] })
    const refused = await harness.fetch(mcpRequest('tools/list', {}, undefined))
    expect(refused.headers.get('www-authenticate')).toContain('resource_metadata="')
    const own = await harness.get('/.well-known/oauth-authorization-server')
    expect(await own.json()).toMatchObject({ protected_resources: [] })
  })

  test('serves who it says', async () => {
    const { result } = await messageOf(await byKey().fetch(whoami(await sign())))
    expect(result?.['structuredContent']).toEqual({
      identity: 'somebody',
      authenticated: true,
      client_id: 'their-client',
      scope: 'mcp:tools:list mcp:tools:read',
      audience: RESOURCE,
      issuer: FOREIGN,
    })
  })

  test.each([
    { name: 'a list of audiences', claims: { aud: ['https://other.example', RESOURCE] } },
    { name: 'scp, a list', claims: { scope: undefined, scp: ['mcp:tools:read'] } },
    { name: 'azp for client_id', claims: { client_id: undefined, azp: 'their-client' } },
    { name: 'a clock that is a little ahead', claims: { iat: NOW + 5, nbf: NOW + 5 } },
  ])('takes $name', async ({ claims }) => {
    expect((await byKey().fetch(whoami(await sign(claims)))).status).toBe(200)
  })

  test('asks for the scope that is missing, and gives nothing to a token without any', async () => {
    const harness = byKey()
    const narrow = await harness.fetch(whoami(await sign({ scope: 'mcp:tools:list' })))
    expect(narrow.status).toBe(403)
    expect(narrow.headers.get('www-authenticate')).toContain('scope="mcp:tools:read"')
    expect((await harness.fetch(whoami(await sign({ scope: undefined })))).status).toBe(403)
  })

  test('takes a token that is bound to a key with its proof only', async () => {
    const harness = byKey()
    const bound = newKey()
    const token = await sign({ cnf: { jkt: bound.jkt } })
    expect((await harness.fetch(whoami(token))).status).toBe(401)
    const dpop = proof(bound, { claims: { htu: RESOURCE, ath: ath(token) } })
    const headers = { authorization: `DPoP ${token}`, dpop }
    const call = mcpRequest('tools/call', { name: 'whoami', arguments: {} }, undefined, { headers })
    expect((await harness.fetch(call)).status).toBe(200)
  })

  test('takes no token of ours', async () => {
    const foreign = byKey()
    const ours = startHarness()
    const response = await ours.post('/oauth/token', codeRequest(await obtainCode(ours)))
    const { access_token } = (await response.json()) as { access_token: string }
    expect((await foreign.fetch(whoami(access_token))).status).toBe(401)
    expect((await foreign.fetch(whoami('test-bearer-token'))).status).toBe(401)
    const form = { grant_type: 'client_credentials', client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' }
    const refused = await foreign.post('/oauth/token', { ...form, resource: RESOURCE })
    expect(await refused.json()).toMatchObject({ error: 'invalid_target' })
  })
})

describe('a foreign JWT with one thing wrong', () => {
  verifies('resource-validates-token-fully', 'resource-checks-audience')

  test.each<{ name: string; token: () => string | Promise<string>; says: string }>([
    { name: 'no JWT', token: () => 'opaque', says: 'is no JWT of' },
    { name: 'alg none', token: () => `${part({ ...HEADER, alg: 'none' })}.${part(CLAIMS)}.`, says: 'alg' },
    {
      name: 'HS256 by the public key',
      token: () => signed({ ...HEADER, alg: 'HS256' }, CLAIMS, new TextEncoder().encode(JSON.stringify(key.publicKey))),
      says: 'alg',
    },
    { name: 'typ JWT', token: () => sign({}, { typ: 'JWT' }), says: 'typ' },
    { name: 'no typ', token: () => sign({}, { typ: undefined }), says: 'typ' },
    { name: 'unknown kid', token: () => sign({}, { kid: 'two' }), says: 'kid' },
    {
      name: 'a stranger’s signature',
      token: async () => {
        const { privateKey } = await generateKeyPair('ES256', { extractable: true })
        return signed(HEADER, CLAIMS, await exportJWK(privateKey))
      },
      says: 'signature does not verify',
    },
    { name: 'our own issuer', token: () => sign({ iss: ISSUER }), says: `iss of the access token must be ${FOREIGN}` },
    { name: 'issuer with a slash', token: () => sign({ iss: `${FOREIGN}/` }), says: 'iss of' },
    { name: 'no issuer', token: () => sign({ iss: undefined }), says: 'iss of' },
    { name: 'audience of a sibling', token: () => sign({ aud: `${ISSUER}/mcp/other` }), says: 'aud of' },
    { name: 'audience our origin', token: () => sign({ aud: ISSUER }), says: 'aud of' },
    { name: 'no audience', token: () => sign({ aud: undefined }), says: 'aud of' },
    { name: 'expired', token: () => sign({ exp: NOW - 6 }), says: 'exp must be in the future' },
    { name: 'no exp', token: () => sign({ exp: undefined }), says: 'exp must be there' },
    { name: 'nbf to come', token: () => sign({ nbf: NOW + 6 }), says: 'nbf' },
    { name: 'nobody', token: () => sign({ sub: undefined, client_id: undefined }), says: 'sub of' },
  ])('$name: 401', async ({ token, says }) => {
    const response = await byKey().fetch(whoami(await token()))
    expect(response.status).toBe(401)
    const body = (await response.json()) as { error: string; error_description: string }
    expect(body.error).toBe('invalid_token')
    expect(body.error_description).toContain(says)
  })

  test('an untyped one is taken where the setting says so', async () => {
    const setting = { issuer: FOREIGN, jwks: { keys: [key.publicKey] }, untyped: true } as never
    expect((await start(setting, web({})).fetch(whoami(await sign({}, { typ: 'JWT' })))).status).toBe(200)
  })
})

describe('its keys', () => {
  test.each([
    INSERTED,
    'https://login.example/.well-known/openid-configuration/realms/one',
    'https://login.example/realms/one/.well-known/openid-configuration',
  ])('are found by the issuer alone, at %s, and asked for once', async (url) => {
    const outbound = web({ [url]: metadata(), ...KEYS() })
    const harness = start(FOREIGN, outbound)
    expect((await harness.fetch(whoami(await sign()))).status).toBe(200)
    expect((await harness.fetch(whoami(await sign({ sub: 'other' })))).status).toBe(200)
    expect(outbound.asked.filter((asked) => asked === url)).toHaveLength(1)
    expect(outbound.asked.filter((asked) => asked === JWKS_URI)).toHaveLength(1)
  })

  test('are those of its metadata only if that is its own', async () => {
    const outbound = web({ [INSERTED]: metadata({ issuer: 'https://evil.example' }), ...KEYS() })
    const response = await start(FOREIGN, outbound).fetch(whoami(await sign()))
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' })
    expect(outbound.asked).not.toContain(JWKS_URI)
  })

  test('that cannot be reached say nothing about the token: 503', async () => {
    const down = async () => Promise.reject(new OutboundError('unreachable', 'down'))
    const harness = start(FOREIGN, { get: down, post: down })
    const response = await harness.fetch(whoami(await sign()))
    expect(response.status).toBe(503)
    expect(JSON.stringify(await response.json())).not.toContain('login.example')
  })
})

describe('introspection (RFC 7662)', () => {
  const setting = {
    issuer: FOREIGN,
    introspection: { endpoint: INTROSPECT, clientId: 'a:b', clientSecret: 'p w%' },
  }
  const answering = (body: unknown, status = 200) => start(setting, web({ [INTROSPECT]: { status, body } }))
  const active = { active: true, sub: 'somebody', aud: RESOURCE, scope: 'mcp:tools:read', exp: NOW + 60 }

  test('asks as a client that authenticates, with the token, wherever the operator says', async () => {
    const sent: unknown[] = []
    const outbound: Outbound = {
      get: () => expect.unreachable(),
      post: async (...args) => {
        sent.push(args)
        return { status: 200, headers: new Headers(), body: JSON.stringify(active) }
      },
    }
    expect((await start(setting, outbound).fetch(whoami('opaque'))).status).toBe(200)
    const authorization = `Basic ${Buffer.from('a%3Ab:p+w%25').toString('base64')}`
    expect(sent).toEqual([
      [
        INTROSPECT,
        { fields: { token: 'opaque', token_type_hint: 'access_token' }, headers: { authorization } },
        { limit: 262_144, timeout: 5000, reach: 'any' },
      ],
    ])
  })

  test.each<{ name: string; body: unknown; status?: number; refused: number }>([
    { name: 'not active', body: { ...active, active: false }, refused: 401 },
    { name: 'active, in words', body: { ...active, active: 'true' }, refused: 401 },
    { name: 'for a sibling', body: { ...active, aud: `${ISSUER}/mcp/other` }, refused: 401 },
    { name: 'for whom it does not say', body: { ...active, aud: undefined }, refused: 401 },
    { name: 'of another issuer', body: { ...active, iss: 'https://evil.example' }, refused: 401 },
    { name: 'expired by our clock', body: { ...active, exp: NOW - 6 }, refused: 401 },
    { name: 'narrow', body: { ...active, scope: 'mcp:tools:list' }, refused: 403 },
    { name: 'no answer', body: 'no', refused: 503 },
    { name: 'refused to us', body: active, status: 401, refused: 503 },
  ])('$name: $refused', async ({ body, status, refused }) => {
    expect((await answering(body, status).fetch(whoami('opaque'))).status).toBe(refused)
  })

  test('is asked each time, so that a revocation counts at once', async () => {
    const answers: { active: boolean }[] = [active, { active: false }]
    const post: Outbound['post'] = async () => ({
      status: 200,
      headers: new Headers(),
      body: JSON.stringify(answers.shift()),
    })
    const harness = start(setting, { get: () => expect.unreachable(), post })
    expect((await harness.fetch(whoami('opaque'))).status).toBe(200)
    expect((await harness.fetch(whoami('opaque'))).status).toBe(401)
  })
})

describe('the setting', () => {
  test.each<{ value: unknown; says: string }>([
    { value: 'login.example', says: 'authorizationServer must be an http or https URL' },
    { value: 'https://login.example/#x', says: 'must be an http or https URL' },
    { value: { jwks: { keys: [] } }, says: 'authorizationServer' },
    { value: { issuer: FOREIGN, jwks: { keys: [] } }, says: 'jwks' },
    {
      value: {
        issuer: FOREIGN,
        jwksUri: JWKS_URI,
        introspection: { endpoint: INTROSPECT, clientId: 'a', clientSecret: 'b' },
      },
      says: 'at most one of',
    },
    {
      value: { issuer: FOREIGN, keys: 1 },
      says: 'must have no members but issuer, jwks, jwksUri, introspection, untyped',
    },
  ])('$value is refused', ({ value, says }) => {
    expect(() => createServer({ authorizationServer: value as string })).toThrow(says)
  })
})
