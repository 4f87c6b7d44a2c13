import type { AuthorizationServerMetadata } from '@mcp-auth/spec'
import type { Context } from '../core/context.ts'
import { documentOf } from '../core/document.ts'
import { proofAlgorithms } from '../core/dpop-signature.ts'
import type { Endpoint } from '../core/route.ts'
import { responseModes, responseTypes } from './authorize/request.ts'
import { authenticationAlgorithms, authenticationMethods, confidentialMethods } from './clients/authenticate.ts'
import { grantProfiles, grantTypes } from './token/endpoint.ts'
import { servedScopes } from './token/offline-access.ts'
import { codeChallengeMethods } from './token/pkce.ts'
import { issuesRefreshTokens } from './token/refresh-policy.ts'

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
    grant_types_supported: servedGrantTypes(ctx),
    authorization_grant_profiles_supported: grantProfiles,
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
    scopes_supported: servedScopes(ctx.config),
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    protected_resources: ctx.resources,
  }
}

/** A grant type that never gives anything is not one that is supported. */
function servedGrantTypes({ config }: Context): readonly string[] {
  return issuesRefreshTokens(config) ? grantTypes : grantTypes.filter((name) => name !== 'refresh_token')
}

/**
 * The same for those who look where OpenID providers keep theirs, which RFC 8414 §5 lets any authorization server do. It has the members that
 * OIDC Discovery §3 requires besides, because clients refuse a document without them, though no ID token is ever asked for or given here.
 */
export function openidMetadata(ctx: Context): AuthorizationServerMetadata {
  return {
    ...authorizationServerMetadata(ctx),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
}

/** `GET /.well-known/oauth-authorization-server` (RFC 8414 §3). */
export const metadataEndpoint: Endpoint = serving(authorizationServerMetadata)

/** `GET /.well-known/openid-configuration` (RFC 8414 §5, OIDC Discovery §4). */
export const openidMetadataEndpoint: Endpoint = serving(openidMetadata)

function serving(make: (ctx: Context) => AuthorizationServerMetadata): Endpoint {
  const document = documentOf(make)
  return async (_request, ctx) => {
    const metadata = await ctx.point('metadata.authorization-server', document.of(ctx))
    ctx.emit('metadata.served', { document: 'authorization-server' })
    return document.answer(metadata, ctx)
  }
}
