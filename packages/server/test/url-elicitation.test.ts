import { describe, expect, test } from 'vitest'
import {
  beginSession,
  call,
  clientToken,
  exchange,
  inSession,
  modern,
  OTHER,
  startEverything,
  textOf,
  userTokens,
} from './support/everything.ts'
import { type Harness, ISSUER, messageOf } from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { EventReader } from './support/stream.ts'
import { verifies } from './support/verifies.ts'

const PAGE = '/mcp/everything/elicitation'

/** Begins an elicitation, and gives its link and what comes of the client's consent to open it. */
async function begin(harness: Harness, token: string): Promise<{ url: string; handle: string; said: unknown }> {
  const tool = call('test_elicitation_url')
  const { result } = await messageOf(await modern(harness, token, 'tools/call', tool))
  const { page } = (result?.['inputRequests'] ?? {}) as {
    page: { method: string; params: { mode: string; url: string } }
  }
  expect(page).toMatchObject({ method: 'elicitation/create', params: { mode: 'url' } })
  const { url } = page.params
  const inputResponses = { page: { action: 'accept' } }
  const again = { ...tool, inputResponses, requestState: result?.['requestState'] }
  const { result: after } = await messageOf(await modern(harness, token, 'tools/call', again))
  return { url, handle: new URL(url).searchParams.get('id') ?? '', said: textOf(after) }
}

const ask = async (harness: Harness, token: string, elicitation: string) =>
  (await messageOf(await modern(harness, token, 'tools/call', call('test_elicitation_url', { elicitation })))).result

const finish = (harness: Harness, form: Record<string, string>, origin = ISSUER) => harness.post(PAGE, form, { origin })

describe('what a user does at a URL of the server', () => {
  verifies('resource-separates-elicitation', 'resource-distrusts-state-handle')

  test('is done by who began it, after saying who they are', async () => {
    const harness = startEverything()
    const { access_token } = await userTokens(harness, 'alice')
    const { url, handle, said } = await begin(harness, access_token)
    expect(said).toBe(`Elicitation ${handle} is not finished yet`)
    const page = await harness.get(url)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('name="subject"')
    expect((await finish(harness, { id: handle, subject: 'alice' })).status).toBe(200)
    expect(textOf(await ask(harness, access_token, handle))).toBe(`Elicitation ${handle} is finished`)
  })

  test('its URL lets nobody in, tells nobody whose it is, and does nothing when opened', async () => {
    const harness = startEverything()
    const { access_token } = await userTokens(harness, 'alice')
    const { url, handle } = await begin(harness, access_token)
    const page = await harness.get(url)
    expect(page.headers.get('set-cookie')).toBeNull()
    expect(page.headers.get('location')).toBeNull()
    expect(await page.text()).not.toContain('alice')
    expect(textOf(await ask(harness, access_token, handle))).toContain('not finished yet')
  })

  test('it is not how the server logs a client in: without a token there is a challenge, and no elicitation', async () => {
    const harness = startEverything()
    const response = await modern(harness, undefined, 'tools/call', call('test_elicitation_url'))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('resource_metadata=')
    const { url } = await begin(harness, await clientToken(harness))
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8765\/mcp\/everything\/elicitation\?id=[\w-]{43}$/)
  })

  test.each<{ what: string; change: Record<string, string>; origin?: string; refusal: Refusal }>([
    {
      what: 'another user',
      change: { subject: 'bob' },
      refusal: {
        status: 403,
        error: 'access_denied',
        cites: 'resource-separates-elicitation',
        says: 'only who began this may finish it',
      },
    },
    {
      what: 'nobody',
      change: { subject: '' },
      refusal: { error: 'invalid_request', cites: 'resource-separates-elicitation', says: 'subject is required' },
    },
    {
      what: 'a page of elsewhere',
      change: {},
      origin: 'http://127.0.0.1:9999',
      refusal: { status: 403, error: 'access_denied', cites: 'rfc9700 §4.7', says: 'only a page of this server' },
    },
    {
      what: 'who names another',
      change: { id: 'never-there' },
      refusal: {
        error: 'invalid_request',
        cites: 'resource-separates-elicitation',
        says: 'id names nothing to finish',
      },
    },
  ])('by $what it is not finished', async ({ change, origin, refusal }) => {
    const harness = startEverything()
    const { access_token } = await userTokens(harness, 'alice')
    const { handle } = await begin(harness, access_token)
    await expectRefusal(await finish(harness, { id: handle, subject: 'alice', ...change }, origin), refusal, harness)
    expect(textOf(await ask(harness, access_token, handle))).toContain('not finished yet')
  })

  test('its handle gives no right: another client, and another user of the same, hear nothing of it', async () => {
    const harness = startEverything()
    const { access_token, client_id } = await userTokens(harness, 'alice')
    const { handle } = await begin(harness, access_token)
    await finish(harness, { id: handle, subject: 'alice' })
    const others = [await clientToken(harness, OTHER), (await userTokens(harness, 'bob', client_id)).access_token]
    for (const token of others) {
      expect(await ask(harness, token, handle)).toMatchObject({ isError: true })
      expect(textOf(await ask(harness, token, handle))).toBe(
        'elicitation is no handle of yours, or its time has passed',
      )
    }
  })

  test('it ends after ten minutes', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const { url, handle } = await begin(harness, token)
    harness.clock.advance(600)
    const cites = 'resource-separates-elicitation'
    await expectRefusal(
      await harness.get(url),
      { error: 'invalid_request', cites, says: 'its time has passed' },
      harness,
    )
    expect(await ask(harness, token, handle)).toMatchObject({ isError: true })
  })

  test('there are only so many at a time', async () => {
    const harness = startEverything({ pendingLimit: 1 })
    const token = await clientToken(harness)
    await begin(harness, token)
    const { result } = await messageOf(await modern(harness, token, 'tools/call', call('test_elicitation_url')))
    expect(result).toMatchObject({ isError: true })
    expect(textOf(result)).toContain('too many URL elicitations')
  })

  test('2025-11-25: asked on the stream, and a user may decline', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const session = await beginSession(harness, token)
    const stream = new EventReader(await inSession(harness, token, session, 'tools/call', call('test_elicitation_url')))
    const question = await stream.message()
    expect(question).toMatchObject({ method: 'elicitation/create', params: { mode: 'url' } })
    const body = { jsonrpc: '2.0', id: question.id, result: { action: 'decline' } }
    await exchange(harness, token, { method: 'POST', session, body })
    expect(textOf((await stream.message()).result)).toBe('The user did not open it: decline')
  })

  test('without the endpoint there is no page', async () => {
    const harness = startEverything({ surfaces: ['oauth'] })
    expect((await harness.get(`${PAGE}?id=any`)).status).toBe(404)
  })
})
