import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { countingIds, createServer } from '../src/index.ts'
import { ISSUER, mcpRequest, obtainTokens, startHarness } from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'
import { newShared, type OpenHarness, read, startOpenHarness } from './support/signed.ts'

const tokenOf = async (harness: OpenHarness): Promise<string> => (await obtainTokens(harness)).access_token
const kidOf = (token: string): unknown => read(token, 0)['kid']
const kids = async (harness: OpenHarness): Promise<readonly unknown[]> =>
  (await harness.published()).map(({ kid }) => kid)
const statusOf = async (harness: OpenHarness, token: string): Promise<number> =>
  (await harness.fetch(mcpRequest('tools/list', {}, token))).status

describe('the key set (RFC 7517 §5)', () => {
  test.each([
    { signingAlgorithm: 'ES256' as const, members: ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'] },
    { signingAlgorithm: 'RS256' as const, members: ['alg', 'e', 'kid', 'kty', 'n', 'use'] },
    { signingAlgorithm: 'EdDSA' as const, members: ['alg', 'crv', 'kid', 'kty', 'use', 'x'] },
  ])('publishes public members only: $signingAlgorithm', async ({ signingAlgorithm, members }) => {
    const harness = startOpenHarness({ signingAlgorithm })
    const response = await harness.get('/oauth/jwks.json')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] }
    expect(keys).toHaveLength(1)
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(members)
    expect(keys[0]).toMatchObject({ alg: signingAlgorithm, use: 'sig' })
  })

  test('names a key by its thumbprint (RFC 7638 §3)', async () => {
    const [key] = await startOpenHarness().published()
    const required = `{"crv":"P-256","kty":"EC","x":"${key?.x}","y":"${key?.y}"}`
    expect(key?.kid).toBe(createHash('sha256').update(required).digest('base64url'))
  })

  test('stays the same, and is another for each issuer', async () => {
    const harness = startOpenHarness()
    const first = await kids(harness)
    expect(await kids(harness)).toEqual(first)
    const other: unknown = await (await harness.get('http://localhost:8765/oauth/jwks.json')).json()
    expect(other).not.toEqual({ keys: await harness.published() })
  })

  test('is where the metadata says it is', async () => {
    const metadata: unknown = await (await startHarness().get('/.well-known/oauth-authorization-server')).json()
    expect(metadata).toMatchObject({ jwks_uri: `${ISSUER}/oauth/jwks.json` })
  })

  test('has one key when many processes need the first one at one moment', async () => {
    const shared = newShared()
    const servers = Array.from({ length: 20 }, () => createServer({}, { ...shared, ids: countingIds() }))
    const request = new Request(`${ISSUER}/oauth/jwks.json`)
    const bodies = await Promise.all(servers.map(async ({ fetch }) => (await fetch(request.clone())).text()))
    expect(new Set(bodies).size).toBe(1)
    expect((JSON.parse(bodies[0] ?? '') as { keys: unknown[] }).keys).toHaveLength(1)
  })

  test('outlives the server that shares its store', async () => {
    const shared = newShared()
    const first = startOpenHarness({ accessTokenFormat: 'jwt' }, shared)
    const token = await tokenOf(first)
    const second = startOpenHarness({ accessTokenFormat: 'jwt' }, shared)
    expect(await statusOf(second, token)).toBe(200)
  })
})

describe('rotation, by the clock', () => {
  const settings = { accessTokenFormat: 'jwt', keyRotation: 1000, accessTokenLifetime: 500 } as const

  test('the new key signs; the old one is published until the last token it signed has ended', async () => {
    const harness = startOpenHarness(settings)
    const [first] = await kids(harness)
    harness.clock.advance(999)
    const old = await tokenOf(harness)
    expect(kidOf(old)).toBe(first)

    harness.clock.advance(1)
    const young = await tokenOf(harness)
    const second = kidOf(young)
    expect(second).not.toBe(first)
    expect(await kids(harness)).toEqual([second, first])

    harness.clock.advance(498)
    expect(await statusOf(harness, old)).toBe(200)
    harness.clock.advance(1)
    const response = await harness.fetch(mcpRequest('tools/list', {}, old))
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc6750 §3.1' }, harness)
    expect(await kids(harness)).toEqual([second, first])
    harness.clock.advance(1)
    expect(await kids(harness)).toEqual([second])
  })

  test('of many at one moment makes one new key', async () => {
    const harness = startOpenHarness(settings)
    const [first] = await kids(harness)
    harness.clock.advance(1000)
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(harness)))
    expect(new Set(tokens.map(kidOf)).size).toBe(1)
    expect(await kids(harness)).toEqual([kidOf(tokens[0] ?? ''), first])
  })

  test('the key set may be kept by others until the next key signs', async () => {
    const harness = startOpenHarness(settings)
    const age = async () => (await harness.get('/oauth/jwks.json')).headers.get('cache-control')
    expect(await age()).toBe('public, max-age=300')
    harness.clock.advance(960)
    expect(await age()).toBe('public, max-age=40')
    harness.clock.advance(40)
    expect(await age()).toBe('public, max-age=300')
  })

  test('keys that nobody needs are forgotten', async () => {
    const harness = startOpenHarness(settings)
    for (let round = 0; round < 3; round += 1) {
      await tokenOf(harness)
      harness.clock.advance(2000)
    }
    await tokenOf(harness)
    expect(await harness.keys()).toHaveLength(2)
    expect(await kids(harness)).toHaveLength(2)
  })

  test('never happens by default', async () => {
    const harness = startOpenHarness({ accessTokenFormat: 'jwt' })
    const first = await kids(harness)
    harness.clock.advance(10 * 365 * 86_400)
    expect(await kids(harness)).toEqual(first)
  })

  test('another algorithm is another key', async () => {
    const shared = newShared()
    const token = await tokenOf(startOpenHarness({ accessTokenFormat: 'jwt' }, shared))
    const harness = startOpenHarness({ accessTokenFormat: 'jwt', signingAlgorithm: 'EdDSA' }, shared)
    expect(read(await tokenOf(harness), 0)).toMatchObject({ alg: 'EdDSA' })
    expect(await statusOf(harness, token)).toBe(200)
  })
})
