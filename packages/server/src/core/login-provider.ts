import type { IdentityProvider } from './identity-provider.ts'

/** An OpenID provider where users log in, and the one client that the authorization server is there, for all its own clients. */
export interface LoginProvider extends IdentityProvider {
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly userinfoEndpoint: string
  readonly clientId: string
  /** Sent as `client_secret_post` (RFC 6749 §2.3.1). */
  readonly clientSecret: string
}
