import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ConfigInput, Outbound } from '../src/index.ts'
import { authorizationRequest, type Harness, ISSUER, redirected, startHarness } from './support/harness.ts'

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

  test.each([
    { name: 'mismatched', says: 'client_id equal to that URL' },
    { name: 'malformed', says: 'redirect_uris' },
    { name: 'redirecting', says: 'without redirect' },
    { name: 'unheard-of', says: 'status 200' },
  ])('$name: refused on a page, never redirected', async ({ name, says }) => {
    const response = await authorize(selfAsking(), name)
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
    expect(await response.text()).toContain(says)
  })

  test('oversized: a byte too long at least, whatever the limit', async () => {
    for (const clientMetadataLimit of [256, 5120, 20_000]) {
      const text = await (await startHarness({ clientMetadataLimit }).get(at('oversized'))).text()
      expect(text.length).toBeGreaterThan(clientMetadataLimit)
      expect(JSON.parse(text)).toMatchObject({ client_id: at('oversized') })
    }
  })

  test('slow: right, and a second after nobody waits any more', async () => {
    vi.useFakeTimers()
    const answer = startHarness({ clientMetadataTimeout: 2 }).get(at('slow'))
    const settled = vi.fn()
    void answer.then(settled)
    await vi.advanceTimersByTimeAsync(2999)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(await (await answer).json()).toMatchObject({ client_id: at('slow') })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('slow: leaves no timer behind when the one who asked goes away', async () => {
    vi.useFakeTimers()
    for (const abortFirst of [true, false]) {
      const end = new AbortController()
      if (abortFirst) end.abort()
      const answer = startHarness().fetch(new Request(at('slow'), { signal: end.signal }))
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
    expect(response.status).toBe(401)
  })
})
