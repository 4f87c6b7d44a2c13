import { type AuthorizationServerMetadata, ID_JAG_TOKEN_TYPE } from '@mcp-auth/spec'
import { documentOf } from '../core/document.ts'
import type { LoginProvider } from '../core/login-provider.ts'
import { responseModes, responseTypes } from '../oauth/authorize/request.ts'
import { authenticationAlgorithms } from '../oauth/clients/authenticate.ts'
import { codeChallengeMethods } from '../oauth/token/pkce.ts'
import { clientMethods, SERVER_CLIENT } from './clients.ts'
import { ID_TOKEN_ALGORITHM } from './id-token.ts'
import { type Provider, trusted } from './provider.ts'
import { scopeNames, userClaimNames } from './scopes.ts'
import { providerGrantTypes } from './token/endpoint.ts'

/** What a client needs to log users in. */
function loginEndpoints(issuer: string) {
  return {
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    userinfo_endpoint: `${issuer}/oauth/userinfo`,
  }
}

/** What the authorization server beside it has to know to send its users there. */
export function loginProvider(idp: Provider): LoginProvider {
  const { authorization_endpoint, token_endpoint, userinfo_endpoint } = loginEndpoints(idp.issuer)
  return {
    ...trusted(idp),
    ...SERVER_CLIENT,
    authorizationEndpoint: authorization_endpoint,
    tokenEndpoint: token_endpoint,
    userinfoEndpoint: userinfo_endpoint,
  }
}

/** OpenID provider metadata (OIDC Discovery §3, RFC 8414 §2, ID-JAG §7.1), made from what is served. */
export function providerMetadata({ issuer }: Pick<Provider, 'issuer'>): AuthorizationServerMetadata {
  return {
    issuer,
    ...loginEndpoints(issuer),
    jwks_uri: `${issuer}/oauth/jwks.json`,
    scopes_supported: scopeNames,
    response_types_supported: responseTypes,
    response_modes_supported: responseModes,
    grant_types_supported: providerGrantTypes,
    identity_chaining_requested_token_types_supported: [ID_JAG_TOKEN_TYPE],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ID_TOKEN_ALGORITHM],
    token_endpoint_auth_methods_supported: clientMethods,
    token_endpoint_auth_signing_alg_values_supported: authenticationAlgorithms,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: clientMethods,
    revocation_endpoint_auth_signing_alg_values_supported: authenticationAlgorithms,
    claims_supported: ['iss', 'aud', 'iat', 'exp', 'auth_time', 'nonce', ...userClaimNames],
    code_challenge_methods_supported: codeChallengeMethods,
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    // Left out, it would mean that it is (OIDC Discovery §3).
    request_uri_parameter_supported: false,
  }
}

const document = documentOf(providerMetadata)

/** The three places where clients look for the metadata of an issuer with a path (RFC 8414 §3.1, §5; OIDC Discovery §4). */
export async function providerMetadataEndpoint(_request: Request, idp: Provider): Promise<Response> {
  const metadata = await idp.point('idp.metadata', document.of(idp))
  idp.emit('metadata.served', { document: 'identity-provider' })
  return document.answer(metadata, idp)
}
