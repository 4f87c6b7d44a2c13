import { CliError } from '../errors.ts'
import type { JsonObject } from '../http/json.ts'

/** The client authentication methods this client has (RFC 7591 §2 `token_endpoint_auth_method`). */
export const CLIENT_AUTHENTICATION_METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const

/** One of them. */
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number]

/** Whether a method a server named is one of ours. */
export function isKnownMethod(method: string): method is ClientAuthenticationMethod {
  return CLIENT_AUTHENTICATION_METHODS.some((known) => known === method)
}

/** What this client is to one authorization server, and to no other. */
export interface Client {
  readonly clientId: string
  readonly clientSecret?: string
  readonly authenticationMethod: ClientAuthenticationMethod
  /** Given by the user, a metadata document (CIMD), or dynamic registration. */
  readonly source: 'configured' | 'metadata-document' | 'registered'
  /** The redirect URI it was registered with, for `registered` ones. */
  readonly redirectUri?: string
  /** When the secret expires, in seconds since the epoch; RFC 7591 §3.2.1. */
  readonly secretExpiresAt?: number
  /** The registration answer as it came. */
  readonly registration?: JsonObject
}

/** How a client shows itself at the token endpoint: a header, or parameters, never both (RFC 6749 §2.3). */
export interface ClientAuthentication {
  readonly headers: Readonly<Record<string, string>>
  readonly parameters: readonly [string, string][]
}

/** Authenticates a client; Basic credentials are form-encoded before base64 (RFC 6749 §2.3.1). */
export function authenticate(client: Client): ClientAuthentication {
  const { clientId, clientSecret } = client
  if (client.authenticationMethod === 'none') return { headers: {}, parameters: [['client_id', clientId]] }
  if (clientSecret === undefined) {
    throw new CliError(
      'failed',
      `The client ${clientId} is registered for ${client.authenticationMethod} but has no secret.`,
    )
  }
  if (client.authenticationMethod === 'client_secret_post') {
    return {
      headers: {},
      parameters: [
        ['client_id', clientId],
        ['client_secret', clientSecret],
      ],
    }
  }
  const credentials = Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`, 'utf8').toString('base64')
  return { headers: { authorization: `Basic ${credentials}` }, parameters: [] }
}

function formEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1)
}
