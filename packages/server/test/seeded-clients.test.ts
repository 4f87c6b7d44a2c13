import { expect, test } from 'vitest'
import { authorizationRequest, codeRequest, obtainCode, startHarness, tokensOf } from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'

test.each([
  { client_id: 'phase-5-public-client', redirect_uri: 'https://client.example/callback' },
  { client_id: 'phase-7-public-client', redirect_uri: 'https://client.example/oauth-v21/callback' },
])('$client_id gets a code at $redirect_uri, and a refresh token for it', async ({ client_id, redirect_uri }) => {
  const harness = startHarness()
  const code = await obtainCode(harness, { client_id, redirect_uri })
  const response = await harness.post('/oauth/token', { ...codeRequest(code), client_id, redirect_uri })
  expect((await tokensOf(response)).refresh_token).toEqual(expect.any(String))
  const beyond = await harness.get(authorizationRequest({ client_id, redirect_uri, scope: 'mcp:tools:write' }))
  await expectRefusal(beyond, { status: 302, error: 'invalid_scope', cites: 'rfc6749 §3.3' }, harness)
})

test('phase-6-service-client gets a token for itself, within its scope', async () => {
  const harness = startHarness()
  const form = {
    grant_type: 'client_credentials',
    client_id: 'phase-6-service-client',
    client_secret: 'phase-6-service-secret',
  }
  const tokens = await tokensOf(await harness.post('/oauth/token', { ...form, scope: 'mcp:tools:write' }))
  expect(tokens).toMatchObject({ scope: 'mcp:tools:write' })
  const beyond = await harness.post('/oauth/token', { ...form, scope: 'mcp:tools:admin' })
  await expectRefusal(beyond, { error: 'invalid_scope', cites: 'rfc6749 §3.3' }, harness)
})
