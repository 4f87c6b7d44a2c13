import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { json, type Recorded, type Reply } from './support/http-server.ts'
import { answerMcp } from './support/mcp-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

interface Proof {
  readonly header: Readonly<Record<string, unknown>> & { readonly jwk: Readonly<Record<string, string>> }
  readonly claims: Readonly<Record<string, unknown>>
}

/** A proof whose signature is right (RFC 9449 §4.3), or nothing. */
function proofOf({ headers }: Recorded): Proof | undefined {
  const [header = '', claims = '', signature = ''] = String(headers['dpop'] ?? '').split('.')
  if (signature === '') return undefined
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  const proof: Proof = { header: read(header), claims: read(claims) }
  const key = { key: createPublicKey({ key: proof.header.jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
  const input = Buffer.from(`${header}.${claims}`)
  return verify('sha256', input, key, Buffer.from(signature, 'base64url')) ? proof : undefined
}

const proofs = (requests: readonly Recorded[]): readonly Proof[] =>
  requests.map((request) => proofOf(request)).filter((proof) => proof !== undefined)

interface Wishes {
  readonly tokenNonce?: string
  readonly resourceNonce?: string
  readonly tokenType?: string
}

/** A world whose tokens are bound to keys, and whose servers may ask for nonces. */
function binding({ tokenNonce, resourceNonce, tokenType = 'DPoP' }: Wishes = {}): Partial<Setup> {
  const challenge = (error = '') => ({ 'www-authenticate': `DPoP algs="ES256"${error}` })
  return {
    resourceMetadata: 'path',
    deviate: (request, right, { server }) => {
      if (request.path.startsWith('/.well-known/oauth-authorization-server')) {
        // A request that is to be repeated with a nonce leaves its code alone.
        if (tokenNonce !== undefined) server.codes.delete = () => true
        return json(200, { ...JSON.parse(right.body ?? ''), dpop_signing_alg_values_supported: ['RS256', 'ES256'] })
      }
      const proof = proofOf(request)
      if (request.path === '/as/token') {
        if (proof !== undefined && proof.claims['nonce'] !== tokenNonce) {
          return json(400, { error: 'use_dpop_nonce' }, { 'dpop-nonce': tokenNonce ?? '' })
        }
        return json(right.status, { ...JSON.parse(right.body ?? ''), token_type: tokenType })
      }
      if (request.path !== '/mcp') return right
      const token = /^DPoP (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      if (!server.accessTokens.has(token)) return { status: 401, headers: challenge() }
      if (proof?.claims['nonce'] !== resourceNonce) {
        return { status: 401, headers: { ...challenge(', error="use_dpop_nonce"'), 'dpop-nonce': resourceNonce ?? '' } }
      }
      return answerMcp(request, { era: 'stateless', sessions: false, eventStream: false, open: () => false })
    },
  }
}

async function loggedIn(wishes?: Wishes): Promise<World> {
  const started = await world(binding(wishes))
  expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
  return started
}

describe('tokens that are bound to a key', () => {
  test('are asked for with a proof that the server can check, and shown with the DPoP scheme', async () => {
    verifies('client-proves-key-at-token-endpoint', 'client-uses-dpop-scheme')
    const started = await loggedIn()
    const [proof] = proofs(started.to('/as/token'))
    expect(proof?.header).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256' } })
    expect(proof?.header.jwk).not.toHaveProperty('d')
    expect(proof?.claims).toMatchObject({ htm: 'POST', htu: `${started.server.origin}/as/token` })
    expect(proof?.claims).not.toHaveProperty('ath')
    expect(Math.abs(Number(proof?.claims['iat']) - Date.now() / 1000)).toBeLessThan(60)
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
    const shown = started.to('/mcp').flatMap(({ headers }) => headers.authorization ?? [])
    expect(shown.every((value) => /^DPoP at-/.test(value))).toBe(true)
  })

  test('name the URL without its query in the proof (RFC 9449 §4.2)', async () => {
    verifies('client-sends-fresh-proof')
    const started = await world(binding())
    const url = `${started.url}?a=b`
    await terminal().run('login', url)
    expect(await terminal().run('call', url, 'tools/list')).toMatchObject({ status: 0 })
    const named = new Set(proofs(started.to('/mcp')).map(({ claims }) => claims['htu']))
    expect(named).toEqual(new Set([started.url]))
  })

  test('are not asked for where the resource knows bearer tokens alone', async () => {
    verifies('client-uses-dpop-scheme', 'client-sends-bearer-header')
    const started = await world({
      deviate: (request, right) =>
        request.path.startsWith('/.well-known/oauth-authorization-server')
          ? json(200, { ...JSON.parse(right.body ?? ''), dpop_signing_alg_values_supported: ['ES256'] })
          : right,
    })
    await terminal().run('login', started.url)
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    expect(started.requests.filter(({ headers }) => 'dpop' in headers)).toEqual([])
  })

  test('come with a proof of their own for each request, by one key', async () => {
    verifies('client-sends-fresh-proof')
    const started = await loggedIn()
    const before = started.to('/mcp').length
    await terminal().run('call', started.url, 'tools/list')
    const sent = started.to('/mcp').slice(before)
    const made = proofs(sent)
    expect(made).toHaveLength(2)
    const [token = ''] = started.server.accessTokens
    const ath = createHash('sha256').update(token).digest('base64url')
    for (const { claims } of made) expect(claims).toMatchObject({ htm: 'POST', htu: started.url, ath })
    const all = [...made, ...proofs(started.to('/as/token'))]
    expect(new Set(all.map(({ claims }) => claims['jti'])).size).toBe(3)
    expect(new Set(all.map(({ header }) => header.jwk['x'])).size).toBe(1)
  })

  test('are asked for and used again with the nonce that a server gives, once, and each its own', async () => {
    verifies('client-repeats-with-dpop-nonce')
    const started = await loggedIn({ tokenNonce: 'of-as', resourceNonce: 'of-rs' })
    expect(proofs(started.to('/as/token')).map(({ claims }) => claims['nonce'])).toEqual([undefined, 'of-as'])
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    const nonces = proofs(started.to('/mcp')).map(({ claims }) => claims['nonce'])
    expect(nonces).toEqual([undefined, 'of-rs', 'of-rs'])
  })

  test('are not asked for a third time where the nonce is never right', async () => {
    verifies('client-repeats-with-dpop-nonce')
    const started = await world({
      ...binding(),
      deviate: (request, right, here) =>
        request.path === '/as/token'
          ? json(400, { error: 'use_dpop_nonce' }, { 'dpop-nonce': String(here.requests.length) })
          : (binding().deviate?.(request, right, here) ?? right),
    })
    const login = await terminal().run('login', started.url)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('use_dpop_nonce') })
    expect(started.to('/as/token')).toHaveLength(2)
  })

  test('are not shown a third time where the nonce of the resource is never right', async () => {
    verifies('client-repeats-with-dpop-nonce')
    const bound = binding()
    let round = 0
    const started = await world({
      ...bound,
      deviate: (request, right, here) =>
        request.path === '/mcp' && proofOf(request) !== undefined
          ? {
              status: 401,
              headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': String(++round) },
            }
          : (bound.deviate?.(request, right, here) ?? right),
    })
    await terminal().run('login', started.url)
    const before = started.to('/as/token').length
    started.server.refreshTokens.clear()
    expectOneLine(await terminal().run('call', started.url, 'tools/list'))
    expect(proofs(started.to('/mcp')).map(({ claims }) => claims['nonce'])).toEqual([undefined, '1'])
    expect(started.to('/as/token').length - before).toBe(1)
  })

  test('are renewed with a proof by the same key', async () => {
    verifies('client-proves-key-at-token-endpoint')
    const started = await loggedIn()
    terminal().advance(3590)
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    const made = proofs(started.to('/as/token'))
    expect(made).toHaveLength(2)
    expect(made[1]?.header.jwk['x']).toBe(made[0]?.header.jwk['x'])
  })
})

test('a token of type DPoP that nobody asked for is not used', async () => {
  verifies('client-understands-token-type')
  const started = await world({
    deviate: (request, right): Reply =>
      request.path === '/as/token' ? json(200, { ...JSON.parse(right.body ?? ''), token_type: 'DPoP' }) : right,
  })
  const login = await terminal().run('login', started.url)
  expectOneLine(login)
  expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('only Bearer is understood') })
})
