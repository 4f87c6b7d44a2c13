import type { Context } from './context.ts'

/** An authorization code that nobody has redeemed, by the fingerprint of it. */
export interface ShownCode {
  readonly code_hash: string
  readonly client_id: string
  readonly scope: string
  readonly resource: string
  /** In ms by the clock. */
  readonly expiresAt: number | undefined
}

/** An access token, by the fingerprint of it. */
export interface ShownToken {
  readonly token_hash: string
  readonly client_id: string
  readonly scope: string
  readonly grant_type: string
  readonly audience: string
  readonly issuer: string
  /** Why it was revoked, if it was. */
  readonly revoked: string | null
  /** In ms by the clock. */
  readonly expiresAt: number
}

/** A client, without what it could be impersonated by. */
export interface ShownClient {
  readonly client_id: string
  readonly token_endpoint_auth_method: string
  readonly grant_types: readonly string[]
  readonly response_types: readonly string[]
  readonly scope: string
  readonly client_name: string | null
  readonly client_id_issued_at: number
  readonly has_client_secret: boolean
  readonly redirect_uris?: readonly string[]
}

/** What an authorization server has given out, for people to look at. */
export interface Issued {
  codes(ctx: Context): Promise<readonly ShownCode[]>
  tokens(ctx: Context): Promise<readonly ShownToken[]>
  clients(ctx: Context): Promise<readonly ShownClient[]>
}
