import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { codeRequest, ISSUER, mcpRequest, obtainCode, obtainTokens, RESOURCE, tokensOf } from './support/harness.ts'
import { ath, newKey, proof, START } from './support/proof.ts'
import { NOW, type OpenHarness, part, read, signed, startOpenHarness } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

const SURFACES = ['oauth', 'oauth-v21', 'bearer-token']
const STATIC = '/mcp/bearer-token'

/** A good JWT access token, and what it is made of. */
interface Right {
  readonly header: Record<string, unknown> & { alg: string }
  readonly claims: Record<string, unknown>
  readonly token: string
  readonly key: JWK
}

/** A token that must not be good at `path`. */
interface Presented {
  readonly token: string
  readonly scheme?: 'Bearer' | 'DPoP'
  readonly dpop?: string
  readonly path?: string
}

interface Row {
  readonly name: string
  readonly forge: (right: Right, harness: OpenHarness) => Presented | Promise<Presented>
  readonly error?: string
  readonly says: string
}

async function rightToken(harness: OpenHarness): Promise<Right> {
  const { access_token: token } = await obtainTokens(harness)
  const [key] = await harness.keys()
  if (key === undefined) throw new Error('no key')
  return { token, key: key.privateKey, header: read(token, 0) as Right['header'], claims: read(token, 1) }
}

const changed = async ({ header, claims, key }: Right, changes: Record<string, unknown>): Promise<Presented> => ({
  token: await signed(header, { ...claims, ...changes }, key),
})

const bindingKey = newKey()
const another = newKey()

/** A token bound to {@link bindingKey}. */
async function boundToken(harness: OpenHarness): Promise<string> {
  const form = codeRequest(await obtainCode(harness))
  return (await tokensOf(await harness.post('/oauth/token', form, { dpop: proof(bindingKey) }))).access_token
}

/** A bound token with the right proof, but for `claims`, made by `by`. */
async function withProof(harness: OpenHarness, claims: Record<string, unknown> = {}, by = bindingKey) {
  const token = await boundToken(harness)
  const dpop = proof(by, { claims: { htu: RESOURCE, ath: ath(token), ...claims } })
  return { token, dpop, scheme: 'DPoP' } as const
}

const present = (harness: OpenHarness, { token, scheme = 'Bearer', dpop, path = '/mcp/oauth' }: Presented) =>
  harness.fetch(
    mcpRequest('tools/call', { name: 'whoami', arguments: {} }, undefined, {
      path,
      headers: { authorization: `${scheme} ${token}`, ...(dpop !== undefined && { dpop }) },
    }),
  )

describe('a forged or foreign token is refused, in words, before anything sees the message', () => {
  verifies(
    'resource-checks-audience',
    'resource-passes-no-token-through',
    'resource-validates-token-fully',
    'resource-validates-dpop-proof',
    'resource-reports-invalid-token',
  )

  test.each<Row>([
    { name: 'another aud', forge: (right) => changed(right, { aud: `${ISSUER}/mcp/other` }), says: 'aud must be' },
    { name: 'no aud', forge: (right) => changed(right, { aud: undefined }), says: 'aud must be' },
    { name: 'another iss', forge: (right) => changed(right, { iss: 'https://evil.example' }), says: 'iss must be' },
    { name: 'iss with a slash', forge: (right) => changed(right, { iss: `${ISSUER}/` }), says: 'iss must be' },
    { name: 'exp in the past', forge: (right) => changed(right, { exp: NOW }), says: 'exp must be in the future' },
    { name: 'no exp', forge: (right) => changed(right, { exp: undefined }), says: 'exp must be there' },
    { name: 'nbf in the future', forge: (right) => changed(right, { nbf: NOW + 60 }), says: 'nbf must not' },
    {
      name: 'a scope of its own',
      forge: (right) => changed(right, { scope: 'mcp:tools:admin' }),
      says: 'unknown here',
    },
    {
      name: 'alg none',
      forge: ({ header, claims }) => ({ token: `${part({ ...header, alg: 'none' })}.${part(claims)}.` }),
      says: 'alg must be one of',
    },
    {
      name: 'HS256 by the public key',
      forge: async ({ header, claims }, harness) => ({
        token: await signed(
          { ...header, alg: 'HS256' },
          claims,
          new TextEncoder().encode(JSON.stringify((await harness.published())[0])),
        ),
      }),
      says: 'alg must be one of',
    },
    {
      name: 'unknown kid',
      forge: async ({ header, claims, key }) => ({ token: await signed({ ...header, kid: 'other' }, claims, key) }),
      says: 'kid must be',
    },
    {
      name: 'another typ',
      forge: async ({ header, claims, key }) => ({ token: await signed({ ...header, typ: 'JWT' }, claims, key) }),
      says: 'typ must be at+jwt',
    },
    {
      name: 'a stranger’s signature',
      forge: async ({ header, claims }) => {
        const { privateKey } = await generateKeyPair('ES256', { extractable: true })
        return { token: await signed(header, claims, await exportJWK(privateKey)) }
      },
      says: 'signature does not verify',
    },
    {
      name: 'no signature',
      forge: ({ token }) => ({ token: token.slice(0, token.lastIndexOf('.') + 1) }),
      says: 'signature does not verify',
    },
    {
      name: 'of another resource here',
      forge: async (_right, harness) => {
        const resource = `${ISSUER}/mcp/oauth-v21`
        const form = { ...codeRequest(await obtainCode(harness, { resource })), resource }
        return { token: (await tokensOf(await harness.post('/oauth/token', form))).access_token }
      },
      says: 'aud must be',
    },
    {
      name: 'revoked',
      forge: async ({ token, claims }, harness) => {
        await harness.post('/oauth/revoke', { token, client_id: String(claims['client_id']) })
        return { token }
      },
      says: 'revoked',
    },
    {
      name: 'expired',
      forge: ({ token }, harness) => {
        harness.clock.advance(3600)
        return { token }
      },
      says: 'exp must be in the future',
    },
    { name: 'static, at the OAuth endpoint', forge: () => ({ token: 'test-bearer-token' }), says: 'unknown here' },
    { name: 'OAuth, at the static one', forge: ({ token }) => ({ token, path: STATIC }), says: 'neither the static' },
    {
      name: 'a refresh token',
      forge: async (_right, harness) => ({ token: (await obtainTokens(harness)).refresh_token ?? '' }),
      says: 'unknown here',
    },
    {
      name: 'bound, as Bearer',
      forge: async (_right, harness) => ({ token: await boundToken(harness) }),
      says: 'bound to a key: present it as DPoP',
    },
    {
      name: 'bound, without a proof',
      forge: async (_right, harness) => ({ token: await boundToken(harness), scheme: 'DPoP' }),
      error: 'invalid_dpop_proof',
      says: 'the DPoP header is required',
    },
    {
      name: 'bound, with a proof that was used',
      forge: async (_right, harness) => {
        const presented = await withProof(harness)
        expect((await present(harness, presented)).status).toBe(200)
        return presented
      },
      error: 'invalid_dpop_proof',
      says: 'jti',
    },
    {
      name: 'bound, with the ath of another token',
      forge: (_right, harness) => withProof(harness, { ath: ath('other') }),
      error: 'invalid_dpop_proof',
      says: 'ath',
    },
    {
      name: 'bound, with the htu of the token endpoint',
      forge: (_right, harness) => withProof(harness, { htu: `${ISSUER}/oauth/token` }),
      error: 'invalid_dpop_proof',
      says: 'htu',
    },
    {
      name: 'bound, with a proof that is too old',
      forge: (_right, harness) => withProof(harness, { iat: START - 301 }),
      error: 'invalid_dpop_proof',
      says: 'iat',
    },
    {
      name: 'bound, with a proof by another key',
      forge: (_right, harness) => withProof(harness, {}, another),
      says: 'bound to another key',
    },
    {
      name: 'not bound, as DPoP',
      forge: ({ token }) => ({
        token,
        scheme: 'DPoP',
        dpop: proof(bindingKey, { claims: { htu: RESOURCE, ath: ath(token) } }),
      }),
      says: 'bound to no key',
    },
  ])('$name', async ({ forge, error = 'invalid_token', says }) => {
    const harness = startOpenHarness({ accessTokenFormat: 'jwt', surfaces: SURFACES })
    const right = await rightToken(harness)
    const presented = await forge(right, harness)
    const before = harness.events.length
    const response = await present(harness, presented)
    expect(response.status).toBe(401)
    const body = (await response.json()) as { error: string; error_description: string }
    expect(body.error).toBe(error)
    expect(body.error_description).toContain(says)
    expect(response.headers.get('www-authenticate')).toContain(
      `error="${error}", error_description="${body.error_description}"`,
    )
    const events = harness.events.slice(before)
    expect(events.map(({ type }) => type)).toContain('request.refused')
    expect(events.map(({ type }) => type)).not.toContain('mcp.called')
    expect(JSON.stringify(body)).not.toContain(presented.token)
  })

  test('the right one is served, as Bearer and with a proof', async () => {
    const harness = startOpenHarness({ accessTokenFormat: 'jwt', surfaces: SURFACES })
    expect((await present(harness, await rightToken(harness))).status).toBe(200)
    expect((await present(harness, await withProof(harness))).status).toBe(200)
  })
})
