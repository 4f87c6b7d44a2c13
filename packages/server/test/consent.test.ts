import { describe, expect, test } from 'vitest'
import {
  authorizationRequest,
  type Harness,
  ISSUER,
  redirected,
  registerClient,
  startHarness,
} from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

interface Page {
  readonly response: Response
  readonly html: string
  readonly handle: string
  readonly cookie: string
}

async function openPage(
  harness: Harness,
  changes: Record<string, string | undefined> = {},
  cookie?: string,
): Promise<Page> {
  const path = authorizationRequest({ approval_mode: undefined, ...changes })
  const response = await harness.get(path, cookie === undefined ? {} : { cookie })
  const html = await response.clone().text()
  return {
    response,
    html,
    handle: /name="request" value="([^"]+)"/.exec(html)?.[1] ?? '',
    cookie: response.headers.get('set-cookie')?.split(';')[0] ?? cookie ?? '',
  }
}

const answer = (harness: Harness, page: Page, form: Record<string, string>, headers: Record<string, string> = {}) =>
  harness.post('/oauth/authorize/consent', { request: page.handle, ...form }, { cookie: page.cookie, ...headers })

describe('the consent page', () => {
  verifies('server-asks-user', 'server-shows-redirect-host')

  test('names client, redirect host, resource and scopes, and cannot be framed, cached or scripted', async () => {
    const { response, html } = await openPage(startHarness())
    expect(response.status).toBe(200)
    for (const shown of ['Dev Public Client', '127.0.0.1:49152', `${ISSUER}/mcp/oauth`, 'mcp:tools:echo'])
      expect(html).toContain(shown)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    // It would hold the client's own redirects back, and cannot name [::1].
    expect(policy).not.toContain('form-action')
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
    expect(html).not.toContain('<script')
  })

  test('escapes everything that comes from a client (bug 8 of the original)', async () => {
    const harness = startHarness()
    const attack = '"><script>alert(1)</script>'
    const { client_id } = await registerClient(harness, { client_name: attack })
    const { html } = await openPage(harness, { client_id: client_id ?? '', state: attack })
    expect(html).not.toContain('<script>')
    expect(html).toContain('&quot;&gt;&lt;script&gt;')
  })

  test('warns when only loopback redirects are registered', async () => {
    const harness = startHarness()
    const { client_id } = await registerClient(harness)
    expect((await openPage(harness, { client_id: client_id ?? '' })).html).toContain(
      'any program here could call itself',
    )
    expect((await openPage(harness)).html).not.toContain('any program here could call itself')
  })

  test('approved: 303 to the client with a code', async () => {
    const harness = startHarness()
    const response = await answer(harness, await openPage(harness), { decision: 'approve' })
    expect(response.status).toBe(303)
    expect([...redirected(response).keys()].sort()).toEqual(['code', 'iss', 'state'])
  })

  test('denied: 303 to the client with access_denied', async () => {
    const harness = startHarness()
    const response = await answer(harness, await openPage(harness), { decision: 'deny' })
    expect(response.status).toBe(303)
    expect(redirected(response).get('error')).toBe('access_denied')
    expect(redirected(response).get('iss')).toBe(ISSUER)
  })

  test('an administrative scope needs its own confirmation', async () => {
    const harness = startHarness()
    const { client_id } = await registerClient(harness, { scope: 'mcp:tools:list mcp:tools:admin' })
    const page = await openPage(harness, { client_id: client_id ?? '', scope: 'mcp:tools:admin' })
    const refused = await answer(harness, page, { decision: 'approve' })
    await expectRefusal(
      refused,
      { error: 'invalid_request', cites: 'server-asks-user', says: 'admin_confirmed' },
      harness,
    )
    const confirmed = await answer(harness, page, { decision: 'approve', admin_confirmed: 'true' })
    expect(redirected(confirmed).has('code')).toBe(true)
  })

  test.each(['', 'chosen-by-somebody', 'x'.repeat(44)])(
    'a cookie that this server never made is not taken: %j',
    async (value) => {
      const page = await openPage(startHarness(), {}, `mcp_auth_browser=${value}`)
      expect(page.response.headers.get('set-cookie')).toMatch(/^mcp_auth_browser=[\w-]{43};/)
    },
  )

  test('two pages in one browser share its cookie and can both be answered', async () => {
    const harness = startHarness()
    const first = await openPage(harness)
    const second = await openPage(harness, {}, first.cookie)
    expect(second.response.headers.get('set-cookie')).toBeNull()
    expect((await answer(harness, second, { decision: 'approve' })).status).toBe(303)
    expect((await answer(harness, first, { decision: 'approve' })).status).toBe(303)
  })
})

describe('an answer with one thing wrong goes nowhere', () => {
  verifies('resource-protects-consent')

  verifies('server-asks-user')

  test.each([
    { name: 'no cookie', headers: { cookie: '' }, says: 'another browser' },
    { name: 'cookie of another browser', headers: { cookie: 'mcp_auth_browser=other' }, says: 'another browser' },
    { name: 'from a page of another port', headers: { origin: 'http://127.0.0.1:6274' }, says: 'only a page' },
    {
      name: 'from a page of another name of this server',
      headers: { origin: 'http://localhost:8765' },
      says: 'only a page',
    },
  ])('$name', async ({ headers, says }) => {
    const harness = startHarness()
    const response = await answer(harness, await openPage(harness), { decision: 'approve' }, headers)
    expect(response.headers.get('location')).toBeNull()
    await expectRefusal(response, { status: 403, error: 'access_denied', cites: 'rfc9700 §4.7', says }, harness)
  })

  test.each([
    { name: 'from a page of another site', origin: 'https://evil.example' },
    { name: 'from a sandboxed page', origin: 'null' },
  ])('$name', async ({ origin }) => {
    const harness = startHarness()
    const response = await answer(harness, await openPage(harness), { decision: 'approve' }, { origin })
    expect(response.status).toBe(403)
    expect(response.headers.get('location')).toBeNull()
    expect(await response.json()).toMatchObject({ error: 'forbidden_origin' })
  })

  test.each([
    { name: 'unknown handle', form: { request: 'nothing', decision: 'approve' }, says: 'expired' },
    { name: 'no decision', form: {}, says: 'decision' },
    { name: 'another decision', form: { decision: 'maybe' }, says: 'decision' },
  ])('$name', async ({ form, says }) => {
    const harness = startHarness()
    const response = await answer(harness, await openPage(harness), form)
    await expectRefusal(response, { error: 'invalid_request', cites: 'server-asks-user', says }, harness)
  })

  test('a second answer', async () => {
    const harness = startHarness()
    const page = await openPage(harness)
    await answer(harness, page, { decision: 'deny' })
    const again = await answer(harness, page, { decision: 'approve' })
    await expectRefusal(
      again,
      { error: 'invalid_request', cites: 'server-asks-user', says: 'already answered' },
      harness,
    )
  })

  test('too late', async () => {
    const harness = startHarness({ consentLifetime: 60 })
    const page = await openPage(harness)
    harness.clock.advance(60)
    const response = await answer(harness, page, { decision: 'approve' })
    await expectRefusal(response, { error: 'invalid_request', cites: 'server-asks-user', says: 'expired' }, harness)
  })
})
