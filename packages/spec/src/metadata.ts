/** A metadata document with the members that no type here names. */
export type WithExtensionMembers<T> = T & { readonly [member: string]: unknown }

/** Client authentication methods at the token endpoint (RFC 7591 §2, OIDC Core §9, RFC 8705 §2). */
export type ClientAuthenticationMethod =
  | 'none'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'tls_client_auth'
  | 'self_signed_tls_client_auth'

/** A set of public keys (RFC 7517 §5). */
export interface JsonWebKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[]
}

/**
 * Authorization server metadata: RFC 8414 §2, with RFC 9207 §3, RFC 8628 §4, RFC 9126 §5, RFC 9101 §10.5, RFC 9449 §5.1,
 * CIMD §5, ID-JAG §7 and the members of OpenID Connect Discovery that MCP clients meet.
 */
export interface AuthorizationServerMetadata {
  readonly issuer: string
  readonly authorization_endpoint?: string
  readonly token_endpoint?: string
  readonly jwks_uri?: string
  readonly registration_endpoint?: string
  readonly scopes_supported?: readonly string[]
  readonly response_types_supported: readonly string[]
  readonly response_modes_supported?: readonly string[]
  readonly grant_types_supported?: readonly string[]
  readonly token_endpoint_auth_methods_supported?: readonly string[]
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly service_documentation?: string
  readonly ui_locales_supported?: readonly string[]
  readonly op_policy_uri?: string
  readonly op_tos_uri?: string
  readonly revocation_endpoint?: string
  readonly revocation_endpoint_auth_methods_supported?: readonly string[]
  readonly revocation_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly introspection_endpoint?: string
  readonly introspection_endpoint_auth_methods_supported?: readonly string[]
  readonly introspection_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly code_challenge_methods_supported?: readonly string[]
  readonly signed_metadata?: string
  readonly authorization_response_iss_parameter_supported?: boolean
  readonly device_authorization_endpoint?: string
  readonly pushed_authorization_request_endpoint?: string
  readonly require_pushed_authorization_requests?: boolean
  readonly require_signed_request_object?: boolean
  readonly dpop_signing_alg_values_supported?: readonly string[]
  readonly client_id_metadata_document_supported?: boolean
  readonly authorization_grant_profiles_supported?: readonly string[]
  readonly identity_chaining_requested_token_types_supported?: readonly string[]
  readonly protected_resources?: readonly string[]
  readonly userinfo_endpoint?: string
  readonly end_session_endpoint?: string
  readonly subject_types_supported?: readonly string[]
  readonly id_token_signing_alg_values_supported?: readonly string[]
  readonly claims_supported?: readonly string[]
  readonly prompt_values_supported?: readonly string[]
  readonly request_parameter_supported?: boolean
  readonly request_uri_parameter_supported?: boolean
}

/** Protected resource metadata (RFC 9728 §2). */
export interface ProtectedResourceMetadata {
  readonly resource: string
  readonly authorization_servers?: readonly string[]
  readonly jwks_uri?: string
  readonly scopes_supported?: readonly string[]
  readonly bearer_methods_supported?: readonly string[]
  readonly resource_signing_alg_values_supported?: readonly string[]
  readonly resource_name?: string
  readonly resource_documentation?: string
  readonly resource_policy_uri?: string
  readonly resource_tos_uri?: string
  readonly tls_client_certificate_bound_access_tokens?: boolean
  readonly authorization_details_types_supported?: readonly string[]
  readonly dpop_signing_alg_values_supported?: readonly string[]
  readonly dpop_bound_access_tokens_required?: boolean
  readonly signed_metadata?: string
}

/** What a client says of itself, in a registration request or a CIMD document (RFC 7591 §2, OIDC Registration §2). */
export interface ClientMetadata {
  readonly redirect_uris?: readonly string[]
  readonly token_endpoint_auth_method?: string
  readonly token_endpoint_auth_signing_alg?: string
  readonly grant_types?: readonly string[]
  readonly response_types?: readonly string[]
  readonly client_name?: string
  readonly client_uri?: string
  readonly logo_uri?: string
  readonly scope?: string
  readonly contacts?: readonly string[]
  readonly tos_uri?: string
  readonly policy_uri?: string
  readonly jwks_uri?: string
  readonly jwks?: JsonWebKeySet
  readonly software_id?: string
  readonly software_version?: string
  readonly software_statement?: string
  readonly application_type?: 'web' | 'native'
  readonly dpop_bound_access_tokens?: boolean
  readonly require_pushed_authorization_requests?: boolean
  readonly id_token_signed_response_alg?: string
  readonly post_logout_redirect_uris?: readonly string[]
}

/** What an authorization server answers to a registration (RFC 7591 §3.2.1, RFC 7592 §3). */
export interface ClientInformation extends ClientMetadata {
  readonly client_id: string
  readonly client_secret?: string
  readonly client_id_issued_at?: number
  /** Seconds since the epoch, 0 for never; required beside a secret. */
  readonly client_secret_expires_at?: number
  readonly registration_access_token?: string
  readonly registration_client_uri?: string
}

/** A client ID metadata document: served at the URL that is its `client_id` (CIMD-00 §4). */
export interface ClientIdMetadataDocument extends ClientMetadata {
  readonly client_id: string
}
