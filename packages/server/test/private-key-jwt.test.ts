import { readFileSync } from 'node:fs'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import type { Outbound } from '../src/index.ts'
import { codeRequest, type Harness, ISSUER, obtainCode, registerClient, startHarness } from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import {
  ASSERTION_TYPE,
  type AssertionParts,
  assertionForm,
  assertionParts,
  DEV_JWT_KEY,
  NOW,
  part,
  signed,
} from './support/signed.ts'
import { verifies } from './support/verifies.ts'

type Form = Record<string, string>

const request = (harness: Harness, form: Form, headers: Form = {}): Promise<Response> =>
  harness.post('/oauth/token', { grant_type: 'client_credentials', ...form }, headers)

async function keyPair(alg: string, kid?: string): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const pair = await generateKeyPair(alg, { extractable: true })
  const named = { alg, ...(kid !== undefined && { kid }) }
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), ...named },
    publicKey: { ...(await exportJWK(pair.publicKey)), ...named },
  }
}

/** How an assertion is refused that proves nothing. */
const assertion: Refusal = { status: 401, error: 'invalid_client', cites: 'server-verifies-client-assertions' }

const machine = {
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  token_endpoint_auth_method: 'private_key_jwt',
}

describe('a client assertion (RFC 7523 §2.2, §3)', () => {
  verifies('server-verifies-client-assertions')

  test.each([
    { name: 'aud is the issuer', claims: { aud: ISSUER }, audience: 'issuer' },
    { name: 'aud is the token endpoint', claims: { aud: `${ISSUER}/oauth/token` }, audience: 'token_endpoint' },
    {
      name: 'aud is the endpoint for pushed requests (RFC 9126 §2)',
      claims: { aud: `${ISSUER}/oauth/par` },
      audience: 'pushed_authorization_request_endpoint',
    },
    { name: 'aud is a list', claims: { aud: ['https://other.example', ISSUER] }, audience: 'issuer' },
    { name: 'no iat', claims: { iat: undefined }, audience: 'issuer' },
    { name: 'exp an hour ahead', claims: { exp: NOW + 3600 }, audience: 'issuer' },
    { name: 'exp a moment ago, by another clock', claims: { exp: NOW - 29 }, audience: 'issuer' },
    { name: 'nbf and iat in a moment', claims: { nbf: NOW + 30, iat: NOW + 30 }, audience: 'issuer' },
  ])('is right: $name', async ({ claims, audience }) => {
    const harness = startHarness()
    const right = assertionParts()
    const response = await request(harness, await assertionForm({ ...right, claims: { ...right.claims, ...claims } }))
    expect(response.status).toBe(200)
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'assertion.accepted', algorithm: 'ES256', audience, singleUse: true }),
    )
    expect(harness.events).toContainEqual(
      expect.objectContaining({
        type: 'client.authenticated',
        clientId: 'dev-jwt-client',
        method: 'private_key_jwt',
      }),
    )
  })

  test('may name the client beside it, and redeem a code', async () => {
    const harness = startHarness()
    const code = await obtainCode(harness, { client_id: 'dev-jwt-client' })
    const form = { ...codeRequest(code), ...(await assertionForm(assertionParts())), client_id: 'dev-jwt-client' }
    expect((await harness.post('/oauth/token', form)).status).toBe(200)
  })

  test('without jti is right, because RFC 7523 §3 makes it optional, and said to be so', async () => {
    const harness = startHarness()
    const { claims, ...right } = assertionParts()
    const form = await assertionForm({ ...right, claims: { ...claims, jti: undefined } })
    expect((await request(harness, form)).status).toBe(200)
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'assertion.accepted', singleUse: false }))
  })

  test('is made with the key that README.md prints', () => {
    const readme = readFileSync(`${import.meta.dirname}/../../../README.md`, 'utf8')
    const [, block = ''] = /^```json\n(\{"kty".*\})$/m.exec(readme) ?? []
    expect(JSON.parse(block)).toEqual(DEV_JWT_KEY)
  })
})

describe('a client assertion with one thing wrong', () => {
  verifies('server-verifies-client-assertions')

  test.each<{
    name: string
    wrong?: (right: AssertionParts) => AssertionParts | Promise<AssertionParts>
    form?: (form: Form, right: AssertionParts) => Form
    headers?: Form
    says: string
    refusal?: Refusal
  }>([
    { name: 'another iss', wrong: (r) => claim(r, { iss: 'dev-public-client' }), says: 'iss must be' },
    { name: 'no iss', wrong: (r) => claim(r, { iss: undefined }), says: 'iss must be' },
    { name: 'another sub', wrong: (r) => claim(r, { sub: 'dev-confidential-client' }), says: 'iss must be' },
    { name: 'no sub', wrong: (r) => claim(r, { sub: undefined }), says: 'sub must be' },
    { name: 'another aud', wrong: (r) => claim(r, { aud: 'https://other.example' }), says: 'aud must be' },
    {
      name: 'aud of another issuer here',
      wrong: (r) => claim(r, { aud: 'http://localhost:8765' }),
      says: 'aud must be',
    },
    { name: 'aud with a slash more', wrong: (r) => claim(r, { aud: `${ISSUER}/` }), says: 'aud must be' },
    {
      name: 'aud of another endpoint',
      wrong: (r) => claim(r, { aud: `${ISSUER}/oauth/authorize` }),
      says: 'aud must be',
    },
    { name: 'no aud', wrong: (r) => claim(r, { aud: undefined }), says: 'aud must be' },
    { name: 'no exp', wrong: (r) => claim(r, { exp: undefined }), says: 'exp must be there' },
    { name: 'exp as text', wrong: (r) => claim(r, { exp: String(NOW + 60) }), says: 'exp must be there' },
    { name: 'exp past', wrong: (r) => claim(r, { exp: NOW - 30 }), says: 'exp must be in the future' },
    { name: 'exp far', wrong: (r) => claim(r, { exp: NOW + 3631 }), says: 'exp must be at most 3600 seconds ahead' },
    { name: 'nbf to come', wrong: (r) => claim(r, { nbf: NOW + 31 }), says: 'nbf must not be in the future' },
    { name: 'iat to come', wrong: (r) => claim(r, { iat: NOW + 31 }), says: 'iat must not be in the future' },
    { name: 'iat as text', wrong: (r) => claim(r, { iat: 'now' }), says: 'iat must not be' },
    { name: 'jti as number', wrong: (r) => claim(r, { jti: 7 }), says: 'jti must be a string' },
    {
      name: 'a key of somebody else under the same kid',
      wrong: async (r) => ({ ...r, key: (await keyPair('ES256')).privateKey }),
      says: 'signature does not verify',
    },
    {
      name: 'a key in its own header',
      wrong: async (r) => {
        const { privateKey, publicKey } = await keyPair('ES256')
        return { ...r, header: { ...r.header, jwk: publicKey }, key: privateKey }
      },
      says: 'signature does not verify',
    },
    {
      name: 'an unknown kid',
      wrong: (r) => ({ ...r, header: { ...r.header, kid: 'other' } }),
      says: 'kid and alg must be',
    },
    {
      name: 'an algorithm that no key is for',
      wrong: async (r) => ({ ...r, header: { ...r.header, alg: 'EdDSA' }, key: (await keyPair('EdDSA')).privateKey }),
      says: 'kid and alg must be',
    },
    {
      name: 'alg HS256 with the public key as secret',
      wrong: (r) => {
        const { d: _, ...publicKey } = DEV_JWT_KEY
        return { ...r, header: { ...r.header, alg: 'HS256' }, key: new TextEncoder().encode(JSON.stringify(publicKey)) }
      },
      says: 'alg must be one of ES256, RS256, PS256, EdDSA',
    },
    {
      name: 'alg none',
      form: (form, { header, claims }) => ({
        ...form,
        client_assertion: `${part({ ...header, alg: 'none' })}.${part(claims)}.`,
      }),
      says: 'alg must be one of',
    },
    {
      name: 'an unregistered client',
      wrong: (r) => claim(r, { iss: 'nobody', sub: 'nobody' }),
      says: 'client_id is not registered',
      refusal: { status: 401, error: 'invalid_client', cites: 'server-enforces-client-authentication' },
    },
    {
      name: 'a client of another method',
      wrong: (r) => claim(r, { iss: 'dev-admin-client', sub: 'dev-admin-client' }),
      says: 'must authenticate with client_secret_post',
      refusal: { status: 401, error: 'invalid_client', cites: 'client-authenticates-as-registered' },
    },
    {
      name: 'another client_assertion_type',
      form: (form) => ({
        ...form,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
      }),
      says: 'client_assertion_type must be',
    },
    {
      name: 'no client_assertion_type',
      form: ({ client_assertion_type: _, ...form }) => form,
      says: 'client_assertion_type is required',
      refusal: { error: 'invalid_request', cites: 'rfc7521 §4.2' },
    },
    {
      name: 'no client_assertion',
      form: ({ client_assertion: _, ...form }) => form,
      says: 'client_assertion is required',
      refusal: { error: 'invalid_request', cites: 'rfc7521 §4.2' },
    },
    { name: 'no JWT', form: (form) => ({ ...form, client_assertion: 'x' }), says: 'must be a signed JWT' },
    {
      name: 'another client_id',
      form: (form) => ({ ...form, client_id: 'dev-public-client' }),
      says: 'client_id must be the sub',
      refusal: { error: 'invalid_request', cites: 'server-verifies-client-assertions' },
    },
    {
      name: 'a secret beside it',
      form: (form) => ({ ...form, client_id: 'dev-jwt-client', client_secret: 'x' }),
      says: 'client_secret_post and private_key_jwt',
      refusal: { error: 'invalid_request', cites: 'client-authenticates-as-registered' },
    },
    {
      name: 'an Authorization header beside it',
      headers: { authorization: `Basic ${Buffer.from('dev-jwt-client:x').toString('base64')}` },
      says: 'client_secret_basic and private_key_jwt',
      refusal: { error: 'invalid_request', cites: 'client-authenticates-as-registered' },
    },
    {
      name: 'nothing at all but the client_id',
      form: () => ({ client_id: 'dev-jwt-client' }),
      says: 'must authenticate with private_key_jwt',
      refusal: { status: 401, error: 'invalid_client', cites: 'client-authenticates-as-registered' },
    },
  ])('$name', async ({ wrong = (r) => r, form = (f) => f, headers = {}, says, refusal = assertion }) => {
    const harness = startHarness()
    const right = await wrong(assertionParts())
    const response = await request(harness, form(await assertionForm(right), right), headers)
    await expectRefusal(response, { ...refusal, says }, harness)
    expect(harness.events.map(({ type }) => type)).not.toContain('client.authenticated')
    expect((await request(harness, await assertionForm(assertionParts()))).status).toBe(200)
  })
})

/** The right parts with some claims changed. */
function claim(right: AssertionParts, changes: Record<string, unknown>): AssertionParts {
  return { ...right, claims: { ...right.claims, ...changes } }
}

describe('an assertion works once', () => {
  test('a replay is refused, even as another JWT with the same jti', async () => {
    const harness = startHarness()
    const parts = assertionParts()
    const form = await assertionForm(parts)
    expect((await request(harness, form)).status).toBe(200)
    for (const again of [form, await assertionForm(claim(parts, { exp: NOW + 61 }))]) {
      const response = await request(harness, again)
      await expectRefusal(response, { ...assertion, says: 'jti was used before' }, harness)
    }
  })

  test('of many at one moment one succeeds', async () => {
    const harness = startHarness()
    const form = await assertionForm(assertionParts())
    const responses = await Promise.all(Array.from({ length: 20 }, () => request(harness, form)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('until it is too old for any clock', async () => {
    const harness = startHarness()
    const form = await assertionForm(assertionParts())
    await request(harness, form)
    harness.clock.advance(89)
    await expectRefusal(await request(harness, form), { ...assertion, says: 'jti' }, harness)
    harness.clock.advance(1)
    await expectRefusal(await request(harness, form), { ...assertion, says: 'exp' }, harness)
  })

  test('a refused one is not used up', async () => {
    const harness = startHarness()
    const parts = assertionParts()
    const forged = { ...parts, key: (await keyPair('ES256')).privateKey }
    await expectRefusal(await request(harness, await assertionForm(forged)), assertion, harness)
    expect((await request(harness, await assertionForm(parts))).status).toBe(200)
  })

  test('two clients may choose the same jti', async () => {
    const harness = startHarness()
    const { privateKey, publicKey } = await keyPair('ES256')
    const { client_id } = await registerClient(harness, { ...machine, jwks: { keys: [publicKey] } })
    const jti = 'of-both'
    expect((await request(harness, await assertionForm(claim(assertionParts(), { jti })))).status).toBe(200)
    const other = claim(assertionParts(client_id, privateKey), { jti })
    expect((await request(harness, await assertionForm(other))).status).toBe(200)
  })
})

describe('registration of a client that signs (RFC 7591 §2)', () => {
  test.each(['ES256', 'RS256', 'PS256', 'EdDSA'])('%s', async (alg) => {
    const harness = startHarness()
    const { privateKey, publicKey } = await keyPair(alg, 'a')
    const other = await keyPair(alg, 'b')
    const jwks = { keys: [other.publicKey, publicKey] }
    const client = await registerClient(harness, { ...machine, jwks, token_endpoint_auth_signing_alg: alg })
    expect(client).toMatchObject({ jwks, token_endpoint_auth_signing_alg: alg })
    expect(client).not.toHaveProperty('client_secret')
    const parts = assertionParts(client['client_id'], privateKey)
    expect((await request(harness, await assertionForm(parts))).status).toBe(200)
    const { kid: _, ...header } = parts.header
    const unnamed = { ...claim(parts, { jti: 'unnamed' }), header: { ...header, alg } }
    expect((await request(harness, await assertionForm(unnamed))).status).toBe(200)
  })

  test('the registered algorithm is the only one', async () => {
    const harness = startHarness()
    const { privateKey, publicKey } = await keyPair('RS256')
    const { alg: _, ...open } = publicKey
    const { client_id } = await registerClient(harness, {
      ...machine,
      jwks: { keys: [open] },
      token_endpoint_auth_signing_alg: 'RS256',
    })
    const parts = assertionParts(client_id, privateKey)
    const { alg: _a, ...key } = privateKey
    const other = { ...parts, header: { alg: 'PS256' }, key }
    const response = await request(harness, await assertionForm(other))
    await expectRefusal(response, { ...assertion, says: 'alg must be RS256, as registered' }, harness)
    expect((await request(harness, await assertionForm(parts))).status).toBe(200)
  })

  test.each<{ name: string; alg: string; made?: string; changes: JWK }>([
    { name: 'encryption', alg: 'ES256', changes: { use: 'enc' } },
    { name: 'another algorithm', alg: 'PS256', changes: { alg: 'RS256' } },
    { name: 'another curve', alg: 'ES256', made: 'ES384', changes: {} },
    { name: 'another kind of algorithm', alg: 'EdDSA', made: 'ES256', changes: {} },
    { name: 'another kind of algorithm, which has no curve', alg: 'RS256', made: 'ES256', changes: {} },
  ])('a key that is for $name is not tried', async ({ alg, made = alg, changes }) => {
    const harness = startHarness()
    const { privateKey } = await keyPair(alg)
    const { alg: _, ...publicKey } = (await keyPair(made)).publicKey
    const { client_id } = await registerClient(harness, { ...machine, jwks: { keys: [{ ...publicKey, ...changes }] } })
    const response = await request(harness, await assertionForm(assertionParts(client_id, privateKey)))
    await expectRefusal(response, { ...assertion, says: 'kid and alg must be those of a registered key' }, harness)
  })

  test('a key too short for its algorithm verifies nothing', async () => {
    const harness = startHarness()
    const { publicKey } = await keyPair('RS256')
    const short = { ...publicKey, n: 'x'.repeat(128) }
    const { client_id } = await registerClient(harness, { ...machine, jwks: { keys: [short] } })
    const { privateKey } = await keyPair('RS256')
    const response = await request(harness, await assertionForm(assertionParts(client_id, privateKey)))
    await expectRefusal(response, { ...assertion, says: 'signature does not verify' }, harness)
  })

  const key = { kty: 'EC', crv: 'P-256', x: DEV_JWT_KEY.x, y: DEV_JWT_KEY.y }
  test.each<{ name: string; keys: Record<string, unknown>; says: string }>([
    { name: 'no keys', keys: {}, says: 'jwks or jwks_uri is required' },
    { name: 'both', keys: { jwks: { keys: [key] }, jwks_uri: 'https://client.example/jwks' }, says: 'must not both' },
    { name: 'a private key', keys: { jwks: { keys: [DEV_JWT_KEY] } }, says: 'keys[0] must be a public key, without d' },
    {
      name: 'a symmetric key',
      keys: { jwks: { keys: [key, { kty: 'oct', k: 'AA' }] } },
      says: 'keys[1] must be a public',
    },
    { name: 'an unknown kty', keys: { jwks: { keys: [{ kty: 'oct' }] } }, says: 'must have kty EC, RSA or OKP' },
    { name: 'no list', keys: { jwks: [key] }, says: 'jwks must be an object' },
    { name: 'an empty list', keys: { jwks: { keys: [] } }, says: '1 to 20' },
    { name: 'a long list', keys: { jwks: { keys: Array.from({ length: 21 }, () => key) } }, says: '1 to 20' },
    { name: 'no object', keys: { jwks: { keys: ['x'] } }, says: 'must be an object' },
    {
      name: 'a long member',
      keys: { jwks: { keys: [{ ...key, x5c: ['x'.repeat(3000)] }] } },
      says: 'no member longer',
    },
    { name: 'http', keys: { jwks_uri: 'http://client.example/jwks' }, says: 'jwks_uri must use https' },
    { name: 'a script', keys: { jwks_uri: 'javascript:alert(1)' }, says: 'jwks_uri must use https' },
    { name: 'a password in jwks_uri', keys: { jwks_uri: 'https://u:p@client.example/' }, says: 'user name' },
    { name: 'no URL', keys: { jwks_uri: 'jwks.json' }, says: 'jwks_uri must be a URL' },
    {
      name: 'alg none',
      keys: { jwks: { keys: [key] }, token_endpoint_auth_signing_alg: 'none' },
      says: 'token_endpoint_auth_signing_alg must be one of',
    },
    {
      name: 'a symmetric alg',
      keys: { jwks: { keys: [key] }, token_endpoint_auth_signing_alg: 'HS256' },
      says: 'token_endpoint_auth_signing_alg must be one of',
    },
  ])('refused: $name', async ({ keys, says }) => {
    const harness = startHarness()
    const response = await harness.postJson('/oauth/register', { ...machine, ...keys })
    await expectRefusal(
      response,
      { error: 'invalid_client_metadata', cites: 'server-refuses-bad-registration', says },
      harness,
    )
  })
})

describe('keys behind jwks_uri', () => {
  const URI = 'https://client.example/jwks.json'

  /** A web that serves `keys` and remembers what was asked. */
  function web(keys: () => unknown, answer: { status?: number; headers?: Record<string, string> } = {}) {
    const asked: string[] = []
    const outbound: Outbound = {
      post: () => expect.unreachable(),
      get: async (url) => {
        asked.push(url)
        const body = typeof keys() === 'string' ? String(keys()) : JSON.stringify({ keys: keys() })
        return { status: answer.status ?? 200, headers: new Headers(answer.headers), body }
      },
    }
    return { asked, outbound }
  }

  async function registered(harness: Harness): Promise<string> {
    return (await registerClient(harness, { ...machine, jwks_uri: URI }))['client_id'] ?? ''
  }

  test('are fetched, and kept for a while', async () => {
    const { privateKey, publicKey } = await keyPair('ES256', 'a')
    const { asked, outbound } = web(() => [publicKey])
    const harness = startHarness({}, { outbound })
    const clientId = await registered(harness)
    expect(asked).toEqual([])
    const ask = async () => {
      const { claims, ...parts } = assertionParts(clientId, privateKey)
      const now = Math.floor(harness.clock.now() / 1000)
      const form = await assertionForm({ ...parts, claims: { ...claims, iat: now, exp: now + 60 } })
      return (await request(harness, form)).status
    }
    expect([await ask(), await ask()]).toEqual([200, 200])
    expect(asked).toEqual([URI])
    harness.clock.advance(300)
    expect(await ask()).toBe(200)
    expect(asked).toEqual([URI, URI])
  })

  test('are fetched again, once, for a kid that is not among them', async () => {
    const [first, second] = [await keyPair('ES256', 'first'), await keyPair('ES256', 'second')]
    let served = [first.publicKey]
    const { asked, outbound } = web(() => served)
    const harness = startHarness({}, { outbound })
    const clientId = await registered(harness)
    const ask = async (key: JWK) => request(harness, await assertionForm(assertionParts(clientId, key)))
    expect((await ask(first.privateKey)).status).toBe(200)
    await expectRefusal(await ask(second.privateKey), assertion, harness)
    expect(asked).toHaveLength(2)
    served = [second.publicKey]
    expect((await ask(second.privateKey)).status).toBe(200)
    expect(asked).toHaveLength(3)
    await expectRefusal(await ask(first.privateKey), assertion, harness)
    expect(asked).toHaveLength(4)
  })

  test('are fetched at most sixty times a minute, whatever kids come', async () => {
    const { privateKey, publicKey } = await keyPair('ES256', 'a')
    const { asked, outbound } = web(() => [publicKey])
    const harness = startHarness({}, { outbound })
    const clientId = await registered(harness)
    const ask = async (kid: string) =>
      request(harness, await assertionForm(assertionParts(clientId, { ...privateKey, kid })))
    for (let sent = 0; sent < 60; sent += 1) await expectRefusal(await ask(`unknown-${sent}`), assertion, harness)
    const refused = await ask('one-more')
    const unavailable = { status: 503, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' } as const
    await expectRefusal(refused, unavailable, harness)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(asked).toHaveLength(60)
    // What was fetched still stands, and later one may ask again.
    expect((await ask('a')).status).toBe(200)
    harness.clock.advance(65)
    await expectRefusal(await ask('unknown'), assertion, harness)
    expect(asked).toHaveLength(61)
  })

  test('of another client do not count', async () => {
    const { privateKey, publicKey } = await keyPair('ES256', 'a')
    const { outbound } = web(() => [publicKey])
    const harness = startHarness({}, { outbound })
    await registered(harness)
    const response = await request(harness, await assertionForm(assertionParts('dev-jwt-client', privateKey)))
    await expectRefusal(response, assertion, harness)
  })

  test.each([
    { name: 'status', keys: () => [], answer: { status: 302 }, says: 'status 200' },
    { name: 'no JSON', keys: () => '<html>', says: 'jwks must be an object' },
    { name: 'a private key', keys: () => [DEV_JWT_KEY], says: 'without d' },
    { name: 'no keys', keys: () => [], says: '1 to 20' },
  ])('refused: $name', async ({ keys, answer, says }) => {
    const { outbound } = web(keys, answer)
    const harness = startHarness({}, { outbound })
    const parts = assertionParts(await registered(harness))
    const response = await request(harness, await assertionForm(parts))
    await expectRefusal(response, { ...assertion, says }, harness)
  })

  test.each(['https://169.254.169.254/jwks', 'https://10.0.0.1/jwks', 'https://[fd00::1]/jwks'])(
    'are never asked for at a special-use address: %s',
    async (jwks_uri) => {
      const harness = startHarness()
      const { client_id } = await registerClient(harness, { ...machine, jwks_uri })
      const response = await request(harness, await assertionForm(assertionParts(client_id)))
      await expectRefusal(response, { ...assertion, says: 'jwks_uri of this client could not be fetched' }, harness)
      const [refused] = harness.events.filter(({ type }) => type === 'request.refused')
      expect(refused).toMatchObject({ reason: expect.stringContaining('blocked') })
    },
  )

  test('are asked for on loopback only while the setting allows it, and within bounds', async () => {
    const { privateKey, publicKey } = await keyPair('ES256', 'a')
    for (const loopback of [true, false]) {
      const seen: unknown[] = []
      const outbound: Outbound = {
        post: () => expect.unreachable(),
        get: async (_url, options) => {
          seen.push(options)
          return { status: 200, headers: new Headers(), body: JSON.stringify({ keys: [publicKey] }) }
        },
      }
      const harness = startHarness({ loopbackClientMetadata: loopback }, { outbound })
      const { client_id } = await registerClient(harness, { ...machine, jwks_uri: 'http://127.0.0.1:1/jwks' })
      await request(harness, await assertionForm(assertionParts(client_id, privateKey)))
      expect(seen).toEqual([{ limit: 65_536, timeout: 5000, reach: loopback ? 'loopback' : 'public' }])
    }
  })
})

describe('a metadata document with keys (CIMD-00 §6.2)', () => {
  const clientId = 'https://client.example/client.json'

  function documentWith(members: Record<string, unknown>): Outbound {
    const document = {
      client_id: clientId,
      client_name: 'Example',
      redirect_uris: ['http://127.0.0.1/callback'],
      grant_types: ['authorization_code', 'client_credentials'],
      token_endpoint_auth_method: 'private_key_jwt',
      ...members,
    }
    return {
      post: () => expect.unreachable(),
      get: async () => ({
        status: 200,
        headers: new Headers({ 'content-type': 'application/json' }),
        body: JSON.stringify(document),
      }),
    }
  }

  test('makes a client that must sign, and can', async () => {
    const { privateKey, publicKey } = await keyPair('ES256', 'a')
    const harness = startHarness({}, { outbound: documentWith({ jwks: { keys: [publicKey] } }) })
    const code = await obtainCode(harness, { client_id: clientId })
    const form = { ...codeRequest(code), client_id: clientId }
    const unproven = await harness.post('/oauth/token', form)
    await expectRefusal(
      unproven,
      { status: 401, error: 'invalid_client', cites: 'client-authenticates-as-registered' },
      harness,
    )
    const signed = await assertionForm(assertionParts(clientId, privateKey))
    expect((await harness.post('/oauth/token', { ...form, ...signed })).status).toBe(200)
  })

  test.each([
    { name: 'a private key', members: { jwks: { keys: [DEV_JWT_KEY] } }, says: 'without d' },
    { name: 'no key', members: {}, says: 'jwks or jwks_uri is required' },
  ])('refused: $name', async ({ members, says }) => {
    const harness = startHarness({}, { outbound: documentWith(members) })
    const response = await request(harness, {
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await signed({ alg: 'ES256' }, { iss: clientId, sub: clientId }, DEV_JWT_KEY),
    })
    await expectRefusal(
      response,
      { status: 401, error: 'invalid_client', cites: 'server-accepts-metadata-documents', says },
      harness,
    )
  })
})
