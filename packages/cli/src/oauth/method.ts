/** The client authentication methods this client has (RFC 7591 §2 `token_endpoint_auth_method`). */
export const CLIENT_AUTHENTICATION_METHODS = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const

/** One of them. */
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number]

/** Whether a method a server named is one of ours. */
export function isKnownMethod(method: string): method is ClientAuthenticationMethod {
  return CLIENT_AUTHENTICATION_METHODS.some((known) => known === method)
}
