import { describe, expect, test } from 'vitest'
import { memoryStore } from '../src/store/memory.ts'
import {
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  obtainCode,
  RESOURCE,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { ath, type Changes, newKey, proof, START } from './support/proof.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

const key = newKey()
const another = newKey()
const ALGS = 'algs="ES256 RS256 PS256 Ed25519 EdDSA"'
const METADATA = `resource_metadata="${ISSUER}/.well-known/oauth-protected-resource/mcp/oauth"`
const BASIC_SCOPE = 'scope="mcp:tools:list mcp:tools:echo mcp:tools:read"'

async function obtain(harness: Harness, dpop?: string, scope?: string): Promise<string> {
  const form = codeRequest(await obtainCode(harness, scope === undefined ? {} : { scope }))
  return (await tokensOf(await harness.post('/oauth/token', form, dpop === undefined ? {} : { dpop }))).access_token
}

/** A right proof for a call with `token`, but for what is changed. */
const callProof = (token: string, { header, claims, signature }: Changes = {}, by = key): string =>
  proof(by, {
    ...(header !== undefined && { header }),
    ...(signature !== undefined && { signature }),
    claims: { htu: RESOURCE, ath: ath(token), ...claims },
  })

const call = (harness: Harness, authorization: string, dpop?: string, path = '/mcp/oauth'): Promise<Response> =>
  harness.fetch(
    mcpRequest('tools/list', {}, undefined, { path, headers: { authorization, ...(dpop !== undefined && { dpop }) } }),
  )

describe('a bound token with a proof (RFC 9449 §7.1)', () => {
  test('is good, the scheme in any case', async () => {
    const harness = startHarness()
    const token = await obtain(harness, proof(key))
    for (const scheme of ['DPoP', 'dpop', 'DPOP']) {
      const response = await call(harness, `${scheme} ${token}`, callProof(token))
      expect(response.status).toBe(200)
      expect(response.headers.has('dpop-nonce')).toBe(false)
    }
  })

  test('needs a new one for each request', async () => {
    const harness = startHarness()
    const token = await obtain(harness, proof(key))
    const dpop = callProof(token)
    expect((await call(harness, `DPoP ${token}`, dpop)).status).toBe(200)
    const again = await call(harness, `DPoP ${token}`, dpop)
    await expectRefusal(again, { status: 401, error: 'invalid_dpop_proof', cites: 'client-sends-fresh-proof' }, harness)
    expect(again.headers.get('www-authenticate')).toContain('error="invalid_dpop_proof", error_description="jti')
  })

  test('of twenty with one proof at one moment one is served', async () => {
    const harness = startHarness()
    const token = await obtain(harness, proof(key))
    const dpop = callProof(token)
    const responses = await Promise.all(Array.from({ length: 20 }, () => call(harness, `DPoP ${token}`, dpop)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('may lack scope: the challenge is of its scheme', async () => {
    const harness = startHarness()
    const token = await obtain(harness, proof(key), 'mcp:tools:echo')
    const response = await call(harness, `DPoP ${token}`, callProof(token))
    await expectRefusal(response, { status: 403, error: 'insufficient_scope', cites: 'rfc6750 §3.1' }, harness)
    expect(response.headers.get('www-authenticate')).toMatch(
      /^DPoP realm="[^"]+", error="insufficient_scope", error_description="[^"]+", scope="mcp:tools:list", /,
    )
  })
})

describe('a call with one thing wrong is refused by a DPoP challenge (RFC 9449 §7.1)', () => {
  test.each<{ name: string; changes: Changes; says: string }>([
    { name: 'no typ', changes: { header: { typ: undefined } }, says: 'typ' },
    { name: 'alg none', changes: { header: { alg: 'none' }, signature: () => '' }, says: 'alg' },
    { name: 'no jwk', changes: { header: { jwk: undefined } }, says: 'jwk' },
    { name: 'bad signature', changes: { signature: () => 'A'.repeat(86) }, says: 'signed' },
    { name: 'no jti', changes: { claims: { jti: undefined } }, says: 'jti' },
    { name: 'other htm', changes: { claims: { htm: 'GET' } }, says: 'htm' },
    { name: 'htu of the token endpoint', changes: { claims: { htu: `${ISSUER}/oauth/token` } }, says: RESOURCE },
    { name: 'htu of the other surface', changes: { claims: { htu: `${ISSUER}/mcp/bearer-token` } }, says: RESOURCE },
    {
      name: 'htu under another name',
      changes: { claims: { htu: RESOURCE.replace('127.0.0.1', 'localhost') } },
      says: 'htu',
    },
    { name: 'old iat', changes: { claims: { iat: START - 301 } }, says: 'within 300 seconds' },
    { name: 'iat to come', changes: { claims: { iat: START + 301 } }, says: 'within 300 seconds' },
    { name: 'no ath', changes: { claims: { ath: undefined } }, says: 'ath' },
    { name: 'ath of another token', changes: { claims: { ath: ath('x') } }, says: 'ath' },
    {
      name: 'ath in hex',
      changes: { claims: { ath: Buffer.from(ath('x'), 'base64url').toString('hex') } },
      says: 'ath',
    },
  ])('$name: invalid_dpop_proof', async ({ changes, says }) => {
    const harness = startHarness()
    const token = await obtain(harness, proof(key))
    const response = await call(harness, `DPoP ${token}`, callProof(token, changes))
    await expectRefusal(
      response,
      { status: 401, error: 'invalid_dpop_proof', cites: 'client-sends-fresh-proof', says },
      harness,
    )
    expect(response.headers.get('cache-control')).toBe('no-store')
    const body = (await response.json()) as { error_description: string }
    expect(response.headers.get('www-authenticate')).toBe(
      `DPoP realm="mcp-auth-test-server", error="invalid_dpop_proof", error_description="${body.error_description}", ${BASIC_SCOPE}, ${METADATA}, ${ALGS}`,
    )
    expect((await call(harness, `DPoP ${token}`, callProof(token))).status).toBe(200)
  })

  test.each<Refusal & { name: string; dpop: (token: string) => string | undefined }>([
    {
      name: 'no proof',
      dpop: () => undefined,
      error: 'invalid_dpop_proof',
      cites: 'client-sends-fresh-proof',
      says: 'the DPoP header is required',
    },
    {
      name: 'two proofs',
      dpop: (token) => `${callProof(token)}, ${callProof(token)}`,
      error: 'invalid_dpop_proof',
      cites: 'client-sends-fresh-proof',
      says: 'more than once',
    },
    {
      name: 'proof of another key',
      dpop: (token) => callProof(token, {}, another),
      error: 'invalid_token',
      cites: 'rfc9449 §7.1',
      says: 'bound to another key',
    },
  ])('$name: $error', async ({ dpop, ...refusal }) => {
    const harness = startHarness()
    const token = await obtain(harness, proof(key))
    const response = await call(harness, `DPoP ${token}`, dpop(token))
    await expectRefusal(response, { ...refusal, status: 401 }, harness)
    expect(response.headers.get('www-authenticate')).toMatch(/^DPoP [^,]+, error=/)
    expect(response.headers.get('www-authenticate')).not.toContain('Bearer')
  })

  test('an unknown token: invalid_token, before its proof is looked at', async () => {
    const harness = startHarness()
    const response = await call(harness, 'DPoP nothing')
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' }, harness)
    expect(response.headers.get('www-authenticate')).toContain(ALGS)
  })

  test.each(['DPoP', 'DPoP ', 'DPoP a b', 'DPoP "x"'])('malformed header %j: 400', async (authorization) => {
    const harness = startHarness()
    const response = await call(harness, authorization)
    await expectRefusal(
      response,
      { error: 'invalid_request', cites: 'rfc9449 §7.1', says: 'must be DPoP, a space' },
      harness,
    )
  })
})

describe('no token passes in the other scheme (RFC 9449 §7.2)', () => {
  test('a bound one as Bearer: the Bearer challenge says so, the DPoP one how', async () => {
    const harness = startHarness()
    const token = await obtain(harness, proof(key))
    for (const dpop of [undefined, callProof(token)]) {
      const response = await call(harness, `Bearer ${token}`, dpop)
      await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'client-uses-dpop-scheme' }, harness)
      const header = response.headers.get('www-authenticate') ?? ''
      const said = 'error="invalid_token", error_description="the access token is bound to a key: present it as DPoP'
      expect(header).toContain(`Bearer realm="mcp-auth-test-server", ${said}`)
      expect(header).toContain(`, DPoP realm="mcp-auth-test-server", ${BASIC_SCOPE}, ${METADATA}, ${ALGS}`)
      expect(header.match(/ error=/g)).toHaveLength(1)
    }
  })

  test('an unbound one as DPoP', async () => {
    const harness = startHarness()
    const token = await obtain(harness)
    const response = await call(harness, `DPoP ${token}`, callProof(token))
    const says = 'bound to no key: present it as Bearer'
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1', says }, harness)
  })

  test('an unbound one as Bearer is good, whatever the DPoP header has', async () => {
    const harness = startHarness({ dpopNonces: 'both' })
    const token = await obtain(harness)
    const response = await call(harness, `Bearer ${token}`, 'x')
    expect(response.status).toBe(200)
    expect(response.headers.has('dpop-nonce')).toBe(false)
  })

  test('the static-bearer surface knows Bearer only', async () => {
    const harness = startHarness()
    const response = await call(harness, 'DPoP test-bearer-token', undefined, '/mcp/bearer-token')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="mcp-auth-test-server"')
  })
})

describe('nonces of the resource (RFC 9449 §9)', () => {
  verifies('resource-issues-dpop-nonce')

  test('a proof without one is told it in a challenge, and the next answer tells the next', async () => {
    const harness = startHarness({ dpopNonces: 'resource' })
    const token = await obtain(harness, proof(key))
    const refused = await call(harness, `DPoP ${token}`, callProof(token))
    await expectRefusal(refused, { status: 401, error: 'use_dpop_nonce', cites: 'rfc9449 §9' }, harness)
    expect(refused.headers.get('www-authenticate')).toMatch(/^DPoP [^,]+, error="use_dpop_nonce", /)
    const nonce = refused.headers.get('dpop-nonce') ?? ''
    expect(nonce).not.toBe('')

    const response = await call(harness, `DPoP ${token}`, callProof(token, { claims: { nonce } }))
    expect(response.status).toBe(200)
    expect(response.headers.get('dpop-nonce')).toBe(nonce)

    harness.clock.advance(120)
    const iat = START + 120
    const stale = await call(harness, `DPoP ${token}`, callProof(token, { claims: { nonce, iat } }))
    await expectRefusal(stale, { status: 401, error: 'use_dpop_nonce', cites: 'rfc9449 §9' }, harness)
    expect(stale.headers.get('dpop-nonce')).not.toBe(nonce)
  })

  test.each(['x', ''])('a wrong one is none: %j', async (nonce) => {
    const harness = startHarness({ dpopNonces: 'resource' })
    const token = await obtain(harness, proof(key))
    const response = await call(harness, `DPoP ${token}`, callProof(token, { claims: { nonce } }))
    await expectRefusal(response, { status: 401, error: 'use_dpop_nonce', cites: 'rfc9449 §9' }, harness)
  })
})

describe('where every token must be bound', () => {
  test('the metadata says so, and there is no Bearer challenge', async () => {
    const harness = startHarness({ dpopRequired: true })
    const metadata = await harness.get('/.well-known/oauth-protected-resource/mcp/oauth')
    expect(await metadata.json()).toMatchObject({ dpop_bound_access_tokens_required: true })
    const response = await harness.fetch(mcpRequest('tools/list', {}, undefined))
    expect(response.headers.get('www-authenticate')).toBe(
      `DPoP realm="mcp-auth-test-server", ${BASIC_SCOPE}, ${METADATA}, ${ALGS}`,
    )
    const token = await obtain(harness, proof(key))
    expect((await call(harness, `DPoP ${token}`, callProof(token))).status).toBe(200)
  })

  test.each(['Bearer', 'DPoP'])('an unbound token from before is refused as %s', async (scheme) => {
    const before = startHarness()
    const store = memoryStore(before.clock)
    const token = await obtain(startHarness({}, { store }))
    const harness = startHarness({ dpopRequired: true }, { store })
    const response = await call(harness, `${scheme} ${token}`, callProof(token))
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' }, harness)
    expect(response.headers.get('www-authenticate')).toMatch(/^DPoP [^,]+, error="invalid_token", [^,]+bound to no key/)
  })

  test('the static-bearer surface stays as it is', async () => {
    const harness = startHarness({ dpopRequired: true })
    expect((await call(harness, 'Bearer test-bearer-token', undefined, '/mcp/bearer-token')).status).toBe(200)
  })
})
