import { describe, expect, it } from 'vitest'
import { byMachine, everything } from './checks/scenario.ts'
import { decide, obtainCodes, poll } from './support/device.ts'
import { BASIC, JWT_BEARER, obtainIdJag } from './support/enterprise.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  obtainTokens,
  RESOURCE,
  redirected,
} from './support/harness.ts'
import { ath, newKey, proof } from './support/proof.ts'
import { ReferenceClient } from './support/reference-client/client.ts'
import { assertionForm, assertionParts, DEV_JWT_KEY, NOW, signed } from './support/signed.ts'
import { FetchBrowser, startThirdParty, tokensByLogin } from './support/third-party.ts'

/** Names under which secrets travel, written down here and not taken from the code under test. */
const NAMES = [
  'access_token',
  'refresh_token',
  'id_token',
  'code',
  'code_verifier',
  'client_secret',
  'client_assertion',
  'assertion',
  'subject_token',
  'device_code',
  'user_code',
  'registration_access_token',
  'token',
]

/** A harness that notes down every secret that passes it, either way. */
function listening(harness: Harness): { readonly harness: Harness; readonly secrets: Set<string> } {
  const secrets = new Set<string>()
  const note = (text: string): void => {
    for (const name of NAMES) {
      for (const pattern of [`"${name}":"([^"]+)"`, `(?:^|[?&])${name}=([^&]+)`]) {
        for (const [, value = ''] of text.matchAll(new RegExp(pattern, 'g'))) secrets.add(decodeURIComponent(value))
      }
    }
    for (const [, value = ''] of text.matchAll(/name="request" value="([^"]+)"/g)) secrets.add(value)
  }
  const fetch: Harness['fetch'] = async (request, via) => {
    note(request.url)
    note(await request.clone().text())
    const [scheme = '', value = ''] = (request.headers.get('authorization') ?? '').split(' ')
    if (value !== '')
      secrets.add(scheme === 'Basic' ? (Buffer.from(value, 'base64').toString().split(':')[1] ?? '') : value)
    const response = await harness.fetch(request, via)
    note(response.headers.get('location') ?? '')
    const cookie = response.headers.get('set-cookie')
    if (cookie !== null) secrets.add(cookie.slice(cookie.indexOf('=') + 1).split(';')[0] ?? '')
    const session = response.headers.get('mcp-session-id')
    if (session !== null) secrets.add(session)
    note(await response.clone().text())
    return response
  }
  const url = (path: string): string => (path.startsWith('/') ? `http://127.0.0.1:8765${path}` : path)
  const send = (path: string, init: RequestInit): Promise<Response> => fetch(new Request(url(path), init))
  const json = { 'content-type': 'application/json' }
  return {
    secrets,
    harness: {
      ...harness,
      fetch,
      get: (path, headers = {}) => send(path, { headers }),
      post: (path, form, headers = {}) => send(path, { method: 'POST', body: new URLSearchParams(form), headers }),
      postJson: (path, body, headers = {}) =>
        send(path, { method: 'POST', body: JSON.stringify(body), headers: { ...json, ...headers } }),
    },
  }
}

/** One flow of every kind. */
const kinds: readonly (readonly [string, (harness: Harness) => Promise<unknown>])[] = [
  ['authorization code, refresh and step-up, stateless', (harness) => everything(new ReferenceClient(harness))],
  ['the same in sessions', (harness) => everything(new ReferenceClient(harness, { revision: '2025-11-25' }))],
  ['client credentials', async (harness) => byMachine({})(new ReferenceClient(harness), harness)],
  [
    'client credentials with an assertion',
    async (harness) => {
      const form = await assertionForm(assertionParts())
      await harness.post('/oauth/token', { grant_type: 'client_credentials', ...form })
    },
  ],
  [
    'device',
    async (harness) => {
      const { device_code, user_code } = await obtainCodes(harness, { resource: RESOURCE })
      await decide(harness, user_code, 'approve')
      harness.clock.advance(5)
      await poll(harness, device_code, { resource: RESOURCE })
    },
  ],
  [
    'DPoP',
    async (harness) => {
      const key = newKey()
      const form = {
        grant_type: 'client_credentials',
        client_id: 'dev-confidential-client',
        client_secret: 'dev-confidential-secret',
      }
      const response = await harness.post('/oauth/token', form, { dpop: proof(key) })
      const { access_token } = (await response.json()) as { access_token: string }
      const dpop = proof(key, { claims: { htu: RESOURCE, ath: ath(access_token) } })
      await harness.postJson('/mcp/oauth', {}, { authorization: `DPoP ${access_token}`, dpop })
    },
  ],
  [
    'enterprise',
    async (harness) => {
      const form = { grant_type: JWT_BEARER, assertion: await obtainIdJag(harness), resource: RESOURCE }
      await harness.post('/oauth/token', form, BASIC)
    },
  ],
  [
    'workload',
    async (harness) => {
      const claims = {
        iss: 'https://workload.example',
        sub: 'spiffe://workload.example/agent',
        aud: 'http://127.0.0.1:8765',
      }
      const times = { iat: NOW, exp: NOW + 600, jti: 'one' }
      const assertion = await signed({ alg: 'ES256', typ: 'JWT' }, { ...claims, ...times }, DEV_JWT_KEY)
      await harness.post('/oauth/token', { grant_type: JWT_BEARER, assertion, resource: RESOURCE })
    },
  ],
  [
    'a pushed request, and a token that is introspected and revoked',
    async (harness) => {
      const params = Object.fromEntries(new URL(authorizationRequest(), 'http://x').searchParams)
      const pushed = await harness.post('/oauth/par', params)
      const { request_uri = '' } = (await pushed.json()) as { request_uri?: string }
      const query = new URLSearchParams({ client_id: 'dev-public-client', request_uri })
      const code = redirected(await harness.get(`/oauth/authorize?${query}`)).get('code') ?? ''
      const tokens = await harness.post('/oauth/token', codeRequest(code))
      const { access_token = '' } = (await tokens.json()) as { access_token?: string }
      const machine = { client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' }
      await harness.post('/oauth/introspect', { token: access_token, ...machine })
      await harness.post('/oauth/revoke', { token: access_token, client_id: 'dev-public-client' })
    },
  ],
  [
    'a consent page that is answered',
    async (harness) => {
      const browser = new FetchBrowser(harness)
      await browser.answer(await browser.open(authorizationRequest({ approval_mode: undefined })), {
        decision: 'approve',
      })
    },
  ],
  [
    'a token in the wrong place',
    async (harness) => {
      const { access_token, refresh_token = '' } = await obtainTokens(harness)
      await harness.get(`/mcp/oauth?access_token=${access_token}&note=${refresh_token}`, { 'x-copy': access_token })
      await harness.postJson(
        '/mcp/oauth',
        { copy: [access_token], text: `see ${refresh_token}` },
        { cookie: `t=${access_token}` },
      )
    },
  ],
]

/** Everything that shows what was observed. */
async function views(harness: Harness): Promise<readonly string[]> {
  const flows = harness.flows.all().map(({ id }) => id)
  const lists = ['authorizations', 'approvals', 'tokens', 'clients', 'audit', 'traces?limit=1000', 'config', 'flows']
  const formats = ['json', 'junit', 'sarif', 'markdown', 'html', 'expected-failures']
  return [
    ...lists.map((list) => `/debug/${list}`),
    ...formats.map((format) => `/debug/report?format=${format}`),
    ...flows.flatMap((id) =>
      ['json', 'har', 'mermaid', 'markdown'].map((format) => `/debug/flows/${id}?format=${format}`),
    ),
  ]
}

/** What the event stream has said from the beginning. */
async function streamed(harness: Harness, first: string | undefined): Promise<string> {
  const response = await harness.get('/debug/events', first === undefined ? {} : { 'last-event-id': first })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes(': connected')) text += (await reader?.read())?.value ?? ': connected'
  await reader?.cancel()
  return text
}

describe('no secret is shown anywhere', () => {
  it.each(kinds)('of %s', async (_, drive) => {
    const { harness: plain } = startThirdParty({ login: 'page' })
    const { harness, secrets } = listening(plain)
    await plain.get('/oauth/token')
    const first = plain.flows.all()[0]?.exchanges[0]?.events[0]?.id
    await drive(harness)
    expect(secrets.size).toBeGreaterThan(0)
    const shown = [...(await views(plain)), 'stream']
    for (const view of shown) {
      const text = view === 'stream' ? await streamed(plain, first) : await (await plain.get(view)).text()
      for (const secret of secrets) {
        if (secret.length < 6) continue
        expect([view, text.includes(secret)]).toEqual([view, false])
      }
    }
  })

  it('of a login at an identity provider', async () => {
    const thirdParty = startThirdParty()
    const tokens = await tokensByLogin(thirdParty)
    const { access_token, id_token } = thirdParty.upstream()
    const secrets = [tokens.access_token, tokens.refresh_token ?? '', access_token, id_token]
    for (const view of await views(thirdParty.harness)) {
      const text = await (await thirdParty.harness.get(view)).text()
      for (const secret of secrets) {
        expect([view, text.includes(secret)]).toEqual([view, false])
      }
    }
  })
})
