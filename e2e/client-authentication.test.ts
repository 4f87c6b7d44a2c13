import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Client,
  ClientCredentialsProvider,
  type OAuthClientProvider,
  PrivateKeyJwtProvider,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import { importJWK, type JWK } from 'jose'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from './support/programs.ts'

const insecure = { [oauth.allowInsecureRequests]: true } as const
const REDIRECT_URI = 'http://127.0.0.1:50124/callback'

const opened: RunningServer[] = []
let server: RunningServer
let key: JWK & { kid: string }

beforeAll(async () => {
  server = await start('jwt')
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const [, block = ''] = /^```json\n(\{"kty".*\})$/m.exec(readme) ?? []
  key = JSON.parse(block) as typeof key
})

afterAll(async () => {
  for (const running of opened) expect(await running.stop()).toMatchObject({ status: 0, stderr: '' })
})

async function start(format: string, algorithm = 'ES256'): Promise<RunningServer> {
  const settings = [
    '--approval-mode',
    'auto_approve',
    '--access-token-format',
    format,
    '--signing-algorithm',
    algorithm,
  ]
  const running = await startServer(settings)
  opened.push(running)
  return running
}

async function discover({ issuer }: RunningServer = server): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure }))
}

async function privateKeyJwt(): Promise<oauth.ClientAuth> {
  return oauth.PrivateKeyJwt({ key: await cryptoKey(), kid: key.kid })
}

async function cryptoKey(): Promise<oauth.CryptoKey> {
  const imported = await importJWK(key, 'ES256')
  if (imported instanceof Uint8Array) throw new Error('the key in README.md is symmetric')
  return imported
}

/** A client of its own, with a secret, for machine and user logins alike. */
async function register(as: oauth.AuthorizationServer, method: string): Promise<oauth.Client> {
  const metadata = {
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_method: method,
  }
  const response = await oauth.dynamicClientRegistrationRequest(as, metadata, insecure)
  return oauth.processDynamicClientRegistrationResponse(response)
}

async function codeGrant(as: oauth.AuthorizationServer, client: oauth.Client, authentication: oauth.ClientAuth) {
  const verifier = oauth.generateRandomCodeVerifier()
  const url = new URL(as.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'mcp:tools:list mcp:tools:read',
    resource: server.resources.oauth,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? ''
  const callback = oauth.validateAuthResponse(as, client, new URL(location), oauth.expectNoState)
  return oauth.processAuthorizationCodeResponse(
    as,
    client,
    await oauth.authorizationCodeGrantRequest(as, client, authentication, callback, REDIRECT_URI, verifier, insecure),
  )
}

async function machineGrant(as: oauth.AuthorizationServer, client: oauth.Client, authentication: oauth.ClientAuth) {
  const parameters = new URLSearchParams({ resource: server.resources.oauth })
  const response = await oauth.clientCredentialsGrantRequest(as, client, authentication, parameters, insecure)
  return oauth.processClientCredentialsResponse(as, client, response)
}

async function introspect(
  as: oauth.AuthorizationServer,
  client: oauth.Client,
  authentication: oauth.ClientAuth,
  token: string,
) {
  const response = await oauth.introspectionRequest(as, client, authentication, token, insecure)
  return oauth.processIntrospectionResponse(as, client, response)
}

describe('oauth4webapi', () => {
  const jwtClient = { client_id: 'dev-jwt-client' }

  test.each(['machine', 'code'] as const)('private_key_jwt, %s', async (grant) => {
    const as = await discover()
    const tokens = await (grant === 'machine' ? machineGrant : codeGrant)(as, jwtClient, await privateKeyJwt())
    expect(tokens).toMatchObject({ token_type: 'bearer' })
  })

  test.each([
    { method: 'client_secret_basic', by: oauth.ClientSecretBasic },
    { method: 'client_secret_post', by: oauth.ClientSecretPost },
  ])('$method: both grants, introspection and revocation', async ({ method, by }) => {
    const as = await discover()
    const client = await register(as, method)
    const authentication = by(String(client['client_secret']))
    expect(await machineGrant(as, client, authentication)).toMatchObject({ token_type: 'bearer' })
    const { access_token, refresh_token = '' } = await codeGrant(as, client, authentication)
    expect(await introspect(as, client, authentication, access_token)).toMatchObject({
      active: true,
      client_id: client.client_id,
      aud: server.resources.oauth,
      iss: server.issuer,
    })
    expect(await introspect(as, client, authentication, refresh_token)).toMatchObject({ active: true })

    const revoked = await oauth.revocationRequest(as, client, authentication, refresh_token, insecure)
    expect(await oauth.processRevocationResponse(revoked)).toBeUndefined()
    for (const token of [access_token, refresh_token]) {
      expect(await introspect(as, client, authentication, token)).toEqual({ active: false })
    }
  })

  test('a public client revokes by naming itself', async () => {
    const as = await discover()
    const client = { client_id: 'dev-public-client' }
    const { access_token } = await codeGrant(as, client, oauth.None())
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, oauth.None(), access_token, insecure),
    )
    expect(await introspect(as, jwtClient, await privateKeyJwt(), access_token)).toEqual({ active: false })
  })

  test.each(['ES256', 'RS256', 'EdDSA'])('validates the access token as RFC 9068 asks: %s', async (algorithm) => {
    const running = algorithm === 'ES256' ? server : await start('jwt', algorithm)
    const as = await discover(running)
    const response = await oauth.clientCredentialsGrantRequest(
      as,
      jwtClient,
      await privateKeyJwt(),
      new URLSearchParams({ resource: running.resources.oauth }),
      insecure,
    )
    const { access_token } = await oauth.processClientCredentialsResponse(as, jwtClient, response)
    const request = new Request(running.resources.oauth, { headers: { authorization: `Bearer ${access_token}` } })
    const signingAlgorithms = [algorithm]
    expect(
      await oauth.validateJwtAccessToken(as, request, running.resources.oauth, { signingAlgorithms, ...insecure }),
    ).toMatchObject({ client_id: 'dev-jwt-client', sub: 'dev-jwt-client', aud: running.resources.oauth })
    await expect(
      oauth.validateJwtAccessToken(as, request, running.issuer, { signingAlgorithms, ...insecure }),
    ).rejects.toThrow()
  })
})

describe('the official SDK client', () => {
  async function whoami(authProvider: OAuthClientProvider): Promise<unknown> {
    const client = new Client({ name: 'machine', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(server.resources.oauth), { authProvider }))
    const { structuredContent } = await client.callTool({ name: 'whoami', arguments: {} })
    await client.close()
    return structuredContent
  }

  test('PrivateKeyJwtProvider', async () => {
    const provider = new PrivateKeyJwtProvider({
      clientId: 'dev-jwt-client',
      privateKey: { ...key },
      algorithm: 'ES256',
      expectedIssuer: server.issuer,
    })
    expect(await whoami(provider)).toMatchObject({
      identity: 'dev-jwt-client',
      grant_type: 'client_credentials',
      audience: server.resources.oauth,
    })
  })

  test('ClientCredentialsProvider', async () => {
    const client = await register(await discover(), 'client_secret_basic')
    const provider = new ClientCredentialsProvider({
      clientId: client.client_id,
      clientSecret: String(client['client_secret']),
      expectedIssuer: server.issuer,
    })
    expect(await whoami(provider)).toMatchObject({ identity: client.client_id, grant_type: 'client_credentials' })
  })
})

describe('openid-client', () => {
  async function configure(clientId: string, authentication: openid.ClientAuth): Promise<openid.Configuration> {
    return openid.discovery(new URL(server.issuer), clientId, undefined, authentication, {
      algorithm: 'oauth2',
      execute: [openid.allowInsecureRequests],
    })
  }

  test('private_key_jwt, introspection and revocation', async () => {
    const authentication = openid.PrivateKeyJwt({ key: await cryptoKey(), kid: key.kid })
    const configuration = await configure('dev-jwt-client', authentication)
    const { access_token } = await openid.clientCredentialsGrant(configuration, { resource: server.resources.oauth })
    expect(await openid.tokenIntrospection(configuration, access_token)).toMatchObject({
      active: true,
      sub: 'dev-jwt-client',
    })
    await openid.tokenRevocation(configuration, access_token)
    expect(await openid.tokenIntrospection(configuration, access_token)).toEqual({ active: false })
  })

  test('client_secret_post', async () => {
    const configuration = await configure('dev-confidential-client', openid.ClientSecretPost('dev-confidential-secret'))
    expect(await openid.clientCredentialsGrant(configuration)).toMatchObject({ token_type: 'bearer' })
  })

  test('is told when its secret is wrong', async () => {
    const configuration = await configure('dev-confidential-client', openid.ClientSecretPost('guess'))
    await expect(openid.clientCredentialsGrant(configuration)).rejects.toMatchObject({
      status: 401,
      cause: [{ scheme: 'basic' }],
    })
  })
})
