import { describe, expect, test } from 'vitest'
import type { Outbound } from '../src/index.ts'
import { loginRequest } from './support/enterprise.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  ISSUER,
  obtainCode,
  REDIRECT_URI,
  redirected,
  registerClient,
  startHarness,
} from './support/harness.ts'
import { verifies } from './support/verifies.ts'

const METADATA = '/.well-known/oauth-authorization-server'
const IDP_METADATA = '/idp/.well-known/openid-configuration'

async function listed(harness: Harness, member: string, path = METADATA): Promise<readonly string[]> {
  const metadata = (await (await harness.get(path)).json()) as Record<string, readonly string[]>
  return metadata[member] ?? []
}

describe('what the metadata lists works (RFC 8414 §2)', () => {
  verifies('server-advertises-truthfully', 'server-uses-https')

  test('every grant type is known at the token endpoint, and only those', async () => {
    const harness = startHarness()
    const grants = await listed(harness, 'grant_types_supported')
    expect(grants.length).toBeGreaterThan(0)
    for (const grant_type of [...grants, 'password', 'implicit']) {
      const response = await harness.post('/oauth/token', { grant_type, client_id: 'dev-public-client' })
      const { error } = (await response.json()) as { error: string }
      expect({ grant_type, unsupported: error === 'unsupported_grant_type' }).toEqual({
        grant_type,
        unsupported: !grants.includes(grant_type),
      })
    }
  })

  test('every scope can be granted to a client that is registered for it', async () => {
    const harness = startHarness()
    const scopes = await listed(harness, 'scopes_supported')
    const { client_id = '', client_secret = '' } = await registerClient(harness, {
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
      scope: scopes.join(' '),
    })
    for (const scope of scopes) {
      const response = await harness.post('/oauth/token', {
        grant_type: 'client_credentials',
        client_id,
        client_secret,
        scope,
      })
      expect({ scope, status: response.status }).toEqual({ scope, status: 200 })
    }
  })

  test('every code challenge method, response type and response mode is accepted', async () => {
    const harness = startHarness()
    for (const [member, name] of [
      ['code_challenge_methods_supported', 'code_challenge_method'],
      ['response_types_supported', 'response_type'],
      ['response_modes_supported', 'response_mode'],
    ] as const) {
      const values = await listed(harness, member)
      expect(values.length).toBeGreaterThan(0)
      for (const value of values) {
        expect(redirected(await harness.get(authorizationRequest({ [name]: value }))).has('code')).toBe(true)
      }
    }
  })

  test('the registration endpoint registers, and a client registered there logs in', async () => {
    const harness = startHarness()
    const { client_id = '' } = await registerClient(harness)
    const code = await obtainCode(harness, { client_id })
    expect((await harness.post('/oauth/token', { ...codeRequest(code), client_id })).status).toBe(200)
  })

  test.each([METADATA, IDP_METADATA])('every URL is served: %s', async (path) => {
    const harness = startHarness()
    const metadata = (await (await harness.get(path)).json()) as Record<string, unknown>
    const urls = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name))
    expect(urls.length).toBeGreaterThan(3)
    for (const [name, url] of urls) {
      expect(String(url).startsWith(`${metadata['issuer']}/`)).toBe(true)
      expect({ name, served: (await harness.get(String(url))).status !== 404 }).toEqual({ name, served: true })
    }
  })

  test('every client authentication method of the identity provider can be that of a client', async () => {
    const methods = await listed(startHarness(), 'token_endpoint_auth_methods_supported', IDP_METADATA)
    const outbound = (method: string): Outbound => ({
      post: () => expect.unreachable(),
      get: async (url) => ({
        status: 200,
        headers: new Headers({ 'content-type': 'application/json' }),
        body: JSON.stringify({
          client_id: url,
          client_name: 'Described',
          redirect_uris: [REDIRECT_URI],
          token_endpoint_auth_method: method,
          ...(method === 'private_key_jwt' && { jwks_uri: 'https://client.example/jwks' }),
        }),
      }),
    })
    for (const method of methods) {
      const described = method !== 'client_secret_post' && { client_id: 'https://client.example/client.json' }
      const answer = await startHarness({}, { outbound: outbound(method) }).get(loginRequest(described || {}))
      expect({ method, code: redirected(answer).has('code') }).toEqual({ method, code: true })
    }
  })

  test('every URL is of the issuer, and so https when the issuer is', async () => {
    const harness = startHarness({ publicUrl: 'https://mcp.example' })
    for (const [issuer, base] of [
      ['https://mcp.example', harness],
      [ISSUER, startHarness()],
    ] as const) {
      const metadata = (await (await base.get(`${issuer}${METADATA}`)).json()) as Record<string, unknown>
      const urls = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name))
      expect(urls.length).toBeGreaterThan(2)
      for (const [name, url] of urls)
        expect({ name, ok: String(url).startsWith(`${issuer}/`) }).toEqual({ name, ok: true })
    }
  })
})
