import type { JsonWebKeySet } from '@mcp-auth/spec'

/** An identity provider whose word about users counts at the authorization server (ID-JAG §4.4). */
export interface IdentityProvider {
  /** The `iss` of what it signs, the same string. */
  readonly issuer: string
  /** Its public keys as they are now. */
  keys(): Promise<JsonWebKeySet>
}
