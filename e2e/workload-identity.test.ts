import { OAuth2Server } from 'oauth2-mock-server'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { discover, insecure } from './support/oauth4webapi.ts'
import { type RunningServer, startServer } from './support/programs.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** Plays the workload platform: an issuer of JWTs that publishes its keys. */
const platform = new OAuth2Server()
let issuer: string
let server: RunningServer

beforeAll(async () => {
  await platform.issuer.keys.generate('RS256')
  await platform.start(0, '127.0.0.1')
  issuer = platform.issuer.url ?? ''
  const workloads = [{ subject: 'agent-7', clientId: 'agent', scope: ['mcp:tools:echo'] }]
  server = await startServer(['--workload-issuers', JSON.stringify([{ issuer, jwksUri: `${issuer}/jwks`, workloads }])])
})

afterAll(async () => {
  await platform.stop()
  expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
})

async function redeem(claims: Record<string, string>): Promise<oauth.TokenEndpointResponse> {
  const as = await discover(server)
  const assertion = await platform.issuer.buildToken({
    scopesOrTransform: (_header, payload) => {
      Object.assign(payload, { sub: 'agent-7', aud: as.token_endpoint, jti: 'of-this-pod', ...claims })
    },
  })
  // A client without a name of its own: the request has grant_type, assertion and resource alone.
  const nobody: oauth.ClientAuth = () => undefined
  const client = { client_id: 'agent' }
  const parameters = { assertion, resource: server.resources.oauth }
  const response = await oauth.genericTokenEndpointRequest(as, client, nobody, JWT_BEARER, parameters, insecure)
  return oauth.processGenericTokenEndpointResponse(as, client, response)
}

test('the JWT of a workload gives an access token: issuer and keys by setting, signed by somebody else', async () => {
  const tokens = await redeem({})
  expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'mcp:tools:echo', aud: server.resources.oauth })
  expect(tokens.refresh_token).toBeUndefined()
})

test.each([
  { name: 'another workload', claims: { sub: 'agent-8' } },
  { name: 'another audience', claims: { aud: 'https://other.example/token' } },
])('that of $name gives none', async ({ claims }) => {
  await expect(redeem(claims)).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
})
