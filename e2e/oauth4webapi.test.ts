import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer
const insecure = { [oauth.allowInsecureRequests]: true } as const

beforeAll(async () => {
  server = await startServer(['--approval-mode', 'auto_approve'])
})

afterAll(async () => {
  await server.stop()
})

/** Discovery as oauth4webapi does it: RFC 9728 from the resource, RFC 8414 from the issuer it names. */
async function discover(): Promise<oauth.AuthorizationServer> {
  const resource = new URL(server.resources.oauth)
  const metadata = await oauth.processResourceDiscoveryResponse(
    resource,
    await oauth.resourceDiscoveryRequest(resource, insecure),
  )
  const issuer = new URL(metadata.authorization_servers?.[0] ?? '')
  return oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
  )
}

async function register(as: oauth.AuthorizationServer): Promise<oauth.Client> {
  const metadata = {
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  }
  const response = await oauth.dynamicClientRegistrationRequest(as, metadata, insecure)
  return oauth.processDynamicClientRegistrationResponse(response)
}

/** The code flow up to the validated authorization response. */
async function authorize(as: oauth.AuthorizationServer, client: oauth.Client) {
  const redirectUri = 'http://127.0.0.1:50123/callback'
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const url = new URL(as.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'mcp:tools:list mcp:tools:echo',
    resource: server.resources.oauth,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  const response = await fetch(url, { redirect: 'manual' })
  const callback = oauth.validateAuthResponse(as, client, new URL(response.headers.get('location') ?? ''), state)
  return { callback, redirectUri, verifier }
}

async function codeGrant(as: oauth.AuthorizationServer, client: oauth.Client, authentication: oauth.ClientAuth) {
  const { callback, redirectUri, verifier } = await authorize(as, client)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    callback,
    redirectUri,
    verifier,
    {
      additionalParameters: { resource: server.resources.oauth },
      ...insecure,
    },
  )
  return oauth.processAuthorizationCodeResponse(as, client, response)
}

describe('oauth4webapi, which knows nothing of this server', () => {
  test('discovers, registers, authorizes, redeems, calls and refreshes', async () => {
    const as = await discover()
    const client = await register(as)
    const tokens = await codeGrant(as, client, oauth.None())
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'mcp:tools:list mcp:tools:echo' })

    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} })
    const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' })
    const url = new URL(server.resources.oauth)
    const answer = await oauth.protectedResourceRequest(tokens.access_token, 'POST', url, headers, message, insecure)
    expect(await answer.text()).toContain('ping')

    const refreshed = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token ?? '', insecure),
    )
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)
  })

  test('reads the challenge of the protected resource', async () => {
    const url = new URL(server.resources.oauth)
    const call = oauth.protectedResourceRequest('wrong', 'POST', url, new Headers(), '{}', insecure)
    const error: unknown = await call.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(oauth.WWWAuthenticateChallengeError)
    const [challenge] = (error as oauth.WWWAuthenticateChallengeError).cause
    expect(challenge).toMatchObject({
      scheme: 'bearer',
      parameters: { error: 'invalid_token', resource_metadata: server.metadata.protectedResource },
    })
  })

  test('logs in as the seeded confidential client', async () => {
    const as = await discover()
    const client = { client_id: 'dev-confidential-client' }
    const secret = oauth.ClientSecretPost('dev-confidential-secret')
    const response = await oauth.clientCredentialsGrantRequest(as, client, secret, new URLSearchParams(), insecure)
    expect(await oauth.processClientCredentialsResponse(as, client, response)).toMatchObject({ token_type: 'bearer' })
  })
})
