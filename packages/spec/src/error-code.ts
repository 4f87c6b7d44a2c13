import type { Reference } from './document.ts'

/** One value of the OAuth `error` parameter. */
export interface ErrorCodeRow {
  /** The document that registered the code. */
  readonly reference: Reference
  /**
   * HTTP status of a direct JSON answer, which an authorization endpoint redirects instead. A protected resource puts
   * the DPoP errors into the challenge of a 401.
   */
  readonly status: 400 | 401 | 403 | 500 | 503
  /** What it tells the party that receives it. */
  readonly meaning: string
}

const rfc6749 = {
  invalid_request: {
    reference: { document: 'rfc6749', section: '5.2' },
    status: 400,
    meaning: 'A parameter is missing, malformed or repeated.',
  },
  invalid_client: {
    reference: { document: 'rfc6749', section: '5.2' },
    status: 401,
    meaning: 'The client is unknown, or its authentication failed.',
  },
  invalid_grant: {
    reference: { document: 'rfc6749', section: '5.2' },
    status: 400,
    meaning:
      'The code, refresh token or assertion is wrong, expired, used, or belongs to another client or redirect URI.',
  },
  unauthorized_client: {
    reference: { document: 'rfc6749', section: '5.2' },
    status: 400,
    meaning: 'This client may not use this grant type or response type.',
  },
  unsupported_grant_type: {
    reference: { document: 'rfc6749', section: '5.2' },
    status: 400,
    meaning: 'The authorization server does not serve this grant type.',
  },
  invalid_scope: {
    reference: { document: 'rfc6749', section: '5.2' },
    status: 400,
    meaning: 'The scope is unknown, malformed, or wider than what was granted.',
  },
  access_denied: {
    reference: { document: 'rfc6749', section: '4.1.2.1' },
    status: 403,
    meaning: 'The resource owner or the authorization server refused.',
  },
  unsupported_response_type: {
    reference: { document: 'rfc6749', section: '4.1.2.1' },
    status: 400,
    meaning: 'The authorization server does not serve this response type.',
  },
  server_error: {
    reference: { document: 'rfc6749', section: '4.1.2.1' },
    status: 500,
    meaning: 'The authorization server failed unexpectedly.',
  },
  temporarily_unavailable: {
    reference: { document: 'rfc6749', section: '4.1.2.1' },
    status: 503,
    meaning: 'The authorization server is overloaded or under maintenance.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const rfc6750 = {
  invalid_token: {
    reference: { document: 'rfc6750', section: '3.1' },
    status: 401,
    meaning: 'The access token is expired, revoked, malformed or not for this resource.',
  },
  insufficient_scope: {
    reference: { document: 'rfc6750', section: '3.1' },
    status: 403,
    meaning: 'The access token is valid but lacks a scope that this request needs.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const rfc7009 = {
  unsupported_token_type: {
    reference: { document: 'rfc7009', section: '2.2.1' },
    status: 400,
    meaning: 'The authorization server cannot revoke tokens of this type.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const rfc7591 = {
  invalid_redirect_uri: {
    reference: { document: 'rfc7591', section: '3.2.2' },
    status: 400,
    meaning: 'A redirect URI in the registration is not acceptable.',
  },
  invalid_client_metadata: {
    reference: { document: 'rfc7591', section: '3.2.2' },
    status: 400,
    meaning: 'A registration field is invalid, or contradicts another.',
  },
  invalid_software_statement: {
    reference: { document: 'rfc7591', section: '3.2.2' },
    status: 400,
    meaning: 'The software statement is invalid.',
  },
  unapproved_software_statement: {
    reference: { document: 'rfc7591', section: '3.2.2' },
    status: 400,
    meaning: 'The software statement is not approved here.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const rfc8628 = {
  authorization_pending: {
    reference: { document: 'rfc8628', section: '3.5' },
    status: 400,
    meaning: 'The user has not decided yet; poll again after the interval.',
  },
  slow_down: {
    reference: { document: 'rfc8628', section: '3.5' },
    status: 400,
    meaning: 'Polling is too fast; lengthen the interval by five seconds.',
  },
  expired_token: {
    reference: { document: 'rfc8628', section: '3.5' },
    status: 400,
    meaning: 'The device code expired; start over if the user wants to.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const rfc8707 = {
  invalid_target: {
    reference: { document: 'rfc8707', section: '2' },
    status: 400,
    meaning: 'The requested resource or audience is unknown, malformed or not allowed.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const rfc9101 = {
  invalid_request_uri: {
    reference: { document: 'rfc9101', section: '7' },
    status: 400,
    meaning: 'The request_uri leads to an error or to invalid data.',
  },
  invalid_request_object: {
    reference: { document: 'rfc9101', section: '7' },
    status: 400,
    meaning: 'The request object is invalid.',
  },
  request_not_supported: {
    reference: { document: 'rfc9101', section: '7' },
    status: 400,
    meaning: 'The request parameter is not supported here.',
  },
  request_uri_not_supported: {
    reference: { document: 'rfc9101', section: '7' },
    status: 400,
    meaning: 'The request_uri parameter is not supported here.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const rfc9396 = {
  invalid_authorization_details: {
    reference: { document: 'rfc9396', section: '5' },
    status: 400,
    meaning: 'The authorization_details are malformed, unknown or not allowed.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const rfc9449 = {
  invalid_dpop_proof: {
    reference: { document: 'rfc9449', section: '5' },
    status: 400,
    meaning: 'The DPoP proof is missing or invalid.',
  },
  use_dpop_nonce: {
    reference: { document: 'rfc9449', section: '8' },
    status: 400,
    meaning: 'Repeat the request with a proof that carries the nonce of the DPoP-Nonce header.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const oidcCore = {
  interaction_required: {
    reference: { document: 'oidc-core', section: '3.1.2.6' },
    status: 400,
    meaning: 'prompt=none was asked, but the user has to do something.',
  },
  login_required: {
    reference: { document: 'oidc-core', section: '3.1.2.6' },
    status: 400,
    meaning: 'prompt=none was asked, but the user has to log in.',
  },
  account_selection_required: {
    reference: { document: 'oidc-core', section: '3.1.2.6' },
    status: 400,
    meaning: 'prompt=none was asked, but the user has to choose an account.',
  },
  consent_required: {
    reference: { document: 'oidc-core', section: '3.1.2.6' },
    status: 400,
    meaning: 'prompt=none was asked, but the user has to consent.',
  },
} as const satisfies Record<string, ErrorCodeRow>

const table = {
  ...rfc6749,
  ...rfc6750,
  ...rfc7009,
  ...rfc7591,
  ...rfc8628,
  ...rfc8707,
  ...rfc9101,
  ...rfc9396,
  ...rfc9449,
  ...oidcCore,
} as const

/** A registered value of the OAuth `error` parameter. */
export type OAuthErrorCode = keyof typeof table

/** Every OAuth error code known here, by its wire name. */
export const errorCodes: Readonly<Record<OAuthErrorCode, ErrorCodeRow>> = table

/** Whether `value` is an OAuth error code known here. */
export function isOAuthErrorCode(value: string): value is OAuthErrorCode {
  return Object.hasOwn(errorCodes, value)
}
