/** Whom a valid access token speaks for, and what it may do. */
export interface Caller {
  readonly subject: string
  /** Whether no token was presented, which open methods do not ask for. */
  readonly anonymous?: true
  /** The client the token was issued to; a static token has none. */
  readonly clientId?: string
  /** Undefined: the surface knows no scopes, and everything is allowed. */
  readonly scope?: readonly string[]
  readonly audience?: string
  readonly issuer?: string
  /** The grant that the authorization began with, also after a refresh. */
  readonly grantType?: string
  /** The thumbprint of the key the token is bound to, and which was proven (RFC 9449 §6.1). A bearer token has none. */
  readonly jkt?: string
}
