import { describe, expect, test } from 'vitest'
import { IDP, loginRequest, SERVER } from './support/enterprise.ts'
import {
  authorizationRequest,
  codeRequest,
  ISSUER,
  mcpRequest,
  messageOf,
  REDIRECT_URI,
  redirected,
  registerClient,
  s256,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { part, read, signed } from './support/signed.ts'
import {
  callbackUrl,
  consentRequest,
  FetchBrowser,
  locationOf,
  startThirdParty,
  type ThirdParty,
  unreachable,
} from './support/third-party.ts'
import { verifies } from './support/verifies.ts'

/** How many logins are under way. */
async function underWay({ store }: ThirdParty): Promise<number> {
  let found = 0
  for await (const [key] of store.list('')) if (key.includes(' upstream-logins:')) found += 1
  return found
}

function start() {
  const thirdParty = startThirdParty()
  return { thirdParty, harness: thirdParty.harness, browser: new FetchBrowser(thirdParty.harness) }
}

describe('a login at the identity provider', () => {
  verifies('resource-asks-consent-per-client', 'resource-protects-consent')

  test('is led to by consent to this client, and leads back to it with a code for who logged in', async () => {
    const { thirdParty, harness, browser } = start()
    const page = await browser.open(consentRequest())
    expect(page.status).toBe(200)
    const html = await page.clone().text()
    for (const shown of ['Dev Public Client', REDIRECT_URI, 'mcp:tools:echo', `log in at the identity provider`, IDP])
      expect(html).toContain(shown)
    expect(html).not.toContain('name="subject"')
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(await underWay(thirdParty)).toBe(0)

    const consented = await browser.answer(page, { decision: 'approve', subject: 'alice' })
    expect(consented.status).toBe(303)
    expect(await underWay(thirdParty)).toBe(1)
    const sent = redirected(consented)
    expect(locationOf(consented).startsWith(`${IDP}/oauth/authorize?`)).toBe(true)
    expect(Object.fromEntries(sent)).toEqual({
      response_type: 'code',
      client_id: SERVER.client_id,
      redirect_uri: `${ISSUER}/oauth/callback`,
      scope: 'openid profile email',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })

    const login = await browser.open(locationOf(consented))
    expect(await login.clone().text()).toContain('Log in to MCP Auth Test Server?')
    const answer = await browser.open(locationOf(await browser.answer(login, { decision: 'approve', subject: 'bob' })))
    expect(answer.status).toBe(302)
    expect(locationOf(answer).startsWith(`${REDIRECT_URI}?`)).toBe(true)
    expect(redirected(answer).get('state')).toBe('af0ifjsldkj')
    expect(redirected(answer).get('iss')).toBe(ISSUER)
    const code = redirected(answer).get('code') ?? ''
    const { access_token } = await tokensOf(await harness.post('/oauth/token', codeRequest(code)))
    const { result } = await messageOf(await harness.fetch(mcpRequest('tools/call', whoami, access_token)))
    expect(result?.['structuredContent']).toMatchObject({ identity: 'bob', issuer: ISSUER })

    const [redemption] = thirdParty.asked
    expect(redemption).toMatchObject({ url: `${IDP}/oauth/token`, reach: 'any', fields: SERVER })
    expect(s256(redemption?.fields['code_verifier'] ?? '')).toBe(sent.get('code_challenge'))
    const own = harness.events.filter(({ issuer }) => issuer === ISSUER).map(({ type }) => type)
    expect(own.filter((type) => /^(login|authorize)\./.test(type))).toEqual([
      'authorize.requested',
      'authorize.decided',
      'login.requested',
      'login.completed',
      'authorize.redirected',
    ])
    const decided = harness.events.find(({ type, issuer }) => type === 'authorize.decided' && issuer === ISSUER)
    expect(decided).not.toHaveProperty('subject')
  })

  test('asks consent for each client, in the browser of a user who just logged in, too', async () => {
    const { thirdParty, harness, browser } = start()
    expect(redirected(await browser.open(await callbackUrl(browser))).has('code')).toBe(true)
    const before = await underWay(thirdParty)
    const { client_id = '' } = await registerClient(harness, { client_name: 'A Second Client' })
    const page = await browser.open(consentRequest({ client_id }))
    expect(page.status).toBe(200)
    expect(locationOf(page)).toBe('')
    expect(await page.text()).toContain('Authorize A Second Client?')
    expect(await underWay(thirdParty)).toBe(before)
  })

  test('is not led to by a denial, on the page or by approval_mode', async () => {
    const { thirdParty, browser } = start()
    const denied = await browser.answer(await browser.open(consentRequest()), { decision: 'deny' })
    const atOnce = await browser.open(authorizationRequest({ approval_mode: 'auto_deny' }))
    for (const response of [denied, atOnce]) {
      expect(locationOf(response).startsWith(REDIRECT_URI)).toBe(true)
      expect(redirected(response).get('error')).toBe('access_denied')
    }
    expect(await underWay(thirdParty)).toBe(0)
  })

  test('is led to at once by approval_mode=auto_approve, in a browser that is known from then on', async () => {
    const { browser, harness } = start()
    const sent = await browser.open(authorizationRequest())
    expect(sent.status).toBe(302)
    expect(locationOf(sent).startsWith(`${IDP}/oauth/authorize?`)).toBe(true)
    expect(sent.headers.get('set-cookie')).toMatch(/^mcp_auth_browser=[\w-]{43}; Path=\/oauth; HttpOnly; SameSite=Lax$/)
    const login = await browser.open(locationOf(sent))
    const back = locationOf(await browser.answer(login, { decision: 'approve' }))
    const elsewhere = await new FetchBrowser(harness).open(back)
    await expectRefusal(elsewhere, otherBrowser, harness)
    expect(redirected(await browser.open(back)).has('code')).toBe(true)
  })

  test('passes on whom the client expects', async () => {
    const { browser } = start()
    const page = await browser.open(consentRequest({ login_hint: 'alice' }))
    const consented = await browser.answer(page, { decision: 'approve' })
    expect(redirected(consented).get('login_hint')).toBe('alice')
    const atOnce = await browser.open(authorizationRequest({ login_hint: 'alice' }))
    expect(redirected(atOnce).get('login_hint')).toBe('alice')
  })

  test('keeps cookies that are locked to host and issuer under https', async () => {
    const base = 'https://mcp.example'
    const harness = startHarness({ publicUrl: base, login: 'identity-provider' })
    const ours = await harness.get(base + consentRequest({ resource: undefined }))
    const redirect_uri = `${base}/oauth/callback`
    const login = loginRequest({ client_id: SERVER.client_id, redirect_uri, approval_mode: undefined })
    const theirs = await harness.get(base + login)
    const attributes = '; Path=/; Secure; HttpOnly; SameSite=Lax'
    for (const [page, name] of [
      [ours, '__Host-mcp_auth_browser'],
      [theirs, '__Host-mcp_auth_browser_idp'],
    ] as const) {
      expect(page.status).toBe(200)
      const cookie = page.headers.get('set-cookie') ?? ''
      expect(cookie.startsWith(`${name}=`) && cookie.endsWith(attributes)).toBe(true)
      const again = await harness.get(base + consentRequest({ resource: undefined }), { cookie })
      expect(again.headers.has('set-cookie')).toBe(page !== ours)
    }
  })
})

const whoami = { name: 'whoami', arguments: {} }

const otherBrowser: Refusal = {
  status: 403,
  error: 'access_denied',
  cites: 'rfc9700 §4.7',
  says: 'this login was begun in another browser',
}
const foreignState: Refusal = {
  error: 'invalid_request',
  cites: 'resource-protects-consent',
  says: 'state must be that of a login that was consented to here',
}
const wrongIssuer: Refusal = { error: 'invalid_request', cites: 'rfc9207 §2.4', says: `iss must be ${IDP}` }
const sentTwice: Refusal = { error: 'invalid_request', cites: 'rfc6749 §3.1', says: 'more than once' }

/** The URL with one parameter changed, or without it. */
function changed(url: string, name: string, value: string | undefined): string {
  const altered = new URL(url)
  if (value === undefined) altered.searchParams.delete(name)
  else altered.searchParams.set(name, value)
  return altered.href
}

/** Neither a client nor anybody else is told by redirect. */
async function expectPage(response: Response, refusal: Refusal, { harness }: ThirdParty): Promise<void> {
  expect(response.headers.get('location')).toBeNull()
  expect(response.headers.get('content-type')).toContain('text/html')
  await expectRefusal(response, refusal, harness)
}

describe('a callback with one thing wrong goes nowhere', () => {
  verifies('resource-protects-consent')

  test.each<{ name: string; change: (url: string) => string; refusal: Refusal }>([
    { name: 'another state', change: (url) => changed(url, 'state', 'x'.repeat(43)), refusal: foreignState },
    {
      name: 'no state',
      change: (url) => changed(url, 'state', undefined),
      refusal: { error: 'invalid_request', cites: 'resource-protects-consent', says: 'state is required' },
    },
    { name: 'state twice', change: (url) => `${url}&state=x`, refusal: sentTwice },
    {
      name: 'a parameter twice that nobody reads',
      change: (url) => `${url}&session_state=x&session_state=y`,
      refusal: sentTwice,
    },
    { name: 'code twice', change: (url) => `${url}&code=x`, refusal: sentTwice },
    { name: 'another iss', change: (url) => changed(url, 'iss', ISSUER), refusal: wrongIssuer },
    { name: 'no iss', change: (url) => changed(url, 'iss', undefined), refusal: wrongIssuer },
    {
      name: 'neither code nor error',
      change: (url) => changed(url, 'code', undefined),
      refusal: { error: 'invalid_request', cites: 'oidc-core §3.1.2.5', says: 'code is required' },
    },
    {
      name: 'an error of another issuer',
      change: (url) => changed(changed(url, 'error', 'access_denied'), 'iss', ISSUER),
      refusal: wrongIssuer,
    },
  ])('$name, and the login is still there', async ({ change, refusal }) => {
    const { thirdParty, browser } = start()
    const url = await callbackUrl(browser)
    await expectPage(await browser.open(change(url)), refusal, thirdParty)
    expect(thirdParty.asked).toEqual([])
    expect(redirected(await browser.open(url)).has('code')).toBe(true)
  })

  test('in another browser, with its own cookie or none', async () => {
    const { thirdParty, harness, browser } = start()
    const url = await callbackUrl(browser)
    const other = new FetchBrowser(harness)
    await expectPage(await other.open(url), { ...otherBrowser, says: 'or cookies are off' }, thirdParty)
    await other.open(consentRequest())
    await expectPage(await other.open(url), otherBrowser, thirdParty)
    expect(redirected(await browser.open(url)).has('code')).toBe(true)
  })

  test('before consent, though the code is good and the page is shown', async () => {
    const { thirdParty, browser } = start()
    const page = await browser.open(consentRequest())
    const handle = /name="request" value="([^"]+)"/.exec(await page.clone().text())?.[1] ?? ''
    const redirect_uri = `${ISSUER}/oauth/callback`
    const login = await browser.open(
      loginRequest({ client_id: SERVER.client_id, redirect_uri, state: handle, approval_mode: 'auto_approve' }),
    )
    await expectPage(await browser.open(locationOf(login)), foreignState, thirdParty)
    expect(thirdParty.asked).toEqual([])
  })

  test('a second time', async () => {
    const { thirdParty, browser } = start()
    const url = await callbackUrl(browser)
    await browser.open(url)
    const replayed = { ...foreignState, says: 'state was already used' }
    await expectPage(await browser.open(url), replayed, thirdParty)
    expect(thirdParty.asked).toHaveLength(1)
  })

  test('twice at one moment: one is answered', async () => {
    const { thirdParty, browser } = start()
    const url = await callbackUrl(browser)
    const both = await Promise.all([browser.open(url), browser.open(url)])
    expect(both.filter((response) => response.status === 302)).toHaveLength(1)
    expect(thirdParty.asked).toHaveLength(1)
  })

  test('too late', async () => {
    const thirdParty = startThirdParty({ consentLifetime: 60 })
    const browser = new FetchBrowser(thirdParty.harness)
    const url = await callbackUrl(browser)
    thirdParty.harness.clock.advance(60)
    await expectPage(await browser.open(url), foreignState, thirdParty)
  })

  test.each([
    { name: 'another code', code: async () => 'x'.repeat(43) },
    {
      name: 'the code of another login',
      code: async (other: FetchBrowser) =>
        new URL(await callbackUrl(other, {}, 'alice')).searchParams.get('code') ?? '',
    },
  ])('$name', async ({ code }) => {
    const { thirdParty, harness, browser } = start()
    const url = await callbackUrl(browser)
    const altered = changed(url, 'code', await code(new FetchBrowser(harness)))
    const response = await browser.open(altered)
    expect(response.headers.get('location')).toBeNull()
    await expectPage(await browser.open(url), { ...foreignState, says: 'already used' }, thirdParty)
    expect(await response.text()).toContain('code was refused by the identity provider')
  })

  test('and says so: a code that is not of this login', async () => {
    const { thirdParty, browser } = start()
    const response = await browser.open(changed(await callbackUrl(browser), 'code', 'x'))
    const refusal = { error: 'invalid_request', cites: 'rfc6749 §5.2', says: 'code was refused' } as const
    await expectPage(response, refusal, thirdParty)
  })
})

describe('an ID token with one thing wrong logs nobody in (OIDC Core §3.1.3.7)', () => {
  type Claims = Readonly<Record<string, unknown>>

  /** Signed by the identity provider's own key, whatever it says. */
  const resigned =
    (claims: Claims, header: Claims = {}) =>
    async (token: string, thirdParty: ThirdParty): Promise<string> => {
      const { privateKey } = await thirdParty.key()
      const whole = { ...read(token, 0), ...header, alg: 'RS256' }
      return signed(whole, { ...read(token, 1), ...claims }, privateKey)
    }

  test.each<{ name: string; make: (token: string, thirdParty: ThirdParty) => string | Promise<string>; says: string }>([
    { name: 'another issuer', make: resigned({ iss: ISSUER }), says: 'iss must be' },
    { name: 'for another client', make: resigned({ aud: 'enterprise-sso-client' }), says: 'aud must be' },
    { name: 'for others as well', make: resigned({ aud: [SERVER.client_id, 'other'] }), says: 'aud must be' },
    { name: 'given to another client', make: resigned({ azp: 'enterprise-sso-client' }), says: 'azp must be' },
    { name: 'of another login', make: resigned({ nonce: 'x'.repeat(43) }), says: 'nonce must be' },
    { name: 'of no login', make: resigned({ nonce: undefined }), says: 'nonce must be' },
    { name: 'expired', make: resigned({ exp: 1_795_392_000 - 30 }), says: 'exp must be' },
    { name: 'without end', make: resigned({ exp: undefined }), says: 'exp must be' },
    { name: 'of nobody', make: resigned({ sub: undefined }), says: 'sub must be' },
    { name: 'an ID-JAG', make: resigned({}, { typ: 'oauth-id-jag+jwt' }), says: 'typ must not be' },
    { name: 'with an unknown key', make: resigned({}, { kid: 'x' }), says: 'kid and alg' },
    {
      name: 'unsigned',
      make: (token) => `${part({ ...read(token, 0), alg: 'none' })}.${token.split('.')[1]}.`,
      says: 'alg must be RS256',
    },
    {
      name: 'altered',
      make: (token) => `${token.split('.')[0]}.${part({ ...read(token, 1), sub: 'alice' })}.${token.split('.')[2]}`,
      says: 'signature does not verify',
    },
    { name: 'no JWT', make: () => 'opaque', says: 'must be a signed JWT' },
  ])('$name', async ({ make, says }) => {
    const { thirdParty, browser } = start()
    thirdParty.alter = async (answer) => {
      const tokens = JSON.parse(answer.body) as { id_token: string }
      return { ...answer, body: JSON.stringify({ ...tokens, id_token: await make(tokens.id_token, thirdParty) }) }
    }
    const response = await browser.open(await callbackUrl(browser))
    await expectPage(response, { error: 'invalid_request', cites: 'oidc-core §3.1.3.7', says }, thirdParty)
    expect(thirdParty.harness.events.some(({ type }) => type === 'login.completed')).toBe(false)
  })

  test.each([
    { name: 'as it is', claims: {} },
    {
      name: 'with its audience in a list, and named as presenter',
      claims: { aud: [SERVER.client_id], azp: SERVER.client_id },
    },
  ])('but a right one does, $name', async ({ claims }) => {
    const { thirdParty, browser } = start()
    thirdParty.alter = async (answer) => {
      const tokens = JSON.parse(answer.body) as { id_token: string }
      const id_token = await resigned(claims)(tokens.id_token, thirdParty)
      return { ...answer, body: JSON.stringify({ ...tokens, id_token }) }
    }
    expect(redirected(await browser.open(await callbackUrl(browser))).has('code')).toBe(true)
  })
})

describe('what goes wrong at the identity provider is told to the client, with its own state and iss', () => {
  const expectOwn = (response: Response) => {
    expect(locationOf(response).startsWith(`${REDIRECT_URI}?`)).toBe(true)
    expect(redirected(response).get('state')).toBe('af0ifjsldkj')
    expect(redirected(response).get('iss')).toBe(ISSUER)
  }

  test('the user denied there', async () => {
    const { browser } = start()
    const consented = await browser.answer(await browser.open(consentRequest()), { decision: 'approve' })
    const denied = await browser.answer(await browser.open(locationOf(consented)), { decision: 'deny' })
    const response = await browser.open(locationOf(denied))
    expectOwn(response)
    expect(redirected(response).get('error')).toBe('access_denied')
    expect(redirected(response).get('error_description')).toContain('at the identity provider')
    expect(redirected(response).has('code')).toBe(false)
  })

  test.each<{ error: string; refusal: Refusal }>([
    {
      error: 'temporarily_unavailable',
      refusal: { status: 302, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' },
    },
    { error: 'login_required', refusal: { status: 302, error: 'server_error', cites: 'rfc6749 §4.1.2.1' } },
  ])('it said $error', async ({ error, refusal }) => {
    const { harness, browser } = start()
    const url = changed(await callbackUrl(browser), 'error', error)
    const response = await browser.open(url)
    await expectRefusal(response, refusal, harness)
    expectOwn(response)
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'login.failed', error }))
  })

  test.each<{ name: string; alter: ThirdParty['alter'] }>([
    { name: 'it does not answer', alter: unreachable },
    { name: 'it fails', alter: (answer) => ({ ...answer, status: 500, body: '' }) },
    { name: 'it does not know us', alter: (answer) => ({ ...answer, status: 401, body: '' }) },
    { name: 'it answers with a page', alter: (answer) => ({ ...answer, body: '<html>' }) },
    { name: 'it gives no ID token', alter: (answer) => ({ ...answer, body: '{"access_token":"x"}' }) },
    { name: 'it gives no access token', alter: (answer) => ({ ...answer, body: '{"id_token":"x"}' }) },
  ])('$name', async ({ alter }) => {
    const { thirdParty, harness, browser } = start()
    const url = await callbackUrl(browser)
    thirdParty.alter = alter
    const response = await browser.open(url)
    const unavailable = { status: 302, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' } as const
    await expectRefusal(response, { ...unavailable, says: 'identity provider' }, harness)
    expectOwn(response)
  })
})
