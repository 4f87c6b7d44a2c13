import { createLocalJWKSet, exportJWK, generateKeyPair, type JWK, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  codeRequest,
  ISSUER,
  mcpRequest,
  messageOf,
  obtainCode,
  obtainTokens,
  RESOURCE,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'
import { type KeptKey, NOW, type OpenHarness, part, read, signed, startOpenHarness } from './support/signed.ts'

const call = (harness: OpenHarness, token: string): Promise<Response> =>
  harness.fetch(mcpRequest('tools/call', { name: 'whoami', arguments: {} }, token))

describe('an access token as JWT (RFC 9068)', () => {
  test.each(['ES256', 'RS256', 'EdDSA'] as const)('verifies with the published key: %s', async (signingAlgorithm) => {
    const harness = startOpenHarness({ accessTokenFormat: 'jwt', signingAlgorithm })
    const { access_token, client_id } = await obtainTokens(harness)
    const { payload, protectedHeader } = await jwtVerify(
      access_token,
      createLocalJWKSet({ keys: [...(await harness.published())] }),
      { currentDate: new Date(NOW * 1000), issuer: ISSUER, audience: RESOURCE, typ: 'at+jwt' },
    )
    expect(protectedHeader).toEqual({ alg: signingAlgorithm, typ: 'at+jwt', kid: (await harness.keys())[0]?.kid })
    expect(payload).toEqual({
      iss: ISSUER,
      sub: 'test-user',
      aud: RESOURCE,
      client_id,
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
      iat: NOW,
      exp: NOW + 3600,
      jti: expect.any(String),
    })
  })

  test('is accepted by the resource it is for, and speaks for whom it says', async () => {
    const harness = startOpenHarness({ accessTokenFormat: 'jwt' })
    const { access_token } = await obtainTokens(harness)
    const { result } = await messageOf(await call(harness, access_token))
    expect(result?.['structuredContent']).toMatchObject({ identity: 'test-user', audience: RESOURCE })
  })

  test('ends when it says, and not before what expires_in says', async () => {
    const harness = startOpenHarness({ accessTokenFormat: 'jwt', accessTokenLifetime: 10 })
    harness.clock.advance(0.4)
    const { access_token } = await obtainTokens(harness)
    expect(read(access_token, 1)).toMatchObject({ iat: NOW, exp: NOW + 11 })
    harness.clock.advance(10)
    expect((await call(harness, access_token)).status).toBe(200)
    harness.clock.advance(0.6)
    await expectRefusal(
      await call(harness, access_token),
      { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' },
      harness,
    )
  })

  test('is revoked with its family, though its signature holds', async () => {
    const harness = startOpenHarness({ accessTokenFormat: 'jwt' })
    const request = codeRequest(await obtainCode(harness))
    const { access_token } = await tokensOf(await harness.post('/oauth/token', request))
    await harness.post('/oauth/token', request)
    const response = await call(harness, access_token)
    await expectRefusal(
      response,
      { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1', says: 'revoked' },
      harness,
    )
  })

  test('is not what a server gives by default', async () => {
    expect((await obtainTokens(startOpenHarness())).access_token).not.toContain('.')
  })
})

interface Forgery {
  readonly header: Record<string, unknown> & { alg: string }
  readonly claims: Record<string, unknown>
  readonly token: string
  readonly key: KeptKey
  readonly stranger: JWK
}

/** The last character of a signature holds bits that mean nothing; the first does not. */
function flipped(token: string): string {
  const at = token.lastIndexOf('.') + 1
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

describe('a JWT access token with one thing wrong', () => {
  test.each<{ name: string; forge: (right: Forgery) => string | Promise<string>; says: string }>([
    {
      name: 'alg none',
      forge: ({ header, claims }) => `${part({ ...header, alg: 'none' })}.${part(claims)}.`,
      says: 'alg must be one of ES256, RS256, EdDSA',
    },
    {
      name: 'alg NONE',
      forge: ({ header, claims }) => `${part({ ...header, alg: 'NONE' })}.${part(claims)}.`,
      says: 'alg must be one of',
    },
    {
      name: 'HS256 with the public key as secret',
      forge: ({ header, claims, key }) =>
        signed({ ...header, alg: 'HS256' }, claims, new TextEncoder().encode(JSON.stringify(key.publicKey))),
      says: 'alg must be one of',
    },
    {
      name: 'another algorithm than that of the key',
      forge: ({ header, claims, stranger }) => signed({ ...header, alg: 'EdDSA' }, claims, stranger),
      says: 'alg must be ES256',
    },
    {
      name: 'unknown kid',
      forge: ({ header, claims, key }) => signed({ ...header, kid: 'other' }, claims, key.privateKey),
      says: 'kid must be',
    },
    {
      name: 'no kid',
      forge: ({ header: { kid: _, ...header }, claims, key }) => signed(header, claims, key.privateKey),
      says: 'kid must be',
    },
    {
      name: 'a key of its own in the header',
      forge: async ({ header, claims }) => {
        const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
        return signed({ ...header, jwk: await exportJWK(publicKey) }, claims, await exportJWK(privateKey))
      },
      says: 'signature does not verify',
    },
    { name: 'a bit of the signature', forge: ({ token }) => flipped(token), says: 'signature does not verify' },
    {
      name: 'no signature',
      forge: ({ token }) => token.slice(0, token.lastIndexOf('.') + 1),
      says: 'signature does not verify',
    },
    {
      name: 'claims changed after signing',
      forge: ({ token, claims }) => {
        const [header, , signature] = token.split('.')
        return `${header}.${part({ ...claims, scope: 'mcp:tools:admin' })}.${signature}`
      },
      says: 'signature does not verify',
    },
    {
      name: 'another iss',
      forge: ({ header, claims, key }) => signed(header, { ...claims, iss: 'http://localhost:8765' }, key.privateKey),
      says: `iss must be ${ISSUER}`,
    },
    {
      name: 'iss with a slash more',
      forge: ({ header, claims, key }) => signed(header, { ...claims, iss: `${ISSUER}/` }, key.privateKey),
      says: 'iss must be',
    },
    {
      name: 'no iss',
      forge: ({ header, claims: { iss: _, ...claims }, key }) => signed(header, claims, key.privateKey),
      says: 'iss must be',
    },
    {
      name: 'another aud',
      forge: ({ header, claims, key }) => signed(header, { ...claims, aud: `${ISSUER}/mcp/other` }, key.privateKey),
      says: `aud must be ${RESOURCE}`,
    },
    {
      name: 'aud that only starts right',
      forge: ({ header, claims, key }) => signed(header, { ...claims, aud: [`${RESOURCE}/`] }, key.privateKey),
      says: 'aud must be',
    },
    {
      name: 'no aud',
      forge: ({ header, claims: { aud: _, ...claims }, key }) => signed(header, claims, key.privateKey),
      says: 'aud must be',
    },
    {
      name: 'typ JWT',
      forge: ({ header, claims, key }) => signed({ ...header, typ: 'JWT' }, claims, key.privateKey),
      says: 'typ must be at+jwt',
    },
    {
      name: 'no typ',
      forge: ({ header: { typ: _, ...header }, claims, key }) => signed(header, claims, key.privateKey),
      says: 'typ must be at+jwt',
    },
    {
      name: 'an ID token of the same issuer for the same audience',
      forge: ({ header: { typ: _, ...header }, claims: { scope: _s, jti: _j, ...claims }, key }) =>
        signed(header, { ...claims, nonce: 'n', auth_time: NOW }, key.privateKey),
      says: 'typ must be at+jwt',
    },
    {
      name: 'exp now',
      forge: ({ header, claims, key }) => signed(header, { ...claims, exp: NOW }, key.privateKey),
      says: 'exp must be in the future',
    },
    {
      name: 'no exp',
      forge: ({ header, claims: { exp: _, ...claims }, key }) => signed(header, claims, key.privateKey),
      says: 'exp must be there',
    },
    {
      name: 'exp as text',
      forge: ({ header, claims, key }) => signed(header, { ...claims, exp: String(NOW + 60) }, key.privateKey),
      says: 'exp must be there',
    },
    {
      name: 'nbf to come',
      forge: ({ header, claims, key }) => signed(header, { ...claims, nbf: NOW + 1 }, key.privateKey),
      says: 'nbf must not be in the future',
    },
    {
      name: 'iat to come',
      forge: ({ header, claims, key }) => signed(header, { ...claims, iat: NOW + 1 }, key.privateKey),
      says: 'iat must not be in the future',
    },
    {
      name: 'right in everything, but never issued',
      forge: ({ header, claims, key }) => signed(header, { ...claims, jti: 'other' }, key.privateKey),
      says: 'unknown here, expired or revoked',
    },
    { name: 'no JWT at all', forge: () => 'a.b.c', says: 'is no JWT' },
    {
      name: 'claims that are no object',
      forge: ({ header, key }) => signed(header, [], key.privateKey),
      says: 'no JWT',
    },
    { name: 'five parts', forge: ({ token }) => `${token}.a.b`, says: 'is no JWT' },
  ])('$name', async ({ forge, says }) => {
    const harness = startOpenHarness({ accessTokenFormat: 'jwt' })
    const { access_token: token } = await obtainTokens(harness)
    const [key] = await harness.keys()
    if (key === undefined) throw new Error('no key')
    const header = { ...read(token, 0), alg: 'ES256' }
    const stranger = await exportJWK((await generateKeyPair('EdDSA', { extractable: true })).privateKey)
    const right = { header, claims: read(token, 1), token, key, stranger }
    expect((await call(harness, token)).status).toBe(200)

    const response = await call(harness, await forge(right))
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1', says }, harness)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/)
  })
})
