import * as oauth from 'oauth4webapi'
import type { RunningServer } from './programs.ts'

/** The servers under test are on loopback, by plain http. */
export const insecure = { [oauth.allowInsecureRequests]: true } as const

export const REDIRECT_URI = 'http://127.0.0.1:50123/callback'

/** Discovery as oauth4webapi does it: RFC 9728 from the resource, RFC 8414 from the issuer it names. */
export async function discover({ resources }: RunningServer): Promise<oauth.AuthorizationServer> {
  const url = new URL(resources.oauth)
  const response = await oauth.resourceDiscoveryRequest(url, insecure)
  const { authorization_servers: servers } = await oauth.processResourceDiscoveryResponse(url, response)
  const issuer = new URL(servers?.[0] ?? '')
  const options = { algorithm: 'oauth2', ...insecure } as const
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
}

/** Registers a public client that may refresh. */
export async function register(
  as: oauth.AuthorizationServer,
  changes: Record<string, oauth.JsonValue> = {},
): Promise<oauth.Client> {
  const metadata = {
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    ...changes,
  }
  const response = await oauth.dynamicClientRegistrationRequest(as, metadata, insecure)
  return oauth.processDynamicClientRegistrationResponse(response)
}

/** An authorization request, and what is needed to go on from its answer. */
export interface Prepared {
  readonly parameters: Record<string, string>
  readonly verifier: string
  readonly state: string
}

export async function prepare({ client_id }: oauth.Client, resource: string): Promise<Prepared> {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const parameters = {
    client_id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
    resource,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }
  return { parameters, verifier, state }
}

/** Where the authorization endpoint sends a browser that comes with these parameters. */
export async function visitAuthorization(
  as: oauth.AuthorizationServer,
  parameters: Record<string, string>,
): Promise<URL> {
  const url = new URL(as.authorization_endpoint ?? '')
  url.search = new URLSearchParams(parameters).toString()
  const response = await fetch(url, { redirect: 'manual' })
  const location = response.headers.get('location')
  if (location === null) throw new Error(`no redirect but ${response.status}: ${await response.text()}`)
  return new URL(location)
}

/** Runs a request with DPoP, and once more when it is told a nonce; says whether it was. */
export async function withNonce<T>(request: () => Promise<T>): Promise<{ result: T; told: boolean }> {
  try {
    return { result: await request(), told: false }
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return { result: await request(), told: true }
  }
}
