import type { ClientMetadata, JsonWebKeySet } from '@mcp-auth/spec'
import { Collection } from '../core/collection.ts'
import type { Context } from '../core/context.ts'

/** The client authentication methods served at the token endpoint. */
export type AuthenticationMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'

/** Whether a client of this method shares a secret with the server. */
export function sharesSecret(method: AuthenticationMethod): boolean {
  return method === 'client_secret_basic' || method === 'client_secret_post'
}

/** How the authorization server came to know a client. */
export type ClientSource = 'seeded' | 'registered' | 'metadata-document' | 'workload'

/** A client as the authorization server knows it (RFC 7591 §2). */
export interface Client {
  readonly clientId: string
  readonly source: ClientSource
  readonly authenticationMethod: AuthenticationMethod
  /** Present exactly when the authentication method needs one. */
  readonly clientSecret?: string
  /** For `private_key_jwt`: its public keys, or the URL where they are; never both (RFC 7591 §2). */
  readonly jwks?: JsonWebKeySet
  readonly jwksUri?: string
  /** The one algorithm that its assertions may have, if it registered one. */
  readonly signingAlgorithm?: string
  /** Proves who may read, change and delete the registration (RFC 7592 §1.2); only who registered here has one. */
  readonly registrationAccessToken?: string
  readonly clientName?: string
  readonly redirectUris: readonly string[]
  /** Whether it is pages of this server: nothing about them is learned at run time, so that not even the port of a redirect URI is free. */
  readonly ownPages?: true
  readonly grantTypes: readonly string[]
  readonly responseTypes: readonly string[]
  /** The scopes it may ask for. */
  readonly scope: readonly string[]
  /** Seconds since the epoch. */
  readonly issuedAt: number
  /**
   * The other members of its registration, echoed and shown. Those by which a client binds itself are held to:
   * `dpop_bound_access_tokens` and `require_pushed_authorization_requests`.
   */
  readonly metadata: ClientMetadata
}

/** An authorization request (RFC 6749 §4.1.1) whose client and redirect URI are proven and whose parameters are right. */
export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly state?: string
  readonly scope: readonly string[]
  readonly resource: string
  readonly codeChallenge: string
  /** The thumbprint of the key that the code is bound to (RFC 9449 §10). */
  readonly dpopJkt?: string
}

/** A consent page waiting for its answer. */
export interface Consent {
  readonly request: AuthorizationRequest
  /** The value of the cookie of the browser that the page was shown in. */
  readonly browser: string
  /** Whom the client expects to log in, where that happens elsewhere. */
  readonly loginHint?: string
  readonly answered: boolean
}

/** A login at the identity provider, which everything issued for it follows. Its token is for this server alone and never leaves it. */
export interface UpstreamLogin {
  readonly accessToken: string
  /** Seconds since the epoch; absent when the provider did not say. */
  readonly expiresAt?: number
}

/** An authorization code (RFC 6749 §4.1.2). Kept after its use, so that a second use is recognised. */
export interface AuthorizationCode {
  readonly request: AuthorizationRequest
  readonly subject: string
  readonly upstream?: UpstreamLogin
  /** Set when it is redeemed: the family of what it gave. */
  readonly family?: string
}

/** Everything that came from one authorization: revoking it ends all its tokens at once (RFC 9700 §4.14.2). */
export interface Family {
  readonly clientId: string
  /** The grant it began with. */
  readonly grantType: string
  readonly subject: string
  readonly scope: readonly string[]
  readonly resource: string
  /** Ms by the clock at which its last refresh token ends. */
  readonly refreshUntil: number
  readonly upstream?: UpstreamLogin
  /** Why it was revoked, once it is. */
  readonly revoked?: string
}

/** An access token (RFC 6749 §1.4), found by its own value. */
export interface AccessToken {
  readonly clientId: string
  readonly subject: string
  readonly scope: readonly string[]
  readonly audience: string
  /** The grant that its authorization began with: a refresh does not change it. */
  readonly grantType: string
  /** Ms by the clock. */
  readonly issuedAt: number
  /** Seconds since the epoch. */
  readonly expiresAt: number
  readonly family?: string
  /** The id of a token that is a JWT (RFC 7519 §4.1.7). */
  readonly jti?: string
  /** The key it is bound to (RFC 7800 §3.1, RFC 9449 §6.1); without one it is a bearer token. */
  readonly cnf?: Confirmation
}

/** A key that whoever presents a token has to prove, by its thumbprint (RFC 9449 §6.1). */
export interface Confirmation {
  readonly jkt: string
}

/** A refresh token (RFC 6749 §1.5), found by its own value. Kept after its use, so that a replay is recognised. */
export interface RefreshToken {
  readonly family: string
  readonly clientId: string
  readonly used: boolean
  /** The key it is bound to, if a public client proved one when it got it (RFC 9449 §5). */
  readonly cnf?: Confirmation
  /** Ms by the clock, once it is used. */
  readonly usedAt?: number
  /** The refresh token that its first use gave. */
  readonly successor?: string
}

/** Registered and resolved clients, by client id. */
export const clients = (ctx: Context): Collection<Client> => new Collection('clients', ctx.store, ctx.clock)

/** Consent pages, by the handle in their form. */
export const consents = (ctx: Context): Collection<Consent> => new Collection('consents', ctx.store, ctx.clock)

/** Authorization codes, by code. */
export const codes = (ctx: Context): Collection<AuthorizationCode> => new Collection('codes', ctx.store, ctx.clock)

/** Families, by id. */
export const families = (ctx: Context): Collection<Family> => new Collection('families', ctx.store, ctx.clock)

/** Access tokens, by token. */
export const accessTokens = (ctx: Context): Collection<AccessToken> =>
  new Collection('access-tokens', ctx.store, ctx.clock)

/** Refresh tokens, by token. */
export const refreshTokens = (ctx: Context): Collection<RefreshToken> =>
  new Collection('refresh-tokens', ctx.store, ctx.clock)
