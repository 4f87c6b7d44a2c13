import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerConsent, decide } from './support/consent.ts'
import {
  discover,
  insecure,
  type Prepared,
  prepare,
  REDIRECT_URI,
  register,
  visitAuthorization,
} from './support/oauth4webapi.ts'
import { authorizationUrl, newCli, type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer(['--require-pushed-authorization-requests', 'true'])
})

afterAll(async () => {
  await server.stop()
})

async function push(
  as: oauth.AuthorizationServer,
  client: oauth.Client,
  { parameters }: Prepared,
  DPoP?: oauth.DPoPHandle,
): Promise<{ client_id: string; request_uri: string }> {
  const options = { ...insecure, ...(DPoP !== undefined && { DPoP }) }
  const response = await oauth.pushedAuthorizationRequest(as, client, oauth.None(), parameters, options)
  const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, client, response)
  expect(expires_in).toBe(90)
  return { client_id: client.client_id, request_uri }
}

test('oauth4webapi pushes its request, the user approves, and the code is bound to the key that pushed', async () => {
  const as = await discover(server)
  expect(as.require_pushed_authorization_requests).toBe(true)
  const client = await register(as)
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const prepared = await prepare(client, server.resources.oauth)
  const reference = await push(as, client, prepared, DPoP)

  const url = `${as.authorization_endpoint}?${new URLSearchParams(reference)}`
  const location = new URL(await answerConsent(url, 'approve'))
  const callback = oauth.validateAuthResponse(as, client, location, prepared.state)
  const redeem = (options: oauth.TokenEndpointRequestOptions): Promise<Response> =>
    oauth.authorizationCodeGrantRequest(as, client, oauth.None(), callback, REDIRECT_URI, prepared.verifier, options)
  const unbound = oauth.processAuthorizationCodeResponse(as, client, await redeem(insecure))
  await expect(unbound).rejects.toMatchObject({ error: 'invalid_grant' })
  const response = await redeem({ ...insecure, DPoP })
  expect(await oauth.processAuthorizationCodeResponse(as, client, response)).toMatchObject({ token_type: 'dpop' })

  const again = await fetch(url)
  expect(again.status).toBe(400)
  expect(await again.text()).toContain('invalid_request_uri')
})

test('approval_mode may stand beside the request_uri', async () => {
  const as = await discover(server)
  const client = await register(as)
  const reference = await push(as, client, await prepare(client, server.resources.oauth))
  const location = await visitAuthorization(as, { ...reference, approval_mode: 'auto_approve' })
  expect(location.searchParams.has('code')).toBe(true)
})

test('oauth4webapi understands why a request is not pushed', async () => {
  const as = await discover(server)
  const client = await register(as)
  const { parameters } = await prepare(client, server.resources.oauth)
  const response = await oauth.pushedAuthorizationRequest(
    as,
    client,
    oauth.None(),
    { ...parameters, code_challenge_method: 'plain' },
    insecure,
  )
  const pushed = oauth.processPushedAuthorizationResponse(as, client, response)
  await expect(pushed).rejects.toMatchObject({ error: 'invalid_request', status: 400 })
})

test('a request that is not pushed is sent back', async () => {
  const as = await discover(server)
  const client = await register(as)
  const { parameters, state } = await prepare(client, server.resources.oauth)
  const location = await visitAuthorization(as, parameters)
  expect(() => oauth.validateAuthResponse(as, client, location, state)).toThrow(oauth.AuthorizationResponseError)
  expect(location.searchParams.get('error_description')).toContain('request_uri is required')
})

test('mcp-auth pushes its request, the user approves, and the token works', async () => {
  const cli = await newCli()
  try {
    const { oauth: resource } = server.resources
    const login = cli.start('login', resource)
    const url = await authorizationUrl(login)
    expect([...new URL(url).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    expect(await decide(url, 'approve')).toMatchObject({ status: 200 })
    expect(await login.ended).toMatchObject({ status: 0 })
    expect(await cli.run('call', resource, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
  } finally {
    await cli.remove()
  }
})
