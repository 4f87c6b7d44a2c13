import {
  Client,
  DpopSession,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerConsent } from './support/consent.ts'
import {
  discover,
  insecure,
  prepare,
  REDIRECT_URI,
  register,
  visitAuthorization,
  withNonce,
} from './support/oauth4webapi.ts'
import { type RunningServer, startServer } from './support/programs.ts'

const message = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'whoami', arguments: {} },
})

/** A call of `whoami`, which says what key the token is bound to. */
async function call({ resources }: RunningServer, token: string, DPoP?: oauth.DPoPHandle): Promise<string> {
  const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' })
  const url = new URL(resources.oauth)
  const options = { ...insecure, ...(DPoP !== undefined && { DPoP }) }
  return (await oauth.protectedResourceRequest(token, 'POST', url, headers, message, options)).text()
}

describe.each([
  { nonces: 'off', told: false },
  { nonces: 'both', told: true },
])('oauth4webapi with DPoP, nonces $nonces', ({ nonces, told }) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await startServer(['--approval-mode', 'auto_approve', '--dpop-nonces', nonces])
  })

  afterAll(async () => {
    await server.stop()
  })

  test.each(['ES256', 'PS256', 'Ed25519'])('logs in, calls and refreshes with %s', async (alg) => {
    const as = await discover(server)
    expect(as.dpop_signing_alg_values_supported).toContain(alg)
    const client = await register(as, { dpop_bound_access_tokens: true })
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair(alg))
    const jkt = await DPoP.calculateThumbprint()

    const { parameters, verifier, state } = await prepare(client, server.resources.oauth)
    const location = await visitAuthorization(as, { ...parameters, dpop_jkt: jkt })
    const callback = oauth.validateAuthResponse(as, client, location, state)
    const redeemed = await withNonce(async () => {
      const options = { DPoP, ...insecure }
      const none = oauth.None()
      const response = oauth.authorizationCodeGrantRequest(as, client, none, callback, REDIRECT_URI, verifier, options)
      return oauth.processAuthorizationCodeResponse(as, client, await response)
    })
    expect(redeemed.told).toBe(told)
    expect(redeemed.result.token_type).toBe('dpop')

    const called = await withNonce(() => call(server, redeemed.result.access_token, DPoP))
    expect(called.told).toBe(told)
    expect(called.result).toContain(jkt)

    const refreshed = await withNonce(async () => {
      const token = redeemed.result.refresh_token ?? ''
      const response = oauth.refreshTokenGrantRequest(as, client, oauth.None(), token, { DPoP, ...insecure })
      return oauth.processRefreshTokenResponse(as, client, await response)
    })
    expect(refreshed.result.token_type).toBe('dpop')
    const again = await withNonce(() => call(server, refreshed.result.access_token, DPoP))
    expect(again.result).toContain(jkt)
  })

  test('reads both challenges when it presents a bound token as Bearer', async () => {
    const as = await discover(server)
    const client = { client_id: 'dev-confidential-client' }
    const secret = oauth.ClientSecretPost('dev-confidential-secret')
    const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
    const { result } = await withNonce(async () => {
      const options = { DPoP, ...insecure }
      const response = await oauth.clientCredentialsGrantRequest(as, client, secret, new URLSearchParams(), options)
      return oauth.processClientCredentialsResponse(as, client, response)
    })
    const error: unknown = await call(server, result.access_token).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(oauth.WWWAuthenticateChallengeError)
    const resource_metadata = server.metadata.protectedResource
    expect((error as oauth.WWWAuthenticateChallengeError).cause).toMatchObject([
      { scheme: 'bearer', parameters: { error: 'invalid_token', resource_metadata } },
      { scheme: 'dpop', parameters: { algs: 'ES256 RS256 PS256 Ed25519 EdDSA', resource_metadata } },
    ])
  })
})

describe.each([{ flags: [] }, { flags: ['--dpop-required', 'true'] }])(
  'the official SDK client with $flags',
  ({ flags }) => {
    test('logs in with DPoP, nonces on both sides, and calls', async () => {
      const server = await startServer([...flags, '--dpop-nonces', 'both'])
      try {
        const session = await DpopSession.create()
        const saved = new Map<string, unknown>()
        let authorizationUrl = ''
        const provider: OAuthClientProvider = {
          redirectUrl: REDIRECT_URI,
          clientMetadata: {
            client_name: 'SDK with DPoP',
            redirect_uris: [REDIRECT_URI],
            token_endpoint_auth_method: 'none',
          },
          clientInformation: () => saved.get('client') as { client_id: string } | undefined,
          saveClientInformation: (client) => void saved.set('client', client),
          tokens: () => saved.get('tokens') as { access_token: string; token_type: string } | undefined,
          saveTokens: (tokens) => void saved.set('tokens', tokens),
          saveCodeVerifier: (verifier) => void saved.set('verifier', verifier),
          codeVerifier: () => String(saved.get('verifier')),
          redirectToAuthorization: (url) => {
            authorizationUrl = url.href
          },
          dpop: () => session,
        }
        const transport = (): StreamableHTTPClientTransport =>
          new StreamableHTTPClientTransport(new URL(server.resources.oauth), { authProvider: provider })
        const first = transport()
        await expect(new Client({ name: 'sdk', version: '1' }).connect(first)).rejects.toThrow()
        await first.finishAuth(new URL(await answerConsent(authorizationUrl, 'approve')).searchParams)
        expect(saved.get('tokens')).toMatchObject({ token_type: 'DPoP' })

        const client = new Client({ name: 'sdk', version: '1' })
        await client.connect(transport())
        const { structuredContent } = await client.callTool({ name: 'whoami', arguments: {} })
        expect(structuredContent).toMatchObject({ cnf: { jkt: session.thumbprint } })
        await client.close()
      } finally {
        await server.stop()
      }
    })
  },
)

test('a client that knows no DPoP is told so where every token must be bound', async () => {
  const server = await startServer(['--approval-mode', 'auto_approve', '--dpop-required', 'true'])
  try {
    const as = await discover(server)
    const secret = oauth.ClientSecretPost('dev-confidential-secret')
    const client = { client_id: 'dev-confidential-client' }
    const response = await oauth.clientCredentialsGrantRequest(as, client, secret, new URLSearchParams(), insecure)
    await expect(oauth.processClientCredentialsResponse(as, client, response)).rejects.toMatchObject({
      error: 'invalid_dpop_proof',
    })
  } finally {
    await server.stop()
  }
})
