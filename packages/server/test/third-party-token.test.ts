import { describe, expect, test } from 'vitest'
import type { ConfigInput } from '../src/index.ts'
import { IDP } from './support/enterprise.ts'
import { codeRequest, mcpRequest, redirected, registerClient, type Tokens, tokensOf } from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'
import { NOW, read } from './support/signed.ts'
import {
  callbackUrl,
  FetchBrowser,
  revokeUpstream,
  startThirdParty,
  type ThirdParty,
  tokensByLogin,
  unreachable,
} from './support/third-party.ts'
import { verifies } from './support/verifies.ts'

type LoggedIn = Tokens & { readonly client_id: string }

const ADMIN = { client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' }

async function logIn(config: ConfigInput = {}): Promise<{ thirdParty: ThirdParty; tokens: LoggedIn }> {
  const thirdParty = startThirdParty(config)
  return { thirdParty, tokens: await tokensByLogin(thirdParty) }
}

const call = ({ harness }: ThirdParty, token: string) => harness.fetch(mcpRequest('tools/list', {}, token))

const introspect = async ({ harness }: ThirdParty, token: string, client: Record<string, string> = ADMIN) =>
  harness.post('/oauth/introspect', { token, ...client })

const refresh = ({ harness }: ThirdParty, { refresh_token = '', client_id }: LoggedIn) =>
  harness.post('/oauth/token', { grant_type: 'refresh_token', refresh_token, client_id })

/** How often the identity provider was asked about the login. */
const questions = ({ asked }: ThirdParty) => asked.filter(({ url }) => url === `${IDP}/oauth/userinfo`).length

const unavailable = { status: 503, error: 'temporarily_unavailable', cites: 'rfc6749 §4.1.2.1' } as const

const ended = {
  error: 'invalid_grant',
  cites: 'resource-follows-third-party-token',
  says: 'its login at the identity provider has ended',
} as const

describe('a token for a login at the identity provider', () => {
  verifies('resource-follows-third-party-token')

  test('is another than that of the identity provider, which is shown nowhere', async () => {
    const thirdParty = startThirdParty({ accessTokenFormat: 'jwt' })
    const { harness } = thirdParty
    const browser = new FetchBrowser(harness)
    const tokens = await tokensByLogin(thirdParty, browser)
    const called = await (await call(thirdParty, tokens.access_token)).text()
    const introspected = await (await introspect(thirdParty, tokens.access_token)).text()
    const refreshed = await (await refresh(thirdParty, tokens)).text()
    await revokeUpstream(thirdParty)
    harness.clock.advance(5)
    const refused = await (await call(thirdParty, tokens.access_token)).text()

    const claims = JSON.stringify(read(tokens.access_token, 1))
    const said = JSON.stringify([
      browser.seen,
      tokens,
      claims,
      called,
      introspected,
      refreshed,
      refused,
      // What the provider says of itself is its own.
      harness.events.filter(({ issuer }) => !issuer.endsWith('/idp')),
    ])
    const { access_token, id_token } = thirdParty.upstream()
    expect(said).toContain(tokens.access_token)
    expect(access_token).toMatch(/^[\w-]{43}$/)
    for (const secret of [access_token, id_token]) expect(said).not.toContain(secret)
    expect((await call(thirdParty, access_token)).status).toBe(401)
  })

  test.each(['opaque', 'jwt'] as const)('ends when that is revoked: %s', async (accessTokenFormat) => {
    const { thirdParty, tokens } = await logIn({ accessTokenFormat })
    expect((await call(thirdParty, tokens.access_token)).status).toBe(200)
    await revokeUpstream(thirdParty)
    thirdParty.harness.clock.advance(5)
    const refused = await call(thirdParty, tokens.access_token)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(await (await introspect(thirdParty, tokens.access_token)).json()).toEqual({ active: false })
    await expectRefusal(await refresh(thirdParty, tokens), ended, thirdParty.harness)
    const { client_id: clientId } = tokens
    const events = thirdParty.harness.events.filter(({ type }) => type === 'login.ended')
    expect(events).toEqual([expect.objectContaining({ clientId, subject: 'bob' })])
  })

  test.each<{ name: string; look: (thirdParty: ThirdParty, tokens: LoggedIn) => Promise<Response>; status: number }>([
    { name: 'the resource', look: (thirdParty, { access_token }) => call(thirdParty, access_token), status: 401 },
    {
      name: 'introspection',
      look: (thirdParty, { access_token }) => introspect(thirdParty, access_token),
      status: 200,
    },
    { name: 'a refresh', look: refresh, status: 400 },
  ])('ends whoever looks first: $name', async ({ look, status }) => {
    const { thirdParty, tokens } = await logIn()
    await revokeUpstream(thirdParty)
    thirdParty.harness.clock.advance(5)
    const response = await look(thirdParty, tokens)
    expect(response.status).toBe(status)
    if (status === 200) expect(await response.json()).toEqual({ active: false })
    if (status === 400) await expectRefusal(response, ended, thirdParty.harness)
    const after = questions(thirdParty)
    expect((await call(thirdParty, tokens.access_token)).status).toBe(401)
    // What has ended is not asked about again.
    expect(questions(thirdParty)).toBe(after)
  })

  test('a refresh token is inactive by introspection, too', async () => {
    const thirdParty = startThirdParty()
    const { harness } = thirdParty
    const registered = await registerClient(harness, { token_endpoint_auth_method: 'client_secret_post' })
    const client = { client_id: registered['client_id'] ?? '', client_secret: registered['client_secret'] ?? '' }
    const browser = new FetchBrowser(harness)
    const answer = await browser.open(await callbackUrl(browser, { client_id: client.client_id }))
    const form = { ...codeRequest(redirected(answer).get('code') ?? ''), ...client }
    const { refresh_token = '' } = await tokensOf(await harness.post('/oauth/token', form))
    const active = await (await introspect(thirdParty, refresh_token, client)).json()
    expect(active).toMatchObject({ active: true, exp: NOW + 3600 })
    await revokeUpstream(thirdParty)
    harness.clock.advance(5)
    expect(await (await introspect(thirdParty, refresh_token, client)).json()).toEqual({ active: false })
  })

  test('is asked about once in five seconds, whatever the load', async () => {
    const { thirdParty, tokens } = await logIn()
    const before = questions(thirdParty)
    for (let second = 0; second < 20; second += 1) {
      for (let n = 0; n < 3; n += 1) expect((await call(thirdParty, tokens.access_token)).status).toBe(200)
      thirdParty.harness.clock.advance(1)
    }
    // The first answer is that of the token request.
    expect(questions(thirdParty) - before).toBe(3)
    await revokeUpstream(thirdParty)
    thirdParty.harness.clock.advance(5)
    expect((await call(thirdParty, tokens.access_token)).status).toBe(401)
  })

  test.each<{ name: string; alter: ThirdParty['alter'] }>([
    { name: 'it does not answer', alter: unreachable },
    { name: 'it fails', alter: (answer) => ({ ...answer, status: 500, body: '' }) },
    { name: 'it has too much to do', alter: (answer) => ({ ...answer, status: 429, body: '' }) },
  ])('is neither good nor ended while the provider cannot be asked: $name', async ({ alter }) => {
    const { thirdParty, tokens } = await logIn()
    const { harness } = thirdParty
    harness.clock.advance(5)
    const right = thirdParty.alter
    thirdParty.alter = alter
    await expectRefusal(await call(thirdParty, tokens.access_token), unavailable, harness)
    await expectRefusal(await introspect(thirdParty, tokens.access_token), unavailable, harness)
    await expectRefusal(await refresh(thirdParty, tokens), unavailable, harness)
    thirdParty.alter = right
    expect((await call(thirdParty, tokens.access_token)).status).toBe(200)
    expect((await refresh(thirdParty, tokens)).status).toBe(200)
  })

  test.each(['opaque', 'jwt'] as const)('does not outlive that: %s', async (accessTokenFormat) => {
    const thirdParty = startThirdParty({ accessTokenFormat })
    const { harness } = thirdParty
    const { client_id = '' } = await registerClient(harness)
    const browser = new FetchBrowser(harness)
    const answer = await browser.open(await callbackUrl(browser, { client_id }))
    harness.clock.advance(100)
    const form = { ...codeRequest(redirected(answer).get('code') ?? ''), client_id }
    const tokens = { ...(await tokensOf(await harness.post('/oauth/token', form))), client_id }
    expect(tokens.expires_in).toBe(3500)
    const { exp } = (await (await introspect(thirdParty, tokens.access_token)).json()) as { exp: number }
    expect(exp).toBe(NOW + 3600)
    if (accessTokenFormat === 'jwt') expect(read(tokens.access_token, 1)['exp']).toBe(NOW + 3600)

    harness.clock.advance(1000)
    const refreshed = await tokensOf(await refresh(thirdParty, tokens))
    expect(refreshed.expires_in).toBe(2500)
    harness.clock.advance(2499)
    expect((await call(thirdParty, refreshed.access_token)).status).toBe(200)
    harness.clock.advance(1)
    expect((await call(thirdParty, refreshed.access_token)).status).toBe(401)
    const late = await refresh(thirdParty, { ...refreshed, client_id })
    const gone = { error: 'invalid_grant', cites: 'server-never-widens-on-refresh', says: 'expired' } as const
    await expectRefusal(late, gone, harness)
  })

  test('is as long as any other where the provider does not say how long its own is', async () => {
    const thirdParty = startThirdParty()
    thirdParty.alter = (answer) => ({ ...answer, body: answer.body.replace(/"expires_in":\d+,/, '') })
    const tokens = await tokensByLogin(thirdParty)
    expect(tokens.expires_in).toBe(3600)
    await revokeUpstream(thirdParty)
    thirdParty.harness.clock.advance(5)
    await expectRefusal(await refresh(thirdParty, tokens), ended, thirdParty.harness)
  })

  test.each<{ name: string; end: (thirdParty: ThirdParty) => Promise<void> }>([
    { name: 'revoked', end: revokeUpstream },
    { name: 'expired', end: async ({ harness }) => harness.clock.advance(100) },
  ])('is not given for a code whose login has ended: $name', async ({ end }) => {
    const thirdParty = startThirdParty()
    const { harness } = thirdParty
    thirdParty.alter = (answer) => ({ ...answer, body: answer.body.replace(/"expires_in":\d+/, '"expires_in":100') })
    const browser = new FetchBrowser(harness)
    const code = redirected(await browser.open(await callbackUrl(browser))).get('code') ?? ''
    await end(thirdParty)
    await expectRefusal(await harness.post('/oauth/token', codeRequest(code)), ended, harness)
  })

  test('a code is still good after the provider could not be asked', async () => {
    const thirdParty = startThirdParty()
    const { harness } = thirdParty
    const browser = new FetchBrowser(harness)
    const code = redirected(await browser.open(await callbackUrl(browser))).get('code') ?? ''
    const right = thirdParty.alter
    thirdParty.alter = unreachable
    await expectRefusal(await harness.post('/oauth/token', codeRequest(code)), unavailable, harness)
    thirdParty.alter = right
    expect((await harness.post('/oauth/token', codeRequest(code))).status).toBe(200)
  })

  test('a login that ended takes no other with it', async () => {
    const thirdParty = startThirdParty()
    const first = await tokensByLogin(thirdParty)
    await revokeUpstream(thirdParty)
    const second = await tokensByLogin(thirdParty)
    thirdParty.harness.clock.advance(5)
    expect((await call(thirdParty, first.access_token)).status).toBe(401)
    expect((await call(thirdParty, second.access_token)).status).toBe(200)
  })
})
