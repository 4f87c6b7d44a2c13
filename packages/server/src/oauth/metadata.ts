import type { AuthorizationServerMetadata } from '@mcp-auth/spec'
import type { Context } from '../core/context.ts'
import { documentOf } from '../core/document.ts'
import { proofAlgorithms } from '../core/dpop-signature.ts'
import { scopeNames } from '../core/scopes.ts'
import { responseModes, responseTypes } from './authorize/request.ts'
import { authenticationAlgorithms, authenticationMethods, confidentialMethods } from './clients/authenticate.ts'
import { grantTypes } from './token/endpoint.ts'
import { codeChallengeMethods } from './token/pkce.ts'

/** Authorization server metadata (RFC 8414 §2), made from what is registered and served. */
export function authorizationServerMetadata(ctx: Context): AuthorizationServerMetadata {
  const { issuer } = ctx
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    jwks_uri: `${issuer}/oauth/jwks.json`,
    device_authorization_endpoint: `${issuer}/oauth/device/authorize`,
    pushed_authorization_request_endpoint: `${issuer}/oauth/par`,
    require_pushed_authorization_requests: ctx.config.requirePushedAuthorizationRequests,
    registration_endpoint: `${issuer}/oauth/register`,
    response_types_supported: responseTypes,
    response_modes_supported: responseModes,
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: authenticationMethods,
    token_endpoint_auth_signing_alg_values_supported: authenticationAlgorithms,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: confidentialMethods,
    introspection_endpoint_auth_signing_alg_values_supported: authenticationAlgorithms,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: authenticationMethods,
    revocation_endpoint_auth_signing_alg_values_supported: authenticationAlgorithms,
    code_challenge_methods_supported: codeChallengeMethods,
    dpop_signing_alg_values_supported: proofAlgorithms,
    scopes_supported: scopeNames,
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    protected_resources: ctx.resources,
  }
}

const document = documentOf(authorizationServerMetadata)

/** `GET /.well-known/oauth-authorization-server` (RFC 8414 §3). */
export async function metadataEndpoint(_request: Request, ctx: Context): Promise<Response> {
  const metadata = await ctx.point('metadata.authorization-server', document.of(ctx))
  ctx.emit('metadata.served', { document: 'authorization-server' })
  return document.answer(metadata, ctx)
}
