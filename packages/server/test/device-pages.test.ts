import { describe, expect, test } from 'vitest'
import {
  answer,
  DEVICE_GRANT,
  decide,
  obtainCodes,
  openCodePage,
  openConsent,
  poll,
  typeCode,
} from './support/device.ts'
import { type Harness, RESOURCE, registerClient, startHarness } from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'

const ATTACK = '"><script>alert(1)</script>'

const deviceClient = async (harness: Harness, changes: Record<string, unknown> = {}): Promise<string> => {
  const { client_id = '' } = await registerClient(harness, {
    redirect_uris: undefined,
    grant_types: [DEVICE_GRANT],
    ...changes,
  })
  return client_id
}

const decisions = (harness: Harness): readonly unknown[] =>
  harness.events.flatMap((event) => (event.type === 'device.decided' ? [event.decision] : []))

describe('the page that asks for the code', () => {
  test('cannot be framed, cached or scripted, and knows the browser by a cookie', async () => {
    const { response, html } = await openCodePage(startHarness())
    expect(response.status).toBe(200)
    const policy = response.headers.get('content-security-policy') ?? ''
    for (const directive of ["default-src 'none'", "frame-ancestors 'none'"]) expect(policy).toContain(directive)
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
    expect(html).not.toContain('<script')
    expect(html).toContain('name="user_code"')
  })

  test('fills in the code of verification_uri_complete, and neither looks it up nor decides', async () => {
    const harness = startHarness()
    const { user_code, verification_uri_complete } = await obtainCodes(harness)
    const { html } = await openCodePage(harness, new URL(verification_uri_complete).search)
    expect(html).toContain(`value="${user_code}"`)
    expect(html).not.toContain('Phase 11 Device Client')
  })

  test('escapes what the link brings along (bug 8 of the original)', async () => {
    const { html } = await openCodePage(startHarness(), `?${new URLSearchParams({ user_code: ATTACK })}`)
    expect(html).not.toContain('<script>')
    expect(html).toContain('&quot;&gt;&lt;script&gt;')
  })
})

describe('the consent page', () => {
  test('names client, code, scopes and resource, and warns of codes that strangers send (RFC 8628 §5.4)', async () => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness, { scope: 'mcp:tools:echo' })
    const { response, html } = await openConsent(harness, user_code)
    expect(response.status).toBe(200)
    for (const shown of ['Phase 11 Device Client', 'phase-11-device-client', user_code, 'mcp:tools:echo', RESOURCE])
      expect(html).toContain(shown)
    expect(html).toContain('Only go on if you see this code on your own device')
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(html).not.toContain('<script')
  })

  test('shows neither the device code nor anything else to poll with', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    expect((await openConsent(harness, user_code)).html).not.toContain(device_code)
  })

  test('escapes the name of the client', async () => {
    const harness = startHarness()
    const client_id = await deviceClient(harness, { client_name: ATTACK })
    const { user_code } = await obtainCodes(harness, { client_id })
    const { html } = await openConsent(harness, user_code)
    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;script&gt;')
  })

  test.each([
    { name: 'lower case', write: (code: string) => code.toLowerCase() },
    { name: 'no dash', write: (code: string) => code.replace('-', '') },
    { name: 'spaces and dots', write: (code: string) => ` ${[...code].join('.')} ` },
  ])('is shown for the code however it is typed: $name (bug 15 of the original)', async ({ write }) => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    expect((await openConsent(harness, write(user_code))).response.status).toBe(200)
  })

  test('approved or denied: sends the user back to the device', async () => {
    const harness = startHarness()
    for (const [decision, says] of [
      ['approve', 'Approved'],
      ['deny', 'Denied'],
    ] as const) {
      const { user_code } = await obtainCodes(harness)
      const response = await answer(harness, await openConsent(harness, user_code), { decision })
      expect(response.status).toBe(200)
      const html = await response.text()
      expect(html).toContain(says)
      expect(html).toContain('You can go back to your device')
    }
    expect(decisions(harness)).toEqual(['approved', 'denied'])
  })

  test('an administrative scope needs its own confirmation', async () => {
    const harness = startHarness()
    const client_id = await deviceClient(harness, { scope: 'mcp:tools:admin' })
    const { device_code, user_code } = await obtainCodes(harness, { client_id, scope: 'mcp:tools:admin' })
    const page = await openConsent(harness, user_code)
    const refused = await answer(harness, page, { decision: 'approve' })
    await expectRefusal(
      refused,
      { error: 'invalid_request', cites: 'server-asks-user', says: 'admin_confirmed' },
      harness,
    )
    const undecided = await poll(harness, device_code, { client_id })
    await expectRefusal(undecided, { error: 'authorization_pending', cites: 'rfc8628 §3.5' }, harness)
    expect((await answer(harness, page, { decision: 'approve', admin_confirmed: 'true' })).status).toBe(200)
    expect((await poll(harness, device_code, { client_id })).status).toBe(200)
    expect(harness.events.find(({ type }) => type === 'device.decided')).toMatchObject({ adminScopeConfirmed: true })
  })

  test('an administrative scope is denied without one', async () => {
    const harness = startHarness()
    const client_id = await deviceClient(harness, { scope: 'mcp:tools:admin' })
    const { user_code } = await obtainCodes(harness, { client_id, scope: 'mcp:tools:admin' })
    expect((await answer(harness, await openConsent(harness, user_code), { decision: 'deny' })).status).toBe(200)
  })
})

describe('an answer with one thing wrong decides nothing', () => {
  test.each([
    { name: 'no cookie', headers: { cookie: '' }, says: 'another browser' },
    { name: 'cookie of another browser', headers: { cookie: 'mcp_auth_browser=other' }, says: 'another browser' },
    { name: 'from a page of another port', headers: { origin: 'http://127.0.0.1:6274' }, says: 'only a page' },
  ])('$name', async ({ headers, says }) => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    const response = await answer(harness, await openConsent(harness, user_code), { decision: 'approve' }, headers)
    await expectRefusal(response, { status: 403, error: 'access_denied', cites: 'rfc9700 §4.7', says }, harness)
    expect(decisions(harness)).toEqual([])
  })

  test.each([
    { name: 'from a page of another site', origin: 'https://evil.example' },
    { name: 'from a sandboxed page', origin: 'null' },
  ])('$name', async ({ origin }) => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    const response = await answer(harness, await openConsent(harness, user_code), { decision: 'approve' }, { origin })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: 'forbidden_origin' })
    expect(decisions(harness)).toEqual([])
  })

  test.each<Refusal & { name: string; form: Record<string, string> }>([
    {
      name: 'unknown handle',
      form: { request: 'nothing', decision: 'approve' },
      error: 'invalid_request',
      cites: 'rfc8628 §3.3',
      says: 'expired',
    },
    {
      name: 'no decision',
      form: {},
      error: 'invalid_request',
      cites: 'server-asks-user',
      says: 'decision is required',
    },
    {
      name: 'another decision',
      form: { decision: 'maybe' },
      error: 'invalid_request',
      cites: 'server-asks-user',
      says: 'decision must be',
    },
  ])('$name', async ({ form, ...refusal }) => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    const response = await answer(harness, await openConsent(harness, user_code), form)
    await expectRefusal(response, refusal, harness)
    expect(decisions(harness)).toEqual([])
  })

  test('a second answer, on the same page or another', async () => {
    const harness = startHarness()
    const { device_code, user_code } = await obtainCodes(harness)
    const [page, other] = [await openConsent(harness, user_code), await openConsent(harness, user_code)]
    await answer(harness, page, { decision: 'deny' })
    for (const again of [page, other]) {
      const response = await answer(harness, again, { decision: 'approve' })
      await expectRefusal(
        response,
        { error: 'invalid_request', cites: 'rfc8628 §3.3', says: 'already answered' },
        harness,
      )
    }
    await expectRefusal(await poll(harness, device_code), { error: 'access_denied', cites: 'rfc8628 §3.5' }, harness)
  })

  test('of two answers at one moment one counts', async () => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    const pages = await Promise.all(Array.from({ length: 20 }, () => openConsent(harness, user_code)))
    const responses = await Promise.all(
      pages.map((page, n) => answer(harness, page, { decision: n % 2 === 0 ? 'approve' : 'deny' })),
    )
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(decisions(harness)).toHaveLength(1)
  })

  test.each([
    { name: 'the code has ended', config: { deviceCodeLifetime: 60 } },
    { name: 'the page has ended', config: { consentLifetime: 60 } },
  ])('too late: $name', async ({ config }) => {
    const harness = startHarness(config)
    const { user_code } = await obtainCodes(harness)
    const page = await openConsent(harness, user_code)
    harness.clock.advance(60)
    const response = await answer(harness, page, { decision: 'approve' })
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc8628 §3.3', says: 'expired' }, harness)
    expect(decisions(harness)).toEqual([])
  })
})

describe('a code that is not right', () => {
  test('is told on the page, with the form to try again', async () => {
    const harness = startHarness()
    const { response, html } = await typeCode(harness, 'BBBB-BBBB', await openCodePage(harness))
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc8628 §3.3', says: 'not known here' }, harness)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).toContain('this code is not known here, or has expired')
    expect(html).toContain('name="user_code"')
    expect(harness.events.filter(({ type }) => type === 'request.refused')).toHaveLength(1)
  })

  test.each([
    { name: 'empty', typed: '', says: 'user_code is required' },
    { name: 'punctuation', typed: '---', says: 'not known here' },
    { name: 'markup', typed: ATTACK, says: 'not known here' },
  ])('$name', async ({ typed, says }) => {
    const harness = startHarness()
    const { response, html } = await typeCode(harness, typed, await openCodePage(harness))
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc8628 §3.3', says }, harness)
    expect(html).not.toContain('<script>')
  })

  test('has ended, or is decided', async () => {
    const harness = startHarness({ deviceCodeLifetime: 60 })
    const { user_code } = await obtainCodes(harness)
    await decide(harness, user_code, 'approve')
    expect((await openConsent(harness, user_code)).html).toContain('already answered')
    const late = await obtainCodes(harness)
    harness.clock.advance(60)
    expect((await openConsent(harness, late.user_code)).html).toContain('not known here, or has expired')
  })

  test('or comes without the cookie of our page, which then is set', async () => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    const refused = await typeCode(harness, user_code, { cookie: '' })
    await expectRefusal(refused.response, { status: 403, error: 'access_denied', cites: 'rfc9700 §4.7' }, harness)
    expect(refused.html).not.toContain('Phase 11 Device Client')
    expect((await typeCode(harness, user_code, refused)).response.status).toBe(200)
  })
})

describe('guesses are limited (RFC 8628 §5.1)', () => {
  const guess = (harness: Harness, cookie: string) => typeCode(harness, 'BBBB-BBBB', { cookie })

  test('after ten wrong codes in a minute even the right one is refused, until the minute is over', async () => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    for (let n = 0; n < 10; n += 1) await guess(harness, 'mcp_auth_browser=a')
    const refused = await openConsent(harness, user_code)
    const says = 'too many wrong codes'
    await expectRefusal(
      refused.response,
      { status: 429, error: 'temporarily_unavailable', cites: 'rfc8628 §5.1', says },
      harness,
    )
    expect(refused.response.headers.get('retry-after')).toBe('60')
    harness.clock.advance(60)
    expect((await openConsent(harness, user_code)).response.status).toBe(200)
  })

  test('from one browser or from many', async () => {
    const harness = startHarness()
    for (let n = 0; n < 10; n += 1) await guess(harness, `mcp_auth_browser=${n}`)
    expect((await guess(harness, 'mcp_auth_browser=new')).response.status).toBe(429)
  })

  test('made at one moment', async () => {
    const harness = startHarness()
    const pages = await Promise.all(Array.from({ length: 30 }, () => guess(harness, 'mcp_auth_browser=a')))
    expect(pages.filter(({ response }) => response.status === 400)).toHaveLength(10)
    expect(pages.filter(({ response }) => response.status === 429)).toHaveLength(20)
  })

  test('and right codes are not counted', async () => {
    const harness = startHarness()
    const { user_code } = await obtainCodes(harness)
    const pages = await Promise.all(Array.from({ length: 30 }, () => openConsent(harness, user_code)))
    expect(pages.every(({ response }) => response.status === 200)).toBe(true)
  })
})
