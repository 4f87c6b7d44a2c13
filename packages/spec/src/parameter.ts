import type { Reference } from './document.ts'

/** A message that carries a parameter. */
export type ParameterPlace =
  | 'authorization-request'
  | 'authorization-response'
  | 'token-request'
  | 'token-response'
  | 'pushed-request'
  | 'pushed-response'
  | 'device-request'
  | 'device-response'
  | 'introspection-request'
  | 'introspection-response'
  | 'revocation-request'
  | 'registration-request'
  | 'registration-response'
  | 'logout-request'
  | 'resource-request'
  | 'challenge'
  | 'error-response'

/** One OAuth parameter: of a query, a form, a JSON answer or a challenge. */
export interface Parameter {
  /** The section that defines it. */
  readonly reference: Reference
  readonly where: readonly ParameterPlace[]
  /** It may occur more than once in a request; all others at most once (RFC 6749 §3.1, §3.2). */
  readonly repeatable: boolean
  /** Whoever reads its value gains something by it, so that it is hidden from logs and pages. */
  readonly secret: boolean
}

function parameter(
  document: Reference['document'],
  section: string,
  where: readonly ParameterPlace[],
  marks: Partial<Pick<Parameter, 'repeatable' | 'secret'>> = {},
): Parameter {
  return { reference: { document, section }, where, repeatable: false, secret: false, ...marks }
}

const SECRET = { secret: true } as const

/**
 * What counts as secret: a value that alone, or together with what is public, gets a token, passes for a user or client,
 * or enters an account. Not secret: `code_challenge` (a hash, useless without its verifier); `state` and `nonce` (they
 * protect one browser session and are judged by comparing them); `request_uri` (usable only by the client that pushed
 * it); the DPoP proof and `dpop_jkt` (worthless without the token and the private key); public keys.
 */
const table = {
  client_id: parameter('rfc6749', '2.2', [
    'authorization-request',
    'pushed-request',
    'token-request',
    'device-request',
    'introspection-request',
    'introspection-response',
    'revocation-request',
    'registration-response',
  ]),
  client_secret: parameter(
    'rfc6749',
    '2.3.1',
    [
      'token-request',
      'pushed-request',
      'device-request',
      'introspection-request',
      'revocation-request',
      'registration-response',
    ],
    SECRET,
  ),
  client_assertion: parameter(
    'rfc7521',
    '4.2',
    ['token-request', 'pushed-request', 'device-request', 'introspection-request', 'revocation-request'],
    SECRET,
  ),
  client_assertion_type: parameter('rfc7521', '4.2', [
    'token-request',
    'pushed-request',
    'device-request',
    'introspection-request',
    'revocation-request',
  ]),
  response_type: parameter('rfc6749', '3.1.1', ['authorization-request', 'pushed-request']),
  response_mode: parameter('oidc-core', '3.1.2.1', ['authorization-request', 'pushed-request']),
  redirect_uri: parameter('rfc6749', '3.1.2', ['authorization-request', 'pushed-request', 'token-request']),
  scope: parameter('rfc6749', '3.3', [
    'authorization-request',
    'pushed-request',
    'token-request',
    'token-response',
    'device-request',
    'introspection-response',
    'registration-request',
    'registration-response',
    'challenge',
  ]),
  state: parameter('rfc6749', '4.1.1', ['authorization-request', 'pushed-request', 'authorization-response']),
  code: parameter('rfc6749', '4.1.2', ['authorization-response', 'token-request'], SECRET),
  error: parameter('rfc6749', '5.2', ['authorization-response', 'error-response', 'challenge']),
  error_description: parameter('rfc6749', '5.2', ['authorization-response', 'error-response', 'challenge']),
  error_uri: parameter('rfc6749', '5.2', ['authorization-response', 'error-response', 'challenge']),
  iss: parameter('rfc9207', '2', ['authorization-response', 'introspection-response']),
  code_challenge: parameter('rfc7636', '4.3', ['authorization-request', 'pushed-request']),
  code_challenge_method: parameter('rfc7636', '4.3', ['authorization-request', 'pushed-request']),
  code_verifier: parameter('rfc7636', '4.5', ['token-request'], SECRET),
  resource: parameter('rfc8707', '2', ['authorization-request', 'pushed-request', 'token-request', 'device-request'], {
    repeatable: true,
  }),
  authorization_details: parameter('rfc9396', '2', [
    'authorization-request',
    'pushed-request',
    'token-request',
    'token-response',
  ]),
  dpop_jkt: parameter('rfc9449', '10', ['authorization-request', 'pushed-request']),
  request: parameter('rfc9101', '5', ['authorization-request', 'pushed-request']),
  request_uri: parameter('rfc9101', '5', ['authorization-request', 'pushed-response']),
  nonce: parameter('oidc-core', '3.1.2.1', ['authorization-request', 'pushed-request']),
  prompt: parameter('oidc-core', '3.1.2.1', ['authorization-request', 'pushed-request']),
  max_age: parameter('oidc-core', '3.1.2.1', ['authorization-request', 'pushed-request']),
  display: parameter('oidc-core', '3.1.2.1', ['authorization-request', 'pushed-request']),
  ui_locales: parameter('oidc-core', '3.1.2.1', ['authorization-request', 'pushed-request', 'logout-request']),
  login_hint: parameter('oidc-core', '3.1.2.1', ['authorization-request', 'pushed-request']),
  acr_values: parameter('oidc-core', '3.1.2.1', ['authorization-request', 'pushed-request']),
  id_token_hint: parameter(
    'oidc-core',
    '3.1.2.1',
    ['authorization-request', 'pushed-request', 'logout-request'],
    SECRET,
  ),
  logout_token: parameter('oidc-backchannel-logout', '2.4', ['logout-request'], SECRET),
  grant_type: parameter('rfc6749', '4.1.3', ['token-request']),
  username: parameter('rfc6749', '4.3.2', ['token-request', 'introspection-response']),
  password: parameter('rfc6749', '4.3.2', ['token-request'], SECRET),
  refresh_token: parameter('rfc6749', '6', ['token-request', 'token-response'], SECRET),
  assertion: parameter('rfc7521', '4.1', ['token-request'], SECRET),
  access_token: parameter('rfc6749', '5.1', ['token-response', 'resource-request'], SECRET),
  token_type: parameter('rfc6749', '7.1', ['token-response', 'introspection-response']),
  expires_in: parameter('rfc6749', '5.1', ['token-response', 'pushed-response', 'device-response']),
  id_token: parameter('oidc-core', '3.1.3.3', ['token-response'], SECRET),
  audience: parameter('rfc8693', '2.1', ['token-request'], { repeatable: true }),
  requested_token_type: parameter('rfc8693', '2.1', ['token-request']),
  subject_token: parameter('rfc8693', '2.1', ['token-request'], SECRET),
  subject_token_type: parameter('rfc8693', '2.1', ['token-request']),
  actor_token: parameter('rfc8693', '2.1', ['token-request'], SECRET),
  actor_token_type: parameter('rfc8693', '2.1', ['token-request']),
  issued_token_type: parameter('rfc8693', '2.2.1', ['token-response']),
  device_code: parameter('rfc8628', '3.2', ['device-response', 'token-request'], SECRET),
  user_code: parameter('rfc8628', '3.2', ['device-response'], SECRET),
  verification_uri: parameter('rfc8628', '3.2', ['device-response']),
  verification_uri_complete: parameter('rfc8628', '3.2', ['device-response'], SECRET),
  interval: parameter('rfc8628', '3.2', ['device-response']),
  token: parameter('rfc7662', '2.1', ['introspection-request', 'revocation-request'], SECRET),
  token_type_hint: parameter('rfc7662', '2.1', ['introspection-request', 'revocation-request']),
  active: parameter('rfc7662', '2.2', ['introspection-response']),
  sub: parameter('rfc7662', '2.2', ['introspection-response']),
  aud: parameter('rfc7662', '2.2', ['introspection-response']),
  exp: parameter('rfc7662', '2.2', ['introspection-response']),
  iat: parameter('rfc7662', '2.2', ['introspection-response']),
  nbf: parameter('rfc7662', '2.2', ['introspection-response']),
  jti: parameter('rfc7662', '2.2', ['introspection-response']),
  cnf: parameter('rfc9449', '6.2', ['introspection-response']),
  client_secret_expires_at: parameter('rfc7591', '3.2.1', ['registration-response']),
  client_id_issued_at: parameter('rfc7591', '3.2.1', ['registration-response']),
  registration_access_token: parameter('rfc7592', '3', ['registration-response'], SECRET),
  registration_client_uri: parameter('rfc7592', '3', ['registration-response']),
  software_statement: parameter('rfc7591', '2.3', ['registration-request', 'registration-response'], SECRET),
  realm: parameter('rfc6750', '3', ['challenge']),
  resource_metadata: parameter('rfc9728', '5.1', ['challenge']),
  algs: parameter('rfc9449', '7.1', ['challenge']),
} as const satisfies Record<string, Parameter>

/** The name of an OAuth parameter known here. */
export type ParameterName = keyof typeof table

/** Every OAuth parameter known here, by its wire name. */
export const parameters: Readonly<Record<ParameterName, Parameter>> = table

/** Whether `name` is an OAuth parameter known here. */
export function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(parameters, name)
}

/** Whether the value of a parameter, form field or JSON member of this name is hidden from logs and pages. */
export function isSecretParameter(name: string): boolean {
  return isParameterName(name) && parameters[name].secret
}

/** Whether a request may carry this parameter more than once; unknown ones may not. */
export function isRepeatableParameter(name: string): boolean {
  return isParameterName(name) && parameters[name].repeatable
}
