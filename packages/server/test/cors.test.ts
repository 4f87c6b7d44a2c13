import { describe, expect, test } from 'vitest'
import { authorizationRequest, ISSUER, mcpRequest, startHarness } from './support/harness.ts'

const PAGE = 'http://localhost:6274'

const PUBLIC = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp/oauth',
  '/health',
]

const ALLOWED = ['/oauth/token', '/oauth/register', '/mcp/oauth', '/mcp/bearer-token', '/test-auth/bearer-token/mint']

const preflight = (path: string, origin: string, headers: Record<string, string> = {}) =>
  startHarness().fetch(
    new Request(ISSUER + path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', ...headers },
    }),
  )

const list = (response: Response, header: string) => response.headers.get(header)?.split(', ')

describe('documents are for pages of every origin (Fetch §3.2)', () => {
  test.each(PUBLIC)('%s', async (path) => {
    for (const headers of [{}, { origin: PAGE }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
      const response = await startHarness().get(path, headers)
      expect(response.status).toBe(200)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('vary')).toBeNull()
    }
    const response = await preflight(path, 'https://evil.example', { 'access-control-request-method': 'GET' })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-methods')).toBe('GET')
    expect(list(response, 'access-control-allow-headers')).toContain('mcp-protocol-version')
  })

  test('but not under a name that is not ours (DNS rebinding)', async () => {
    const response = await startHarness().get(`http://evil.example:8765${PUBLIC[0]}`, { origin: PAGE })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('endpoints are for pages of allowed origins', () => {
  test.each(ALLOWED)('%s: preflight', async (path) => {
    const response = await preflight(path, PAGE)
    expect(response.status).toBe(204)
    expect(await response.text()).toBe('')
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(response.headers.get('access-control-allow-methods')).toBe(
      path.startsWith('/mcp/') ? 'POST, DELETE' : 'POST',
    )
    expect(response.headers.get('access-control-max-age')).toBe('7200')
    expect(list(response, 'vary')).toContain('Origin')
    expect(list(response, 'access-control-allow-headers')).toEqual([
      'authorization',
      'content-type',
      'mcp-protocol-version',
      'mcp-method',
      'mcp-name',
      'mcp-session-id',
      'last-event-id',
      'dpop',
    ])
  })

  test.each(ALLOWED)('%s: an answer, be it a refusal, can be read with its challenge', async (path) => {
    const response = await startHarness().get(path, { origin: PAGE })
    expect(response.status).toBe(405)
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(list(response, 'access-control-expose-headers')).toEqual([
      'WWW-Authenticate',
      'Mcp-Session-Id',
      'DPoP-Nonce',
      'Retry-After',
    ])
    expect(response.headers.get('vary')).toBe('Origin')
  })

  test.each(ALLOWED)('%s: nothing for a foreign origin', async (path) => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example']) {
      for (const response of [await preflight(path, origin), await startHarness().get(path, { origin })]) {
        expect(response.status).toBe(403)
        for (const [name] of response.headers) expect(name).not.toMatch(/^access-control/)
      }
    }
  })

  test.each(ALLOWED)('%s: nothing for who is no page', async (path) => {
    const response = await startHarness().get(path)
    for (const [name] of response.headers) expect(name).not.toMatch(/^access-control/)
  })

  test('never with credentials, so that cookies stay out of it', async () => {
    for (const path of [...PUBLIC, ...ALLOWED]) {
      expect((await preflight(path, PAGE)).headers.get('access-control-allow-credentials')).toBeNull()
    }
  })

  test('OPTIONS without a question is no preflight', async () => {
    const response = await startHarness().fetch(new Request(`${ISSUER}/oauth/token`, { method: 'OPTIONS' }))
    expect(response.status).toBe(405)
  })

  test('headers of tool parameters are let in by name, others not', async () => {
    const asked = { 'access-control-request-headers': 'authorization,Mcp-Param-Region, mcp-param-x,x-other,mcp-param-' }
    const headers = list(await preflight('/mcp/oauth', PAGE, asked), 'access-control-allow-headers')
    expect(headers?.slice(-2)).toEqual(['mcp-param-region', 'mcp-param-x'])
    expect(headers).not.toContain('x-other')
  })

  test.each([
    { name: 'no token', token: undefined, status: 401 },
    { name: 'wrong token', token: 'wrong', status: 401 },
  ])('a page can read the challenge: $name', async ({ token, status }) => {
    const response = await startHarness().fetch(mcpRequest('tools/list', {}, token, { headers: { origin: PAGE } }))
    expect(response.status).toBe(status)
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
    expect(response.headers.get('www-authenticate')).toContain('resource_metadata=')
  })

  test('what the MCP dispatcher answers, too', async () => {
    const request = mcpRequest('tools/list', {}, 'test-bearer-token', {
      path: '/mcp/bearer-token',
      headers: { origin: PAGE },
    })
    const response = await startHarness().fetch(request)
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE)
  })

  test('the origin of another site by setting', async () => {
    const origin = 'https://inspector.example'
    const harness = startHarness({ allowedOrigins: [origin] })
    const response = await harness.get('/oauth/token', { origin })
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
  })
})

describe('pages for people are not for scripts', () => {
  test.each(['/oauth/authorize', '/oauth/authorize/consent'])('%s', async (path) => {
    const asked = await preflight(path, PAGE)
    expect(asked.status).toBe(405)
    const read = await startHarness().get(path, { origin: PAGE })
    for (const response of [asked, read]) {
      for (const [name] of response.headers) expect(name).not.toMatch(/^access-control/)
    }
  })

  test('a code cannot be read by script', async () => {
    const response = await startHarness().get(authorizationRequest(), { origin: PAGE })
    expect(response.status).toBe(302)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
