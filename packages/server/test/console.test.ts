import { readdirSync } from 'node:fs'
import { requirementIds } from '@mcp-auth/spec'
import { describe, expect, it } from 'vitest'
import { shapes } from '../src/console/marks.ts'
import * as registry from '../src/console/pages/registry.ts'
import { topicOf } from '../src/console/topics.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  obtainCode,
  obtainTokens,
  registerClient,
  startHarness,
  VERIFIER,
} from './support/harness.ts'

const HOSTILE = `<img src=x onerror=alert(1)>"'><script>alert(2)</script>&\u202E`

async function page(harness: Harness, path: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await harness.get(path, headers)
  expect([path, response.status]).toEqual([path, 200])
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  return response.text()
}

/** A client with a hostile name that logs in, calls, and refreshes; answers everything that nobody else may know. */
async function login(harness: Harness, name = 'a client'): Promise<readonly string[]> {
  const rpc = { method: 'initialize', params: { clientInfo: { name, version: name }, protocolVersion: '2025-11-25' } }
  await harness.fetch(mcpRequest(rpc.method, { ...rpc.params, capabilities: {} }, undefined))
  const client = await registerClient(harness, {
    client_name: name,
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [`http://127.0.0.1/callback?from=${encodeURIComponent(name)}`],
  })
  const { client_id = '', client_secret = '', registration_access_token = '' } = client
  const redirect_uri = `http://127.0.0.1:49152/callback?from=${encodeURIComponent(name)}`
  const code = await obtainCode(harness, { client_id, redirect_uri, state: 'state-of-the-client' })
  const form = { ...codeRequest(code), client_id, client_secret, redirect_uri }
  const answer = await harness.post('/oauth/token', form, { 'user-agent': name.replaceAll(/[^\x20-\x7E]/g, '') })
  const { access_token = '', refresh_token = '' } = (await answer.json()) as Record<string, string>
  await harness.fetch(mcpRequest('tools/call', { name: 'echo', arguments: { message: name } }, access_token))
  const again = { grant_type: 'refresh_token', refresh_token, client_id, client_secret }
  const renewed = (await (await harness.post('/oauth/token', again)).json()) as Record<string, string>
  return [
    client_secret,
    registration_access_token,
    code,
    VERIFIER,
    access_token,
    refresh_token,
    renewed['access_token'] ?? '',
    renewed['refresh_token'] ?? '',
  ]
}

/** The text of a refusal, which must be a page with this status. */
async function refusalPage(response: Response, status: number): Promise<string> {
  expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
  return response.text()
}

/** The API reference is there, and no part of the console. */
const BEYOND = /^\/(?:docs|redoc|openapi\.json)/

/** Every page of the console that links lead to from `/`, by its path. */
async function crawl(harness: Harness): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const waiting = ['/']
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue
    const response = await harness.get(path)
    expect([path, response.status]).toEqual([path, 200])
    if (BEYOND.test(path)) continue
    const text = await response.text()
    found.set(path, text)
    if (response.headers.get('content-type')?.startsWith('text/html') !== true) continue
    for (const [, link = ''] of text.matchAll(/\b(?:href|src|action)="([^"]*)"/g)) {
      const url = new URL(link.replaceAll('&amp;', '&'), ISSUER + path)
      if (url.origin === ISSUER && !url.searchParams.has('q')) waiting.push(url.pathname + url.search)
    }
  }
  return found
}

describe('the console', () => {
  it('says what to do while no client has been there', async () => {
    const text = await page(startHarness(), '/')
    expect(text).toContain(`Point your client at <code>${ISSUER}/mcp/oauth</code>`)
    expect(text).toContain(`npx mcp-auth login ${ISSUER}/mcp/oauth`)
  })

  it('shows a flow with its client, revision and verdicts, and its exchanges as a sequence', async () => {
    const harness = startHarness()
    await login(harness, 'A Client')
    const [flow] = harness.flows.all()
    const home = await page(harness, '/')
    expect(home).toContain(`<a href="/flows/${flow?.id}"><bdi>A Client</bdi>`)
    expect(home).toContain('2025-11-25')
    expect(home).toMatch(/\d+ pass</)
    const sequence = await page(harness, `/flows/${flow?.id}`)
    for (const [index, { exchange }] of (flow?.exchanges ?? []).entries()) {
      expect(sequence).toContain(`href="/flows/${flow?.id}?at=${exchange.id}#exchange"`)
      expect(sequence).toContain(`<span class="number">${index + 1}</span>`)
    }
    expect(sequence).toContain('Client to Authorization server: ')
    for (const phase of ['Discovery', 'Registration', 'Authorization', 'Token', 'Calls', 'Refresh']) {
      expect(sequence).toContain(`<h2>${phase} `)
    }
  })

  it('calls a demand for more scope, and what it leads to, a step-up', async () => {
    const harness = startHarness()
    const { client_id = '' } = await registerClient(harness)
    const form = async (scope: string) => ({
      ...codeRequest(await obtainCode(harness, { client_id, scope })),
      client_id,
    })
    const few = (await (await harness.post('/oauth/token', await form('mcp:tools:list'))).json()) as {
      access_token: string
    }
    const call = (token: string) => mcpRequest('tools/call', { name: 'echo', arguments: { message: 'x' } }, token)
    expect((await harness.fetch(call(few.access_token))).status).toBe(403)
    const more = (await (await harness.post('/oauth/token', await form('mcp:tools:list mcp:tools:echo'))).json()) as {
      access_token: string
    }
    expect((await harness.fetch(call(more.access_token))).status).toBe(200)
    const text = await page(harness, `/flows/${harness.flows.all()[0]?.id}`)
    expect([...text.matchAll(/<h2>([\w-]+) <span>/g)].map(([, phase]) => phase)).toEqual([
      'Registration',
      'Authorization',
      'Token',
      'Step-up',
      'Calls',
    ])
  })

  it('shows behind an arrow the exchange, what the server said, and what that proves', async () => {
    const harness = startHarness()
    await harness.get(authorizationRequest({ code_challenge_method: 'plain' }))
    const [flow] = harness.flows.all()
    const text = await page(harness, `/flows/${flow?.id}?at=${flow?.exchanges[0]?.exchange.id}`)
    expect(text).toContain('<code>GET /oauth/authorize</code>')
    expect(text).toContain('code_challenge_method=plain')
    expect(text).toContain('<code>request.refused</code>')
    expect(text).toContain('It sent code_challenge_method=plain.')
    expect(text).toContain('href="https://www.rfc-editor.org/rfc/rfc7636.html#section-4.2"')
    expect(text).toContain('aria-current="true"')
  })

  it('shows JSON and forms a line each', async () => {
    const harness = startHarness()
    await login(harness)
    const [flow] = harness.flows.all()
    const exchange = flow?.exchanges.find(({ exchange: { endpoint } }) => endpoint === 'token')?.exchange
    const text = await page(harness, `/flows/${flow?.id}?at=${exchange?.id}`)
    expect(text).toMatch(/aria-label="Request body">grant_type = authorization_code\n/)
    expect(text).toMatch(/aria-label="Response body">\{\n {2}&quot;access_token&quot;: &quot;\[access_token/)
  })

  it('has verdicts by topic, filtered by outcome, level and revision', async () => {
    const harness = startHarness()
    await harness.get(authorizationRequest({ code_challenge_method: 'plain' }))
    const path = `/flows/${harness.flows.all()[0]?.id}/verdicts`
    const rows = (text: string) => text.match(/<tr role="row"[^>]*><td/g)?.length ?? 0
    const all = await page(harness, path)
    const failed = await page(harness, `${path}?outcome=fail`)
    expect(rows(failed)).toBeGreaterThan(0)
    expect(rows(failed)).toBeLessThan(rows(all))
    expect(failed).toContain('derives its code challenges by S256')
    expect(failed).not.toMatch(/<td role="cell"><span class="mark (?!fail")/)
    expect(failed).toContain('<option value="fail" selected>')
    expect(await page(harness, `${path}?outcome=fail&level=SHOULD`)).not.toContain(
      'derives its code challenges by S256',
    )
    expect(rows(await page(harness, `${path}?revision=2025-03-26`))).toBeLessThan(rows(all))
    expect(rows(await page(harness, `${path}?outcome=nonsense`))).toBe(rows(all))
  })

  it('has every requirement, and finds it by word, party, topic, level and revision', async () => {
    const harness = startHarness()
    const codes = (text: string) => [...text.matchAll(/href="\/requirements\/([\w-]+)"/g)].map(([, code]) => code)
    expect(codes(await page(harness, '/requirements'))).toHaveLength(194)
    expect(codes(await page(harness, '/requirements?q=S256+plain'))).toContain('C-AZ-03')
    expect(codes(await page(harness, '/requirements?topic=C-STEP')).every((code) => code?.startsWith('C-STEP'))).toBe(
      true,
    )
    expect(codes(await page(harness, '/requirements?party=protected-resource&level=SHOULD+NOT'))).not.toContain(
      'C-AZ-03',
    )
    expect(codes(await page(harness, '/requirements?revision=2025-03-26'))).not.toContain('C-BIND-01')
    expect(await page(harness, '/requirements?q=%3Cb%3E')).toContain('value="&lt;b&gt;"')
    expect(await page(harness, '/requirements/c-az-03')).toContain('client-uses-s256')
    for (const id of requirementIds())
      expect(topicOf((await import('@mcp-auth/spec')).requirements[id].code)).toBeDefined()
  })

  it('says of a token that it was revoked, and why', async () => {
    const harness = startHarness()
    const { client_id, refresh_token = '' } = await obtainTokens(harness)
    const again = { grant_type: 'refresh_token', refresh_token, client_id }
    await harness.post('/oauth/token', again)
    expect(await page(harness, '/tokens')).not.toContain('yes: ')
    await harness.post('/oauth/token', again)
    const text = await page(harness, '/tokens')
    expect(text.match(/<td>yes: [^<]*refresh token[^<]*<\/td>/g)).toHaveLength(2)
  })

  it('leads nowhere that is not there', async () => {
    const harness = startHarness()
    await login(harness)
    await harness.get(authorizationRequest({ code_challenge_method: 'plain' }))
    const found = await crawl(harness)
    for (const path of ['/', '/verdicts', '/requirements', '/clients', '/tokens', '/approvals', '/console/live.js']) {
      expect(found.has(path)).toBe(true)
    }
    expect([...found.keys()].filter((path) => path.startsWith('/requirements/'))).toHaveLength(194)
  })

  it('shows no secret on any page', async () => {
    const harness = startHarness({ accessTokenFormat: 'jwt' })
    const secrets = await login(harness)
    expect(secrets.every((secret) => secret.length > 20)).toBe(true)
    for (const [path, text] of await crawl(harness)) {
      for (const secret of secrets) expect([path, text.includes(secret)]).toEqual([path, false])
    }
  })

  it('shows what is hostile as the text that it is', async () => {
    const harness = startHarness()
    await login(harness, HOSTILE)
    await harness.get(`/nowhere/${encodeURIComponent(HOSTILE)}`, { 'user-agent': '<script>alert(3)</script>' })
    await harness.get('/%3Cscript%3E')
    await harness.post('/oauth/token', '<script>alert(4)</script>' as unknown as URLSearchParams)
    for (const [path, text] of await crawl(harness)) {
      if (!/^\/(?:$|flows|verdicts|requirements|clients|tokens|approvals)/.test(path)) continue
      expect(text).not.toContain('<img')
      expect([path, text.match(/<script[^>]*>/g)]).toEqual([path, ['<script src="/console/live.js" defer>']])
      expect(text).not.toMatch(/<[^>]+\son\w+\s*=/)
      expect(text.match(/(?:href|src|action)="(?!\/|#|https:\/\/)[^"]*"/g)).toBeNull()
    }
    expect(await page(harness, '/')).toContain('<bdi>&lt;img src=x onerror=alert(1)&gt;')
  })

  it('cuts a name that is endless', async () => {
    const harness = startHarness()
    await harness.get('/nowhere', { 'user-agent': 'x'.repeat(1000) })
    expect(await page(harness, '/')).toContain(`<bdi>${'x'.repeat(79)}…</bdi>`)
  })

  it('lets a page load from this server alone, and nobody frame it', async () => {
    const { headers } = await startHarness().get('/')
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('is asked for its style and script again only when they changed', async () => {
    const harness = startHarness()
    for (const path of ['/console/style.css', '/console/live.js']) {
      const etag = (await harness.get(path)).headers.get('etag') ?? ''
      expect((await harness.get(path, { 'if-none-match': etag })).status).toBe(304)
    }
  })

  it('is no part of any flow', async () => {
    const harness = startHarness()
    for (const path of ['/', '/requirements', '/favicon.ico', '/console/live.js', '/flows/none'])
      await harness.get(path)
    expect(harness.flows.all()).toEqual([])
  })

  it.each(['/flows/flow_none', '/flows/flow_none/verdicts', '/requirements/C-AZ-99'])(
    'answers 404 with a page that leads on, at %s',
    async (path) => {
      const response = await startHarness().get(path)
      expect(await refusalPage(response, 404)).toContain('<a href="/">All flows</a>')
    },
  )

  it('refuses in JSON what no person does', async () => {
    const response = await startHarness().postJson('/', {})
    expect(response.status).toBe(405)
    expect(await response.json()).toMatchObject({ error: 'method_not_allowed' })
  })

  it('is not there where nothing is observed', async () => {
    const harness = startHarness({ observe: false })
    for (const path of ['/', '/requirements', '/console/live.js']) expect((await harness.get(path)).status).toBe(404)
  })

  it('has a sign for each outcome that it marks', async () => {
    const harness = startHarness()
    await login(harness)
    for (const text of (await crawl(harness)).values()) {
      for (const [, id] of text.matchAll(/<use href="#(\w+)"/g)) expect(shapes.text).toContain(`id="${id}"`)
    }
  })

  it('has a line in its registry for each page', () => {
    const files = readdirSync(new URL('../src/console/pages', import.meta.url)).filter((file) => file !== 'registry.ts')
    expect(Object.keys(registry)).toHaveLength(files.length)
  })
})

describe('the console behind a token', () => {
  const TOKEN = 'a-token-of-the-operator'
  const form = (token: string) => ({ token })

  it('asks for it, takes it, and goes on where it was asked for', async () => {
    const harness = startHarness({ debugToken: TOKEN })
    const refused = await harness.get('/requirements?q=S256')
    expect(await refusalPage(refused, 401)).toContain('action="/console/login?next=%2Frequirements%3Fq%3DS256"')
    const taken = await harness.post('/console/login?next=%2Frequirements%3Fq%3DS256', form(TOKEN))
    expect(taken.status).toBe(303)
    expect(taken.headers.get('location')).toBe(`${ISSUER}/requirements?q=S256`)
    const cookie = taken.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^mcp-auth-test-server-debug=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(cookie).not.toContain(TOKEN)
    await page(harness, '/requirements?q=S256', { cookie: cookie.split(';')[0] ?? '' })
  })

  it('shows nothing to who has a wrong one', async () => {
    const harness = startHarness({ debugToken: TOKEN })
    for (const { path } of Object.values(registry)) {
      const response = await harness.get(path.replace(':id', 'x').replace(':code', 'C-AZ-03'), {
        cookie: 'mcp-auth-test-server-debug=nonsense',
      })
      expect([path, response.status]).toEqual([path, 401])
    }
    const response = await harness.post('/console/login', form('nonsense'))
    expect(response.headers.has('set-cookie')).toBe(false)
    expect(await refusalPage(response, 401)).toContain('that is not the token')
  })

  it('takes it from its own page alone', async () => {
    const harness = startHarness({ debugToken: TOKEN })
    const response = await harness.post('/console/login', form(TOKEN), { origin: 'http://127.0.0.1:9' })
    await refusalPage(response, 403)
    expect(response.headers.has('set-cookie')).toBe(false)
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'http:evil.example'])(
    'goes on at this server only, not at %s',
    async (next) => {
      const harness = startHarness({ debugToken: TOKEN })
      const response = await harness.post(`/console/login?next=${encodeURIComponent(next)}`, form(TOKEN))
      expect(new URL(response.headers.get('location') ?? '').origin).toBe(ISSUER)
    },
  )

  it('keeps its cookie to https where the server is there, and is shown off loopback with it alone', async () => {
    const publicUrl = 'https://mcp.example'
    const harness = startHarness({ debugToken: TOKEN, publicUrl })
    const taken = await harness.post(`${publicUrl}/console/login`, form(TOKEN))
    expect(taken.headers.get('set-cookie')).toContain('; Secure')
    const open = await startHarness({ publicUrl }).get(`${publicUrl}/`)
    expect(await refusalPage(open, 403)).toContain('start the server with --debug-token')
  })
})
