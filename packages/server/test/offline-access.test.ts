import { describe, expect, test } from 'vitest'
import type { ConfigInput } from '../src/index.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  mcpRequest,
  obtainTokens,
  redirected,
  registerClient,
  startHarness,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'

const SCOPE = 'mcp:tools:list mcp:tools:echo'

const served = (config: ConfigInput = {}) => startHarness({ offlineAccess: true, ...config })

const scopesSupported = async (harness: Harness, path: string): Promise<unknown> => {
  const document = (await (await harness.get(path)).json()) as { scopes_supported: unknown }
  return document.scopes_supported
}

describe('offline_access, served (MCP authorization, Refresh Tokens)', () => {
  test('is listed by the authorization server, not by the resource and not in challenges', async () => {
    const harness = served()
    expect(await scopesSupported(harness, '/.well-known/oauth-authorization-server')).toContain('offline_access')
    expect(await scopesSupported(harness, '/.well-known/oauth-protected-resource/mcp/oauth')).not.toContain(
      'offline_access',
    )
    for (const token of [undefined, 'wrong']) {
      const response = await harness.fetch(mcpRequest('tools/list', {}, token))
      expect(response.headers.get('www-authenticate')).toContain('scope=')
      expect(response.headers.get('www-authenticate')).not.toContain('offline_access')
    }
  })

  test.each([
    { name: 'asked for', scope: `${SCOPE} offline_access`, granted: `${SCOPE} offline_access`, refreshes: true },
    { name: 'not asked for', scope: SCOPE, granted: SCOPE, refreshes: false },
    {
      name: 'asked for alone',
      scope: 'offline_access',
      granted: 'mcp:tools:list mcp:tools:echo mcp:tools:read offline_access',
      refreshes: true,
    },
    {
      name: 'no scope at all',
      scope: undefined,
      granted: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
      refreshes: false,
    },
  ])('gives a refresh token exactly when it is granted: $name', async ({ scope, granted, refreshes }) => {
    const tokens = await obtainTokens(served(), { scope })
    expect(tokens.scope).toBe(granted)
    expect(tokens.refresh_token !== undefined).toBe(refreshes)
  })

  test('a refresh keeps it, whatever the access token is narrowed to', async () => {
    const harness = served()
    const { client_id, refresh_token = '' } = await obtainTokens(harness, { scope: `${SCOPE} offline_access` })
    const form = { grant_type: 'refresh_token', client_id }
    const narrow = await tokensOf(
      await harness.post('/oauth/token', { ...form, refresh_token, scope: 'mcp:tools:list' }),
    )
    expect(narrow.scope).toBe('mcp:tools:list')
    const whole = await tokensOf(
      await harness.post('/oauth/token', { ...form, refresh_token: narrow.refresh_token ?? '' }),
    )
    expect(whole.scope).toBe(`${SCOPE} offline_access`)
    expect(whole.refresh_token).toBeDefined()
  })

  test('is ignored for a client that may not refresh (OIDC Core §11)', async () => {
    const harness = served()
    const response = await harness.get(authorizationRequest({ scope: `${SCOPE} offline_access` }))
    const tokens = await tokensOf(
      await harness.post('/oauth/token', codeRequest(redirected(response).get('code') ?? '')),
    )
    expect(tokens.scope).toBe(SCOPE)
    expect(tokens).not.toHaveProperty('refresh_token')
  })

  test('is told to the user in words', async () => {
    const harness = served()
    const { client_id } = await registerClient(harness)
    const path = authorizationRequest({ client_id, scope: `${SCOPE} offline_access`, approval_mode: undefined })
    expect(await (await harness.get(path)).text()).toContain('Stay authorized without asking you again')
  })

  test('may be registered for', async () => {
    const { scope } = await registerClient(served(), { scope: `${SCOPE} offline_access` })
    expect(scope?.split(' ')).toContain('offline_access')
  })

  test('is nothing a client can have by itself', async () => {
    const harness = served()
    const response = await harness.post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
      scope: 'mcp:tools:list offline_access',
    })
    await expectRefusal(response, { error: 'invalid_scope', cites: 'rfc6749 §3.3', says: 'offline_access' }, harness)
  })
})

describe.each<{ name: string; config: ConfigInput }>([
  { name: 'by default', config: {} },
  { name: 'where no refresh token is ever given', config: { offlineAccess: true, refreshPolicy: 'none' } },
])('offline_access, not served: $name', ({ config }) => {
  test('is not listed, and an unknown scope', async () => {
    const harness = startHarness(config)
    expect(await scopesSupported(harness, '/.well-known/oauth-authorization-server')).not.toContain('offline_access')
    const response = await harness.get(authorizationRequest({ scope: `${SCOPE} offline_access` }))
    await expectRefusal(response, { status: 302, error: 'invalid_scope', cites: 'rfc6749 §3.3' }, harness)
    const metadata = { redirect_uris: ['https://a.example/'], scope: 'offline_access' }
    const registered = await harness.postJson('/oauth/register', metadata)
    await expectRefusal(
      registered,
      { error: 'invalid_client_metadata', cites: 'server-refuses-bad-registration', says: 'scope' },
      harness,
    )
  })
})
