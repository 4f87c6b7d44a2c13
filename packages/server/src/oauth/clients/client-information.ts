import type { ClientInformation } from '@mcp-auth/spec'
import type { Context } from '../../core/context.ts'
import type { Client } from '../records.ts'

/** The route of a registration, and where it is for one client. */
export const REGISTRATION_PATH = '/oauth/register/:client_id'

/** What the server registered, which may differ from what was asked (RFC 7591 §3.2.1), and how to manage it (RFC 7592 §3). */
export function clientInformation(client: Client, { issuer }: Context): ClientInformation {
  const { registrationAccessToken: token } = client
  return {
    ...client.metadata,
    client_id: client.clientId,
    client_id_issued_at: client.issuedAt,
    ...(client.clientSecret !== undefined && { client_secret: client.clientSecret, client_secret_expires_at: 0 }),
    ...(client.clientName !== undefined && { client_name: client.clientName }),
    redirect_uris: client.redirectUris,
    token_endpoint_auth_method: client.authenticationMethod,
    ...(client.jwks !== undefined && { jwks: client.jwks }),
    ...(client.jwksUri !== undefined && { jwks_uri: client.jwksUri }),
    ...(client.signingAlgorithm !== undefined && { token_endpoint_auth_signing_alg: client.signingAlgorithm }),
    grant_types: client.grantTypes,
    response_types: client.responseTypes,
    scope: client.scope.join(' '),
    ...(token !== undefined && {
      registration_access_token: token,
      registration_client_uri: issuer + REGISTRATION_PATH.replace(':client_id', client.clientId),
    }),
  }
}
