import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { quoted } from '../src/openapi/inspector/commands.ts'
import {
  authorizationRequest,
  CHALLENGE,
  type Harness,
  ISSUER,
  obtainCode,
  RESOURCE,
  registerClient,
  s256,
  startHarness,
  tokensOf,
  VERIFIER,
} from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'

const PAGE = '/docs/oauth-callback'
const CLIENT = { client_id: 'dev-docs-client', redirect_uri: ISSUER + PAGE }

/** The page for this query, as text without tags where `plain`. */
async function inspected(
  harness: Harness,
  query: Record<string, string> | readonly [string, string][],
): Promise<string> {
  const response = await harness.get(`${PAGE}?${new URLSearchParams(query as Record<string, string>)}`)
  expect(response.status).toBe(200)
  return response.text()
}

const unescaped = (html: string): string =>
  html
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const commands = (html: string): readonly string[] =>
  [...html.matchAll(/<pre class="command"><code>([\s\S]*?)<\/code>/g)].map(([, text = '']) => unescaped(text))

const warned = (html: string): readonly string[] =>
  [...(/<ul class="warnings">([\s\S]*?)<\/ul>/.exec(html)?.[1] ?? '').matchAll(/<li>(.*?) <a/g)].map(
    ([, text = '']) => text,
  )

/** The form that a curl command posts, as a shell takes it apart. */
function formOf(command: string, env: Record<string, string> = {}): Record<string, string> {
  const script = command.replace(/^curl/, `node -e 'console.log(JSON.stringify(process.argv.slice(1)))' --`)
  const words = JSON.parse(
    execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { ...process.env, ...env } }),
  ) as string[]
  const fields = words.flatMap((word, index) => (words[index - 1] === '--data-urlencode' ? [word] : []))
  return Object.fromEntries(
    fields.map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  )
}

describe('the client of the pages', () => {
  test('gets a code at the inspector, and tokens for it by the command that the page shows', async () => {
    const harness = startHarness()
    const code = await obtainCode(harness, CLIENT)
    const html = await inspected(harness, { code, state: 'af0ifjsldkj', iss: ISSUER })
    expect(warned(html)).toEqual([])
    const [curl = '', login, all] = commands(html)
    expect(curl).toMatch(/^curl http:\/\/127\.0\.0\.1:8765\/oauth\/token /)
    const tokens = await tokensOf(await harness.post('/oauth/token', formOf(curl)))
    expect(tokens).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) })
    expect([login, all]).toEqual([
      `npx mcp-auth login ${RESOURCE} --auth-mode bearer --bearer-token -`,
      `npx mcp-auth login ${RESOURCE}`,
    ])
  })

  test.each([
    ['another port', 'http://127.0.0.1:9999/docs/oauth-callback'],
    ['another name of this machine', 'http://localhost:8765/docs/oauth-callback'],
    ['another path', `${ISSUER}/callback`],
    ['a query', `${ISSUER}${PAGE}?x=1`],
  ])('gets none at %s', async (_, redirect_uri) => {
    const harness = startHarness()
    const response = await harness.get(authorizationRequest({ ...CLIENT, redirect_uri }))
    await expectRefusal(response, { error: 'invalid_request', cites: 'client-uses-registered-redirect-uri' }, harness)
  })

  test('has its redirect URIs under the issuer that serves it', async () => {
    const harness = startHarness({ publicUrl: 'https://mcp.example' })
    const at = (redirect_uri: string) =>
      harness.get(`https://mcp.example${authorizationRequest({ ...CLIENT, redirect_uri, resource: undefined })}`)
    expect((await at(`https://mcp.example${PAGE}`)).status).toBe(302)
    await expectRefusal(
      await at(ISSUER + PAGE),
      { error: 'invalid_request', cites: 'client-uses-registered-redirect-uri' },
      harness,
    )
  })

  test('is not said to be any program on this machine: the answer goes to this server', async () => {
    const harness = startHarness()
    const consent = await (await harness.get(authorizationRequest({ ...CLIENT, approval_mode: undefined }))).text()
    expect(consent).not.toContain('any program here could call itself')
    const other = await (
      await harness.get(authorizationRequest({ client_id: 'dev-confidential-client', approval_mode: undefined }))
    ).text()
    expect(other).toContain('any program here could call itself')
  })
})

describe('the redirect inspector', () => {
  test('is kept in no cache, tells nobody where the browser was, and has no script', async () => {
    const { headers } = await startHarness().get(`${PAGE}?code=x`)
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).not.toContain('script-src')
    expect(await inspected(startHarness(), { code: 'x' })).not.toContain('<script')
  })

  test('lets no event and no trace have the code', async () => {
    const harness = startHarness()
    const code = await obtainCode(harness, CLIENT)
    const kept = harness.flows.all().flatMap(({ exchanges }) => exchanges).length
    harness.forget()
    expect(await inspected(harness, { code, iss: ISSUER })).toContain(code)
    expect(harness.events).toEqual([])
    expect(harness.flows.all().flatMap(({ exchanges }) => exchanges)).toHaveLength(kept)
    for (const path of ['/debug/flows', '/debug/audit', '/debug/traces', '/debug/authorizations']) {
      expect(await (await harness.get(path)).text()).not.toContain(code)
    }
  })

  test('does not use the code up, and shows no command for one that is', async () => {
    const harness = startHarness()
    const code = await obtainCode(harness, CLIENT)
    const [curl = ''] = commands(await inspected(harness, { code, iss: ISSUER }))
    await tokensOf(await harness.post('/oauth/token', formOf(curl)))
    const after = await inspected(harness, { code, iss: ISSUER })
    expect(commands(after)).toEqual([])
    expect(after).toContain('Nothing to redeem')
  })

  test('names the verifier and the secret that it does not know', async () => {
    const harness = startHarness()
    const client = await registerClient(harness, { token_endpoint_auth_method: 'client_secret_post' })
    const { client_id = '', client_secret = '' } = client
    const code = await obtainCode(harness, { client_id, code_challenge: s256(`${VERIFIER}-mine`) })
    const [curl = ''] = commands(await inspected(harness, { code, iss: ISSUER }))
    expect(curl).not.toContain(client_secret)
    const form = formOf(curl, { CODE_VERIFIER: `${VERIFIER}-mine`, CLIENT_SECRET: client_secret })
    expect(form).toMatchObject({ client_id, client_secret })
    expect(await tokensOf(await harness.post('/oauth/token', form))).toMatchObject({ token_type: 'Bearer' })
  })

  const good = { code: 'x', state: 'y', iss: ISSUER }
  const without = (name: string) => Object.entries(good).filter(([key]) => key !== name)
  test.each<[string, [string, string][], RegExp]>([
    ['no iss', without('iss'), /^iss is missing/],
    ['another iss', [...without('iss'), ['iss', 'https://login.example']], /^iss is not http.*mix-up/],
    ['no state', without('state'), /^state is missing/],
    ['an empty state', [...without('state'), ['state', '']], /^state is missing/],
    ['a code that came twice', [...Object.entries(good), ['code', 'z']], /^code came more than once/],
    ['a code and an error', [...Object.entries(good), ['error', 'access_denied']], /code and an error/],
    ['neither', without('code'), /neither a code nor an error/],
    ['a token', [...Object.entries(good), ['access_token', 'z']], /^access_token is in the URL/],
  ])('warns of %s, and of nothing else', async (_, query, text) => {
    expect(warned(await inspected(startHarness(), query))).toEqual([expect.stringMatching(text)])
  })

  test('explains an error, and what is no part of an answer', async () => {
    const query: [string, string][] = [
      ['error', 'access_denied'],
      ['error_description', 'no'],
      ['error_uri', 'javascript:alert(1)'],
      ['state', 'y'],
      ['iss', ISSUER],
      ['foo', '1'],
    ]
    const html = await inspected(startHarness(), query)
    expect(commands(html)).toEqual(['npx mcp-auth explain access_denied'])
    expect(html).not.toContain('href="javascript:')
    for (const said of ['Why there is no code', 'for a developer', 'look at where it leads', 'a client ignores it'])
      expect(html).toContain(said)
  })

  test.each(['https://login.example', `${ISSUER}/`])('has nothing redeemed that %s answered', async (iss) => {
    const harness = startHarness()
    const code = await obtainCode(harness, CLIENT)
    expect(commands(await inspected(harness, { code, state: 'y', iss }))).toEqual([])
  })

  test('shows what was sent, and lets none of it be markup or a command', async () => {
    const hostile = `"><script>alert(1)</script>'; touch /tmp/owned; \u001b[201~`
    const html = await inspected(startHarness(), { code: hostile, state: hostile, [hostile]: hostile, iss: ISSUER })
    expect(html).not.toContain('<script')
    expect(commands(html)).toEqual([])
  })

  test.each(['plain', "it's", '$(id) `id` "x" \\ ; & | > * ?', ' '])(
    'quotes %j so that a shell sees the word',
    (word) => {
      expect(execFileSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' })).toBe(word)
    },
  )

  test('without a query it says how to use it, with a request that works', async () => {
    const harness = startHarness()
    const html = await (await harness.get(PAGE)).text()
    const [, link = ''] = /href="(\/oauth\/authorize[^"]+)"/.exec(html) ?? []
    expect(new URL(ISSUER + unescaped(link)).searchParams.get('code_challenge')).toBe(CHALLENGE)
    expect((await harness.get(unescaped(link))).status).toBe(200)
  })

  test('works where nothing is observed', async () => {
    const html = await (await startHarness({ observe: false }).get(PAGE)).text()
    expect(html).not.toContain('href="/"')
    expect((await startHarness({ observe: false }).get('/docs/assets/reference.css')).status).toBe(200)
  })
})

test.each(['/docs', '/redoc', '/docs/oauth2-redirect', PAGE])(
  '%s lets in nothing of others, and no page may frame it',
  async (path) => {
    const { headers } = await startHarness().get(path)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; /)
    expect(policy).toContain("frame-ancestors 'none'; base-uri 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  },
)

test.each(['swagger-ui.css', 'swagger-ui-bundle.js', 'redoc.standalone.js', 'redoc.start.js'])(
  '%s is sent once, and then only when it changed',
  async (name) => {
    const harness = startHarness()
    const first = await harness.get(`/docs/assets/${name}`)
    expect(first.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await first.text()).length).toBeGreaterThan(100)
    const again = await harness.get(`/docs/assets/${name}`, { 'if-none-match': first.headers.get('etag') ?? '' })
    expect([again.status, await again.text()]).toEqual([304, ''])
  },
)
