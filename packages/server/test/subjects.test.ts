import { describe, expect, test } from 'vitest'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  mcpRequest,
  messageOf,
  redirected,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'

/** Whom the token of a redirect speaks for. */
async function identityOf(harness: Harness, response: Response): Promise<unknown> {
  const code = redirected(response).get('code') ?? ''
  const { access_token } = await tokensOf(await harness.post('/oauth/token', codeRequest(code)))
  const call = mcpRequest('tools/call', { name: 'whoami', arguments: {} }, access_token, { modern: true })
  const { result } = await messageOf(await harness.fetch(call))
  return (result?.['structuredContent'] as { identity: unknown } | undefined)?.identity
}

/** The consent page for a hint, and its answer with some fields. */
async function openPage(harness: Harness, login_hint?: string) {
  const response = await harness.get(authorizationRequest({ approval_mode: undefined, login_hint }))
  const html = await response.text()
  const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? ''
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  return {
    html,
    answer: (form: Record<string, string>) =>
      harness.post('/oauth/authorize/consent', { request, decision: 'approve', ...form }, { cookie }),
  }
}

describe('who is logged in without a page, by login_hint (OIDC Core §3.1.2.1)', () => {
  test.each([
    { hint: undefined, identity: 'test-user' },
    { hint: 'test-user', identity: 'test-user' },
    { hint: 'alice', identity: 'alice' },
    { hint: 'bob', identity: 'bob' },
    { hint: 'somebody@example.com', identity: 'test-user' },
    { hint: 'constructor', identity: 'test-user' },
    { hint: 'Alice', identity: 'test-user' },
  ])('$hint: $identity', async ({ hint, identity }) => {
    const harness = startHarness()
    const response = await harness.get(authorizationRequest({ login_hint: hint }))
    expect(await identityOf(harness, response)).toBe(identity)
    expect(harness.events.find(({ type }) => type === 'authorize.decided')).toMatchObject({ subject: identity })
  })

  test('a hint that comes twice is refused like any parameter', async () => {
    const harness = startHarness()
    const response = await harness.get(`${authorizationRequest({ login_hint: 'alice' })}&login_hint=bob`)
    const cites = 'client-keeps-endpoint-query'
    await expectRefusal(response, { status: 302, error: 'invalid_request', cites, says: 'login_hint' }, harness)
  })
})

describe('who is logged in by the consent page', () => {
  test.each([
    { hint: undefined, chosen: 'test-user' },
    { hint: 'bob', chosen: 'bob' },
    { hint: '"><script>', chosen: 'test-user' },
  ])('login_hint $hint: $chosen is chosen beforehand', async ({ hint, chosen }) => {
    const { html } = await openPage(startHarness(), hint)
    expect(html.match(/value="[a-z-]+" checked/g)).toEqual([`value="${chosen}" checked`])
    for (const name of ['Test User', 'Alice Example', 'Bob Example']) expect(html).toContain(name)
    expect(html).not.toContain('<script')
  })

  test('whom the person chose, whatever was hinted', async () => {
    const harness = startHarness()
    const page = await openPage(harness, 'bob')
    expect(await identityOf(harness, await page.answer({ subject: 'alice' }))).toBe('alice')
  })

  test('the default user, when the answer names nobody', async () => {
    const harness = startHarness()
    expect(await identityOf(harness, await (await openPage(harness)).answer({}))).toBe('test-user')
  })

  test.each(['mallory', 'constructor', 'Alice'])('refused, and not used up: %s', async (subject) => {
    const harness = startHarness()
    const page = await openPage(harness)
    const response = await page.answer({ subject })
    const says = 'subject must be one of test-user, alice, bob'
    await expectRefusal(response, { error: 'invalid_request', cites: 'server-asks-user', says }, harness)
    expect((await page.answer({ subject: 'bob' })).status).toBe(303)
  })
})
