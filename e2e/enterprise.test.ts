import {
  Client,
  CrossAppAccessProvider,
  discoverAndRequestJwtAuthGrant,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerConsent } from './support/consent.ts'
import { discover, insecure } from './support/oauth4webapi.ts'
import { type RunningServer, startServer } from './support/programs.ts'

const REDIRECT_URI = 'http://127.0.0.1:50125/callback'
const SSO = { id: 'enterprise-sso-client', secret: 'enterprise-sso-secret' }
const MCP = { id: 'enterprise-mcp-client', secret: 'enterprise-mcp-secret' }
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
})

/** A login at the identity provider by openid-client, which judges metadata, ID token and UserInfo; a person answers the page. */
async function logIn(): Promise<string> {
  const provider = await openid.discovery(
    new URL(server.identityProvider),
    SSO.id,
    undefined,
    openid.ClientSecretPost(SSO.secret),
    {
      execute: [openid.allowInsecureRequests],
    },
  )
  const [verifier, nonce, state] = [openid.randomPKCECodeVerifier(), openid.randomNonce(), openid.randomState()]
  const url = openid.buildAuthorizationUrl(provider, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid email',
    nonce,
    state,
    login_hint: 'alice',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const callback = new URL(await answerConsent(url.href, 'approve'))
  const tokens = await openid.authorizationCodeGrant(provider, callback, {
    pkceCodeVerifier: verifier,
    expectedNonce: nonce,
    expectedState: state,
    idTokenExpected: true,
  })
  const subject = tokens.claims()?.sub ?? ''
  expect(await openid.fetchUserInfo(provider, tokens.access_token, subject)).toMatchObject({
    email: 'alice@idp.example',
  })
  return tokens.id_token ?? ''
}

describe('Enterprise-Managed Authorization', () => {
  test('with the official SDK: login, ID-JAG, access token, tool call', async () => {
    const idToken = await logIn()
    const authProvider = new CrossAppAccessProvider({
      assertion: async ({ authorizationServerUrl, resourceUrl, scope, fetchFn }) => {
        const { jwtAuthGrant } = await discoverAndRequestJwtAuthGrant({
          idpUrl: server.identityProvider,
          audience: authorizationServerUrl,
          resource: resourceUrl,
          idToken,
          clientId: SSO.id,
          clientSecret: SSO.secret,
          ...(scope !== undefined && { scope }),
          fetchFn,
        })
        return jwtAuthGrant
      },
      clientId: MCP.id,
      clientSecret: MCP.secret,
      expectedIssuer: server.issuer,
    })
    const client = new Client({ name: 'enterprise', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(server.resources.oauth), { authProvider }))
    expect((await client.callTool({ name: 'whoami', arguments: {} })).structuredContent).toMatchObject({
      identity: 'alice',
      client_id: MCP.id,
      audience: server.resources.oauth,
      grant_type: JWT_BEARER,
    })
    await client.close()
  })

  test('with oauth4webapi: the same two requests, and the same grant no second time', async () => {
    const issuer = new URL(server.identityProvider)
    const idp = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
    const as = await discover(server)
    const exchange = await oauth.genericTokenEndpointRequest(
      idp,
      { client_id: SSO.id },
      oauth.ClientSecretPost(SSO.secret),
      'urn:ietf:params:oauth:grant-type:token-exchange',
      {
        requested_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
        subject_token: await logIn(),
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        audience: server.issuer,
        resource: server.resources.oauth,
      },
      insecure,
    )
    const { access_token: assertion, token_type } = await oauth.processGenericTokenEndpointResponse(
      idp,
      { client_id: SSO.id },
      exchange,
      { recognizedTokenTypes: { n_a: () => undefined } },
    )
    expect(token_type).toBe('n_a')
    const client = { client_id: MCP.id }
    const redeem = async () =>
      oauth.processGenericTokenEndpointResponse(
        as,
        client,
        await oauth.genericTokenEndpointRequest(
          as,
          client,
          oauth.ClientSecretBasic(MCP.secret),
          JWT_BEARER,
          { assertion },
          insecure,
        ),
      )
    expect(await redeem()).toMatchObject({ token_type: 'bearer', aud: server.resources.oauth })
    await expect(redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})
