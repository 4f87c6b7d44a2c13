import { CHALLENGE, type Harness, ISSUER, REDIRECT_URI, RESOURCE, redirected, VERIFIER } from './harness.ts'

export const IDP = 'http://127.0.0.1:8765/idp'
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const ID_JAG = 'urn:ietf:params:oauth:token-type:id-jag'
export const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'

/** How the registered client authenticates at the identity provider. */
export const SSO = { client_id: 'enterprise-sso-client', client_secret: 'enterprise-sso-secret' }

/** How the authorization server authenticates there, which sends its users to log in. */
export const SERVER = { client_id: 'mcp-auth-test-server', client_secret: 'mcp-auth-test-server-secret' }

/** How the same client authenticates at the authorization server. */
export const BASIC = {
  authorization: `Basic ${Buffer.from('enterprise-mcp-client:enterprise-mcp-secret').toString('base64')}`,
}

type Changes = Record<string, string | undefined>

const present = (fields: Changes): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** A right login request of the registered client; negatives change one thing of it. */
export function loginRequest(changes: Changes = {}): string {
  const query = present({
    response_type: 'code',
    client_id: 'enterprise-sso-client',
    redirect_uri: REDIRECT_URI,
    state: 'af0ifjsldkj',
    nonce: 'n-0S6_WzA2Mj',
    scope: 'openid email profile',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    approval_mode: 'auto_approve',
    login_hint: 'alice',
    ...changes,
  })
  return `/idp/oauth/authorize?${new URLSearchParams(query)}`
}

/** The right token request for the code of such a login. */
export function loginCodeRequest(code: string): Record<string, string> {
  return { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER, ...SSO }
}

export interface LoginTokens {
  readonly access_token: string
  readonly id_token: string
}

/** Logs a user in, and gives the tokens of the login. */
export async function logIn(harness: Harness, changes: Changes = {}): Promise<LoginTokens> {
  const code = redirected(await harness.get(loginRequest(changes))).get('code')
  if (code === null) throw new Error('no code')
  const response = await harness.post('/idp/oauth/token', loginCodeRequest(code))
  if (response.status !== 200) throw new Error(`not logged in: ${await response.text()}`)
  return (await response.json()) as LoginTokens
}

/** A right exchange of an ID token; negatives change one thing of it. */
export function exchangeRequest(idToken: string, changes: Changes = {}): Record<string, string> {
  return present({
    grant_type: TOKEN_EXCHANGE,
    requested_token_type: ID_JAG,
    subject_token: idToken,
    subject_token_type: ID_TOKEN,
    audience: ISSUER,
    resource: RESOURCE,
    scope: 'mcp:tools:list mcp:tools:read',
    ...SSO,
    ...changes,
  })
}

/** A new ID-JAG for alice. */
export async function obtainIdJag(harness: Harness, changes: Changes = {}): Promise<string> {
  const { id_token } = await logIn(harness)
  const response = await harness.post('/idp/oauth/token', exchangeRequest(id_token, changes))
  if (response.status !== 200) throw new Error(`no ID-JAG: ${await response.text()}`)
  return ((await response.json()) as { access_token: string }).access_token
}
