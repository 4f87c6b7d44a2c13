import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Store, VirtualClock } from '../src/index.ts'
import { memoryStore } from '../src/store/memory.ts'
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
  registerClient,
  startHarness,
  type Tokens,
  tokensOf,
} from './support/harness.ts'
import { ath, type Changes, type Key, newEdKey, newKey, newRsaKey, proof, START } from './support/proof.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

const key = newKey()
const another = newKey()
const rsa = newRsaKey()

type Form = Record<string, string>

const post = (harness: Harness, form: Form, dpop?: string): Promise<Response> =>
  harness.post('/oauth/token', form, dpop === undefined ? {} : { dpop })

const forItself: Form = {
  grant_type: 'client_credentials',
  client_id: 'dev-confidential-client',
  client_secret: 'dev-confidential-secret',
}

const invalid: Refusal = { error: 'invalid_dpop_proof', cites: 'client-sends-fresh-proof' }
const nonceWanted: Refusal = { error: 'use_dpop_nonce', cites: 'rfc9449 §8' }
const bound: Refusal = { error: 'invalid_grant', cites: 'server-binds-tokens-with-dpop', says: 'is bound to a key' }
const proofWanted: Refusal = {
  error: 'invalid_dpop_proof',
  cites: 'client-proves-key-at-token-endpoint',
  says: 'a DPoP header with a proof is required',
}
const full: Refusal = { status: 503, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' }

/** What became of a token request: 200, or what was wrong. */
async function outcome(response: Response): Promise<string> {
  return response.status === 200 ? '200' : `${response.status} ${await response.text()}`
}

/** What the protected resource finds a token bound to. */
async function confirmation(harness: Harness, token: string, key: Key): Promise<unknown> {
  const claims = { htu: RESOURCE, iat: Math.floor(harness.clock.now() / 1000), ath: ath(token) }
  const headers = { authorization: `DPoP ${token}`, dpop: proof(key, { claims }) }
  const response = await harness.fetch(
    mcpRequest('tools/call', { name: 'whoami', arguments: {} }, undefined, { headers }),
  )
  const { result } = await messageOf(response)
  return (result?.['structuredContent'] as Record<string, unknown> | undefined)?.['cnf']
}

describe('a token request with a proof (RFC 9449 §5)', () => {
  verifies('server-binds-tokens-with-dpop')

  test('gives an access token bound to its key', async () => {
    const harness = startHarness()
    const response = await post(harness, codeRequest(await obtainCode(harness)), proof(key))
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.has('dpop-nonce')).toBe(false)
    const tokens = await tokensOf(response)
    expect(tokens.token_type).toBe('DPoP')
    expect(await confirmation(harness, tokens.access_token, key)).toEqual({ jkt: key.jkt })
  })

  test('by every grant', async () => {
    const harness = startHarness()
    expect(await tokensOf(await post(harness, forItself, proof(key)))).toMatchObject({ token_type: 'DPoP' })
    const { client_id, refresh_token = '' } = await obtainTokens(harness)
    const refresh = { grant_type: 'refresh_token', client_id, refresh_token }
    expect(await tokensOf(await post(harness, refresh, proof(key)))).toMatchObject({ token_type: 'DPoP' })
  })

  test.each<{ alg: string; with: Key }>([
    { alg: 'ES256', with: key },
    { alg: 'RS256', with: rsa },
    { alg: 'PS256', with: rsa },
    { alg: 'Ed25519', with: newEdKey() },
    { alg: 'EdDSA', with: newEdKey() },
  ])('signed by $alg', async ({ alg, with: key }) => {
    const harness = startHarness()
    const { access_token } = await tokensOf(await post(harness, forItself, proof(key, { header: { alg } })))
    const claims = { htu: RESOURCE, ath: ath(access_token) }
    const headers = { authorization: `DPoP ${access_token}`, dpop: proof(key, { header: { alg }, claims }) }
    expect((await harness.fetch(mcpRequest('tools/list', {}, undefined, { headers }))).status).toBe(200)
  })

  test.each<{ name: string; changes: Changes }>([
    { name: 'iat 300 seconds ago', changes: { claims: { iat: START - 300 } } },
    { name: 'iat 300 seconds ahead', changes: { claims: { iat: START + 300 } } },
    { name: 'htu with query and fragment', changes: { claims: { htu: `${ISSUER}/oauth/token?a=b#c` } } },
    { name: 'htu spelt otherwise', changes: { claims: { htu: 'HTTP://127.0.0.1:8765/x/../oauth/%74oken' } } },
    { name: 'nonce, though none is asked for', changes: { claims: { nonce: 'x' } } },
    { name: 'ath, though no token is presented', changes: { claims: { ath: 'x' } } },
    { name: 'claims and header members nobody knows', changes: { claims: { a: 1 }, header: { b: 2 } } },
    { name: 'exp to come', changes: { claims: { exp: START + 10 } } },
  ])('may have: $name', async ({ changes }) => {
    expect(await outcome(await post(startHarness(), forItself, proof(key, changes)))).toBe('200')
  })
})

const hmac = (data: string): string => createHmac('sha256', JSON.stringify(key.jwk)).update(data).digest('base64url')
const { d } = key.privateKey.export({ format: 'jwk' })

describe('a proof with one thing wrong is refused, and nothing is used up (RFC 9449 §4.3)', () => {
  verifies('server-binds-tokens-with-dpop')

  test.each<{ name: string; changes: Changes; says: string }>([
    { name: 'no typ', changes: { header: { typ: undefined } }, says: 'typ' },
    { name: 'typ of any JWT', changes: { header: { typ: 'JWT' } }, says: 'typ' },
    { name: 'no alg', changes: { header: { alg: undefined } }, says: 'alg' },
    { name: 'alg none', changes: { header: { alg: 'none' }, signature: () => '' }, says: 'alg' },
    { name: 'alg none, yet signed', changes: { header: { alg: 'none' } }, says: 'alg' },
    { name: 'symmetric alg', changes: { header: { alg: 'HS256' }, signature: hmac }, says: 'alg' },
    { name: 'alg not listed', changes: { header: { alg: 'ES384' } }, says: 'alg' },
    { name: 'no jwk', changes: { header: { jwk: undefined } }, says: 'jwk' },
    { name: 'jwk no object', changes: { header: { jwk: 'x' } }, says: 'jwk' },
    { name: 'jwk null', changes: { header: { jwk: null } }, says: 'jwk' },
    { name: 'private jwk', changes: { header: { jwk: { ...key.jwk, d } } }, says: 'without d' },
    { name: 'symmetric jwk', changes: { header: { jwk: { kty: 'oct', k: 'AAAA' } } }, says: 'without k' },
    { name: 'jwk of another kind than alg', changes: { header: { jwk: rsa.jwk } }, says: 'that ES256 takes' },
    { name: 'jwk of another curve', changes: { header: { jwk: newKey('P-384').jwk } }, says: 'that ES256 takes' },
    { name: 'jwk for encryption', changes: { header: { jwk: { ...key.jwk, use: 'enc' } } }, says: 'that ES256 takes' },
    { name: 'jwk without y', changes: { header: { jwk: { ...key.jwk, y: undefined } } }, says: 'that ES256 takes' },
    { name: 'crit', changes: { header: { crit: ['x'], x: 1 } }, says: 'signed' },
    { name: 'signature of another key', changes: { header: { jwk: another.jwk } }, says: 'signed' },
    { name: 'bad signature', changes: { signature: () => 'A'.repeat(86) }, says: 'signed' },
    { name: 'no signature', changes: { signature: () => '' }, says: 'signed' },
    { name: 'exp long gone', changes: { claims: { exp: START - 301 } }, says: 'exp in the DPoP proof' },
    { name: 'no jti', changes: { claims: { jti: undefined } }, says: 'jti' },
    { name: 'empty jti', changes: { claims: { jti: '' } }, says: 'jti' },
    { name: 'jti no string', changes: { claims: { jti: 1 } }, says: 'jti' },
    { name: 'no htm', changes: { claims: { htm: undefined } }, says: 'htm in the DPoP proof must be POST' },
    { name: 'other htm', changes: { claims: { htm: 'GET' } }, says: 'htm in the DPoP proof must be POST' },
    { name: 'htm in lower case', changes: { claims: { htm: 'post' } }, says: 'htm in the DPoP proof must be POST' },
    { name: 'no htu', changes: { claims: { htu: undefined } }, says: `htu in the DPoP proof must be ${ISSUER}/oauth` },
    { name: 'htu of another endpoint', changes: { claims: { htu: RESOURCE } }, says: 'htu' },
    { name: 'htu of another issuer', changes: { claims: { htu: 'http://localhost:8765/oauth/token' } }, says: 'htu' },
    { name: 'htu by https', changes: { claims: { htu: 'https://127.0.0.1:8765/oauth/token' } }, says: 'htu' },
    { name: 'htu with a slash more', changes: { claims: { htu: `${ISSUER}/oauth/token/` } }, says: 'htu' },
    { name: 'no iat', changes: { claims: { iat: undefined } }, says: 'iat' },
    { name: 'iat no number', changes: { claims: { iat: String(START) } }, says: 'iat in the DPoP proof' },
    { name: 'old iat', changes: { claims: { iat: START - 301 } }, says: 'within 300 seconds' },
    { name: 'iat to come', changes: { claims: { iat: START + 301 } }, says: 'within 300 seconds' },
    { name: 'iat in milliseconds', changes: { claims: { iat: START * 1000 } }, says: 'within 300 seconds' },
  ])('$name', async ({ changes, says }) => {
    const harness = startHarness()
    const form = codeRequest(await obtainCode(harness))
    const response = await post(harness, form, proof(key, changes))
    expect(response.headers.get('cache-control')).toBe('no-store')
    await expectRefusal(response, { ...invalid, says }, harness)
    expect(await outcome(await post(harness, form, proof(key)))).toBe('200')
  })

  test.each([
    { name: 'two headers', dpop: () => `${proof(key)}, ${proof(key)}`, says: 'more than once' },
    { name: 'the same header twice', dpop: () => Array(2).fill(proof(key)).join(', '), says: 'more than once' },
    { name: 'empty header', dpop: () => '', says: 'one JWT' },
    { name: 'no JWT', dpop: () => 'proof', says: 'one JWT' },
    { name: 'header no JSON', dpop: () => `AAAA.${proof(key).split('.').slice(1).join('.')}`, says: 'JSON' },
    {
      name: 'payload no JSON',
      dpop: () => proof(key, { signature: () => 'A'.repeat(86) }).replace(/\..*\./, '.AAAA.'),
      says: 'signed',
    },
    { name: 'payload of another', dpop: () => swapped(proof(key), proof(key)), says: 'signed' },
  ])('$name', async ({ dpop, says }) => {
    const harness = startHarness()
    const form = codeRequest(await obtainCode(harness))
    await expectRefusal(await post(harness, form, dpop()), { ...invalid, says }, harness)
    expect(await outcome(await post(harness, form, proof(key)))).toBe('200')
  })

  test('RSA keys of less than 2048 bits (RFC 7518 §3.3)', async () => {
    const dpop = proof(newRsaKey(1024), { header: { alg: 'RS256' } })
    const harness = startHarness()
    await expectRefusal(await post(harness, forItself, dpop), invalid, harness)
  })

  test('a narrower window, if the settings say so', async () => {
    const harness = startHarness({ dpopProofLifetime: 10 })
    expect(await outcome(await post(harness, forItself, proof(key, { claims: { iat: START - 10 } })))).toBe('200')
    const late = await post(harness, forItself, proof(key, { claims: { iat: START - 11 } }))
    await expectRefusal(late, { ...invalid, says: 'within 10 seconds' }, harness)
  })
})

/** The payload of one proof under the signature of another. */
function swapped(one: string, other: string): string {
  const [header, , signature] = one.split('.')
  return [header, other.split('.')[1], signature].join('.')
}

/** A store that answers who looks for a used proof when so many have looked: none of them knows of the others. */
function meeting(count: number): Store {
  const store = memoryStore(new VirtualClock(START * 1000))
  let resolve = (): void => undefined
  const promise = new Promise<void>((met) => {
    resolve = met
  })
  let looking = 0
  return {
    ...store,
    async get(key) {
      const found = await store.get(key)
      if (!key.includes('dpop-proofs:') || key.includes('quota:')) return found
      looking += 1
      if (looking === count) resolve()
      await promise
      return found
    },
  }
}

describe('a proof is good once (RFC 9449 §11.1)', () => {
  const replayed: Refusal = { ...invalid, says: 'already used: each request needs a proof of its own' }

  test('the same again is refused', async () => {
    const harness = startHarness()
    const dpop = proof(key)
    expect(await outcome(await post(harness, forItself, dpop))).toBe('200')
    await expectRefusal(await post(harness, forItself, dpop), replayed, harness)
  })

  test('the same jti in a new proof is refused', async () => {
    const harness = startHarness()
    expect(await outcome(await post(harness, forItself, proof(key, { claims: { jti: 'a' } })))).toBe('200')
    const again = proof(key, { claims: { jti: 'a', iat: START - 1 } })
    await expectRefusal(await post(harness, forItself, again), replayed, harness)
  })

  test('the same jti of another key, or at another URI, is another one', async () => {
    const harness = startHarness()
    const claims = { jti: 'a' }
    const { access_token } = await tokensOf(await post(harness, forItself, proof(key, { claims })))
    expect(await outcome(await post(harness, forItself, proof(another, { claims })))).toBe('200')
    const there = proof(key, { claims: { ...claims, htu: RESOURCE, ath: ath(access_token) } })
    const headers = { authorization: `DPoP ${access_token}`, dpop: there }
    expect((await harness.fetch(mcpRequest('tools/list', {}, undefined, { headers }))).status).toBe(200)
  })

  test('of twenty at one moment one wins', async () => {
    const harness = startHarness()
    const dpop = proof(key)
    const responses = await Promise.all(Array.from({ length: 20 }, () => post(harness, forItself, dpop)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('of twenty that all find it unused one wins', async () => {
    const harness = startHarness({}, { store: meeting(20) })
    const dpop = proof(key)
    const responses = await Promise.all(Array.from({ length: 20 }, () => post(harness, forItself, dpop)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('and is remembered for as long as its iat is good', async () => {
    const harness = startHarness()
    const dpop = proof(key, { claims: { iat: START + 300 } })
    expect(await outcome(await post(harness, forItself, dpop))).toBe('200')
    for (const seconds of [299, 300, 1]) {
      harness.clock.advance(seconds)
      await expectRefusal(await post(harness, forItself, dpop), replayed, harness)
    }
    harness.clock.advance(0.999)
    await expectRefusal(await post(harness, forItself, dpop), replayed, harness)
    harness.clock.advance(0.001)
    await expectRefusal(await post(harness, forItself, dpop), { ...invalid, says: 'within 300 seconds' }, harness)
  })

  test('no more are remembered than the settings say, and room comes back', async () => {
    const harness = startHarness({ dpopProofLimit: 2 })
    const now = (): Changes => ({ claims: { iat: Math.floor(harness.clock.now() / 1000) } })
    const dpop = proof(key, now())
    expect(await outcome(await post(harness, forItself, dpop))).toBe('200')
    await expectRefusal(await post(harness, forItself, dpop), replayed, harness)
    expect(await outcome(await post(harness, forItself, proof(key, now())))).toBe('200')
    await expectRefusal(await post(harness, forItself, proof(key, now())), full, harness)
    harness.clock.advance(601)
    await expectRefusal(await post(harness, forItself, proof(key, now())), full, harness)
    harness.clock.advance(601)
    expect(await outcome(await post(harness, forItself, proof(key, now())))).toBe('200')
  })
})

describe('nonces of the authorization server (RFC 9449 §8)', () => {
  const start = (): Harness => startHarness({ dpopNonces: 'authorization-server' })

  /** The nonce that the server answers a proof without one with. */
  async function askNonce(harness: Harness): Promise<string> {
    const iat = Math.floor(harness.clock.now() / 1000)
    const response = await post(harness, forItself, proof(key, { claims: { iat } }))
    await expectRefusal(response, nonceWanted, harness)
    return response.headers.get('dpop-nonce') ?? ''
  }

  test('a proof without is told one, the code is not used up, and the answer tells the next', async () => {
    const harness = start()
    const form = codeRequest(await obtainCode(harness))
    const refused = await post(harness, form, proof(key))
    await expectRefusal(refused, { ...nonceWanted, says: 'it has none' }, harness)
    const nonce = refused.headers.get('dpop-nonce') ?? ''
    expect(nonce).toMatch(/^[\x21\x23-\x5B\x5D-\x7E]+$/)
    const response = await post(harness, form, proof(key, { claims: { nonce } }))
    expect(await outcome(response)).toBe('200')
    expect(response.headers.get('dpop-nonce')).toBe(nonce)
  })

  test.each<{ name: string; nonce: unknown }>([
    { name: 'wrong', nonce: 'x' },
    { name: 'empty', nonce: '' },
    { name: 'null', nonce: null },
    { name: 'of no type', nonce: 1 },
  ])('a nonce is not right: $name', async ({ nonce }) => {
    const harness = start()
    await askNonce(harness)
    const response = await post(harness, forItself, proof(key, { claims: { nonce } }))
    await expectRefusal(response, nonceWanted, harness)
    expect(response.headers.has('dpop-nonce')).toBe(true)
  })

  test('a nonce is good for a while, and then stale', async () => {
    const harness = start()
    const nonce = await askNonce(harness)
    const attempt = (): Promise<Response> => {
      const iat = Math.floor(harness.clock.now() / 1000)
      return post(harness, forItself, proof(key, { claims: { iat, nonce } }))
    }
    harness.clock.advance(60)
    const late = await attempt()
    expect(await outcome(late)).toBe('200')
    expect(late.headers.get('dpop-nonce')).not.toBe(nonce)
    harness.clock.advance(60)
    const stale = await attempt()
    await expectRefusal(stale, { ...nonceWanted, says: 'not recent' }, harness)
    expect(stale.headers.get('dpop-nonce')).not.toBe(nonce)
  })

  test('a nonce excuses no old iat', async () => {
    const harness = start()
    const nonce = await askNonce(harness)
    const response = await post(harness, forItself, proof(key, { claims: { nonce, iat: START - 301 } }))
    await expectRefusal(response, { ...invalid, says: 'within 300 seconds' }, harness)
    expect(response.headers.get('dpop-nonce')).toBe(nonce)
  })

  test('twenty who ask at one moment get the same', async () => {
    const harness = start()
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => askNonce(harness))))).toHaveProperty('size', 1)
  })

  test('who proves no key is not bothered', async () => {
    const response = await post(start(), forItself)
    expect(await outcome(response)).toBe('200')
    expect(response.headers.has('dpop-nonce')).toBe(false)
  })

  test('the other side asks for none', async () => {
    expect(await outcome(await post(startHarness({ dpopNonces: 'resource' }), forItself, proof(key)))).toBe('200')
  })

  test('the nonces of the resource are not its own', async () => {
    const harness = startHarness({ dpopNonces: 'both' })
    const own = await askNonce(harness)
    const { access_token } = await tokensOf(await post(harness, forItself, proof(key, { claims: { nonce: own } })))
    const claims = { htu: RESOURCE, ath: ath(access_token) }
    const headers = { authorization: `DPoP ${access_token}`, dpop: proof(key, { claims }) }
    const refused = await harness.fetch(mcpRequest('tools/list', {}, undefined, { headers }))
    const nonce = refused.headers.get('dpop-nonce') ?? ''
    expect(nonce).not.toBe('')
    expect(nonce).not.toBe(own)
    await expectRefusal(await post(harness, forItself, proof(key, { claims: { nonce } })), nonceWanted, harness)
  })
})

describe('what a public client gets is bound to its key (RFC 9449 §5)', () => {
  async function boundTokens(harness: Harness): Promise<Tokens & { client_id: string; refresh_token: string }> {
    const { client_id = '' } = await registerClient(harness)
    const code = await obtainCode(harness, { client_id })
    const tokens = await tokensOf(await post(harness, { ...codeRequest(code), client_id }, proof(key)))
    return { ...tokens, client_id, refresh_token: tokens.refresh_token ?? '' }
  }

  const refresh = ({ client_id, refresh_token }: { client_id: string; refresh_token?: string }): Form => ({
    grant_type: 'refresh_token',
    client_id,
    refresh_token: refresh_token ?? '',
  })

  test('a refresh takes the same key, again and again', async () => {
    const harness = startHarness()
    const first = await boundTokens(harness)
    const second = await tokensOf(await post(harness, refresh(first), proof(key)))
    expect(second.token_type).toBe('DPoP')
    const third = await tokensOf(await post(harness, refresh({ ...second, client_id: first.client_id }), proof(key)))
    expect(await confirmation(harness, third.access_token, key)).toEqual({ jkt: key.jkt })
  })

  test.each([
    { name: 'another key', dpop: (): string | undefined => proof(another), says: 'is made with another' },
    { name: 'no key', dpop: (): string | undefined => undefined, says: 'send a DPoP proof' },
  ])('a refresh with $name is refused, and the token not used up', async ({ dpop, says }) => {
    const harness = startHarness()
    const tokens = await boundTokens(harness)
    await expectRefusal(await post(harness, refresh(tokens), dpop()), { ...bound, says }, harness)
    expect(await outcome(await post(harness, refresh(tokens), proof(key)))).toBe('200')
  })

  test('a refresh token that was bound to none is bound by the first refresh with a proof', async () => {
    const harness = startHarness()
    const first = await obtainTokens(harness)
    const second = await tokensOf(await post(harness, refresh(first), proof(key)))
    const next = refresh({ ...second, client_id: first.client_id })
    await expectRefusal(await post(harness, next), bound, harness)
    expect(await outcome(await post(harness, next, proof(key)))).toBe('200')
  })

  test('that of a confidential client is bound by its authentication, and takes any key', async () => {
    const harness = startHarness()
    const method = { token_endpoint_auth_method: 'client_secret_post' }
    const { client_id = '', client_secret = '' } = await registerClient(harness, method)
    const form = { ...codeRequest(await obtainCode(harness, { client_id })), client_id, client_secret }
    const first = await tokensOf(await post(harness, form, proof(key)))
    const again = (tokens: Tokens): Form => ({ ...refresh({ ...tokens, client_id }), client_secret })
    const second = await tokensOf(await post(harness, again(first), proof(another)))
    expect(await confirmation(harness, second.access_token, another)).toEqual({ jkt: another.jkt })
    expect(await tokensOf(await post(harness, again(second)))).toMatchObject({ token_type: 'Bearer' })
  })
})

describe('a code bound by dpop_jkt (RFC 9449 §10)', () => {
  test.each([
    { name: 'another key', dpop: (): string | undefined => proof(another) },
    { name: 'no key', dpop: (): string | undefined => undefined },
  ])('is refused with $name, and not used up: the right one redeems it', async ({ dpop }) => {
    const harness = startHarness()
    const form = codeRequest(await obtainCode(harness, { dpop_jkt: key.jkt }))
    await expectRefusal(await post(harness, form, dpop()), { ...bound, says: 'code is bound' }, harness)
    expect(await outcome(await post(harness, form, proof(key)))).toBe('200')
  })

  test.each(['x', `${key.jkt}=`, key.jkt.slice(1), `${key.jkt.slice(1)}+`])('%s is no thumbprint', async (dpop_jkt) => {
    const harness = startHarness()
    const response = await harness.get(authorizationRequest({ dpop_jkt }))
    const cites = 'rfc9449 §10'
    await expectRefusal(response, { status: 302, error: 'invalid_request', cites, says: 'dpop_jkt' }, harness)
  })
})

describe('who has to prove a key (RFC 9449 §5.2)', () => {
  test('a client registered so', async () => {
    const harness = startHarness()
    const registered = await registerClient(harness, { dpop_bound_access_tokens: true })
    expect(registered).toMatchObject({ dpop_bound_access_tokens: true })
    const { client_id = '' } = registered
    const form = { ...codeRequest(await obtainCode(harness, { client_id })), client_id }
    await expectRefusal(await post(harness, form), proofWanted, harness)
    expect(await outcome(await post(harness, form, proof(key)))).toBe('200')
  })

  test('a client described so by its document', async () => {
    const client_id = 'https://client.example/oauth.json'
    const document = { client_id, client_name: 'A', redirect_uris: ['http://127.0.0.1/callback'] }
    const body = JSON.stringify({ ...document, dpop_bound_access_tokens: true })
    const headers = new Headers({ 'content-type': 'application/json' })
    const harness = startHarness(
      {},
      { outbound: { post: () => expect.unreachable(), get: async () => ({ status: 200, headers, body }) } },
    )
    const form = { ...codeRequest(await obtainCode(harness, { client_id })), client_id }
    await expectRefusal(await post(harness, form), proofWanted, harness)
    expect(await outcome(await post(harness, form, proof(key)))).toBe('200')
  })

  test('not one registered otherwise', async () => {
    const harness = startHarness()
    const { client_id = '' } = await registerClient(harness, { dpop_bound_access_tokens: false })
    const form = { ...codeRequest(await obtainCode(harness, { client_id })), client_id }
    expect(await outcome(await post(harness, form))).toBe('200')
  })

  test('the member is true or false', async () => {
    await expect(registerClient(startHarness(), { dpop_bound_access_tokens: 'yes' })).rejects.toThrow(
      'dpop_bound_access_tokens must be true or false',
    )
  })

  test('everybody, if the settings say so, and is told a nonce in that', async () => {
    const harness = startHarness({ dpopRequired: true, dpopNonces: 'both' })
    const response = await post(harness, forItself)
    await expectRefusal(response, proofWanted, harness)
    const nonce = response.headers.get('dpop-nonce') ?? ''
    expect(await outcome(await post(harness, forItself, proof(key, { claims: { nonce } })))).toBe('200')
  })

  test('the client is authenticated first', async () => {
    const harness = startHarness({ dpopRequired: true })
    const response = await post(harness, { ...forItself, client_secret: 'x' })
    const cites = 'server-enforces-client-authentication'
    await expectRefusal(response, { status: 401, error: 'invalid_client', cites }, harness)
  })
})
