import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ConfigInput, Outbound } from '../src/index.ts'
import { authorizationRequest, type Harness, ISSUER, redirected, startHarness } from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'

const at = (name: string) => `${ISSUER}/test/cimd/${name}.json`
const REDIRECT_URI = 'http://localhost:1234/callback'

afterEach(() => {
  vi.useRealTimers()
})

/** A server whose requests to the outside come back in at its own front door. */
function selfAsking(config: ConfigInput = {}): Harness {
  const outbound: Outbound = {
    post: () => expect.unreachable(),
    get: async (url) => {
      const response = await harness.get(url)
      return { status: response.status, headers: response.headers, body: await response.text() }
    },
  }
  const harness = startHarness(config, { outbound })
  return harness
}

const authorize = (harness: Harness, name: string) =>
  harness.get(authorizationRequest({ client_id: at(name), redirect_uri: REDIRECT_URI, scope: 'mcp:tools:list' }))

describe('documents that the server itself describes clients with', () => {
  test('valid: a client at once', async () => {
    const harness = selfAsking()
    expect(await (await harness.get(at('valid'))).json()).toEqual({
      client_id: at('valid'),
      client_name: 'Valid CIMD Fixture',
      redirect_uris: ['http://localhost:3000/callback', 'http://127.0.0.1:3000/callback', 'http://[::1]:3000/callback'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'mcp:tools:list mcp:tools:read',
    })
    expect(redirected(await authorize(harness, 'valid')).has('code')).toBe(true)
  })

  test.each<Refusal & { name: string }>([
    {
      name: 'mismatched',
      error: 'invalid_client',
      cites: 'client-serves-metadata-document',
      says: 'client_id equal to that URL',
    },
    { name: 'malformed', error: 'invalid_client', cites: 'client-serves-metadata-document', says: 'redirect_uris' },
    {
      name: 'redirecting',
      error: 'invalid_client',
      cites: 'client-serves-metadata-document',
      says: 'without redirect',
    },
    { name: 'unheard-of', error: 'invalid_client', cites: 'client-serves-metadata-document', says: 'status 200' },
  ])('$name: refused on a page, never redirected', async ({ name, ...refusal }) => {
    const harness = selfAsking()
    const response = await authorize(harness, name)
    expect(response.headers.get('location')).toBeNull()
    await expectRefusal(response, refusal, harness)
  })

  test('oversized: a byte too long at least, whatever the limit', async () => {
    for (const clientMetadataLimit of [256, 5120, 20_000]) {
      const text = await (await startHarness({ clientMetadataLimit }).get(at('oversized'))).text()
      expect(text.length).toBeGreaterThan(clientMetadataLimit)
      expect(JSON.parse(text)).toMatchObject({ client_id: at('oversized') })
    }
  })

  test('slow: right, and a second after nobody waits any more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    // What watches has timers of its own.
    const answer = startHarness({ clientMetadataTimeout: 2, observe: false }).get(at('slow'))
    const settled = vi.fn()
    void answer.then(settled)
    await vi.advanceTimersByTimeAsync(2999)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(await (await answer).json()).toMatchObject({ client_id: at('slow') })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('slow: leaves no timer behind when the one who asked goes away', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    for (const abortFirst of [true, false]) {
      const end = new AbortController()
      if (abortFirst) end.abort()
      const answer = startHarness({ observe: false }).fetch(new Request(at('slow'), { signal: end.signal }))
      await vi.advanceTimersByTimeAsync(10)
      expect(vi.getTimerCount()).toBe(abortFirst ? 0 : 1)
      end.abort()
      await answer
      expect(vi.getTimerCount()).toBe(0)
    }
  })

  test('another name: 404 with those there are', async () => {
    for (const path of ['unheard-of.json', 'constructor', 'valid', '..%2fvalid.json']) {
      const response = await startHarness().get(`/test/cimd/${path}`)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ error_description: expect.stringContaining('valid.json') })
    }
  })

  test('a client described so has no registration to manage', async () => {
    const harness = selfAsking()
    await authorize(harness, 'valid')
    const response = await harness.get(`/oauth/register/${encodeURIComponent(at('valid'))}`, {
      authorization: 'Bearer undefined',
    })
    await expectRefusal(response, { status: 401, error: 'invalid_token', cites: 'rfc7592 §2.1' }, harness)
  })
})
