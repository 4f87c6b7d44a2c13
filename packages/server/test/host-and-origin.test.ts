import { describe, expect, test } from 'vitest'
import { createServer } from '../src/index.ts'
import { startHarness } from './support/harness.ts'
import { verifies } from './support/verifies.ts'

const METADATA = '/.well-known/oauth-authorization-server'

describe('the Host of a request only chooses among configured names', () => {
  test.each(['http://127.0.0.1:8765', 'http://localhost:8765', 'http://[::1]:8765'])(
    '%s is an issuer of its own',
    async (issuer) => {
      const response = await startHarness().get(`${issuer}${METADATA}`)
      expect(await response.json()).toMatchObject({
        issuer,
        token_endpoint: `${issuer}/oauth/token`,
        protected_resources: [`${issuer}/mcp/oauth`],
      })
    },
  )

  test.each([
    'http://evil.example:8765',
    'http://127.0.0.1:8766',
    'http://127.0.0.1',
    'http://127.0.0.1.evil.example:8765',
    'http://0.0.0.0:8765',
  ])('%s is refused with 403 and never echoed as an identity', async (origin) => {
    for (const path of [METADATA, '/mcp/oauth', '/oauth/authorize', '/nowhere']) {
      const response = await startHarness().get(`${origin}${path}`)
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ error: 'forbidden_host' })
      expect(response.headers.get('www-authenticate')).toBeNull()
    }
  })

  test('liveness is told under any name', async () => {
    const response = await startHarness().get('http://container-7:8765/health')
    expect(await response.json()).toEqual({ status: 'ok', version: '0.1.0' })
  })

  test('a public URL replaces the loopback names', async () => {
    const harness = startHarness({ publicUrl: 'https://mcp.example', host: '0.0.0.0' })
    expect(await (await harness.get(`https://mcp.example${METADATA}`)).json()).toMatchObject({
      issuer: 'https://mcp.example',
    })
    expect((await harness.get(METADATA)).status).toBe(403)
    // Behind a proxy that ends TLS, requests arrive as http.
    expect(await (await harness.get(`http://mcp.example${METADATA}`)).json()).toMatchObject({
      issuer: 'https://mcp.example',
    })
  })

  test('an address that is not loopback is the one name', () => {
    expect(createServer({ host: '192.0.2.7' }).issuers).toEqual(['http://192.0.2.7:8765'])
    expect(createServer({ host: 'localhost' }).issuer).toBe('http://localhost:8765')
  })
})

describe('the Origin of a browser page', () => {
  verifies('resource-validates-origin')

  test.each(['https://evil.example', 'http://127.0.0.1.evil.example', 'null', 'http://evil.example:8765', 'file://'])(
    '%s: 403',
    async (origin) => {
      for (const path of ['/mcp/oauth', '/oauth/token', '/oauth/authorize', '/oauth/authorize/consent']) {
        const response = await startHarness().get(path, { origin })
        expect(response.status).toBe(403)
        expect(await response.json()).toMatchObject({ error: 'forbidden_origin' })
        expect(response.headers.get('www-authenticate')).toBeNull()
      }
    },
  )

  test.each(['http://127.0.0.1:8765', 'http://localhost:6274', 'http://[::1]:3000', 'https://localhost'])(
    '%s: served',
    async (origin) => {
      expect((await startHarness().get('/mcp/oauth', { origin })).status).toBe(405)
    },
  )

  test('allowed by setting', async () => {
    const harness = startHarness({ allowedOrigins: ['https://inspector.example'] })
    expect((await harness.get('/mcp/oauth', { origin: 'https://inspector.example' })).status).toBe(405)
  })

  test('another loopback page may not call a server that is public', async () => {
    const harness = startHarness({ publicUrl: 'https://mcp.example' })
    const response = await harness.get('https://mcp.example/mcp/oauth', { origin: 'http://localhost:6274' })
    expect(response.status).toBe(403)
  })
})

describe('what is not there', () => {
  test('an unknown path: 404', async () => {
    const response = await startHarness().get('/nowhere')
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ error: 'not_found', error_description: 'there is nothing at /nowhere' })
  })

  test.each([
    { method: 'POST', path: METADATA, allow: 'GET, HEAD' },
    { method: 'DELETE', path: '/oauth/token', allow: 'POST' },
    { method: 'PUT', path: '/health', allow: 'GET, HEAD' },
  ])('$method $path: 405', async ({ method, path, allow }) => {
    const response = await startHarness().fetch(new Request(`http://127.0.0.1:8765${path}`, { method }))
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
  })

  test('a bug of the server is a server_error without details, and its operator is told', async () => {
    const broken = new Error('disk full at /secret/place')
    const fail = async (): Promise<never> => {
      throw broken
    }
    const store = {
      get: fail,
      put: fail,
      update: fail,
      delete: fail,
      list: () => {
        throw broken
      },
    }
    const harness = startHarness({}, { store })
    const response = await harness.post('/oauth/token', {
      grant_type: 'refresh_token',
      client_id: 'x',
      refresh_token: 'y',
    })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('disk full')
    expect(harness.events.find(({ type }) => type === 'request.refused')).toMatchObject({
      reason: expect.stringContaining('disk full'),
    })
  })
})
