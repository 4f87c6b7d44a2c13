import { Collection } from '../core/collection.ts'
import type { Subject } from '../oauth/authorize/subjects.ts'
import type { Provider } from './provider.ts'

/** An authentication request (OIDC Core §3.1.2.1) whose client and redirect URI are proven and whose parameters are right. */
export interface LoginRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly state?: string
  readonly scope: readonly string[]
  readonly codeChallenge: string
  /** Comes back in the ID token, so that the client knows it for its own. */
  readonly nonce?: string
}

/** An authorization code of the identity provider. Kept after its use, so that a second use is recognised. */
export interface LoginCode {
  readonly request: LoginRequest
  readonly subject: Subject
  /** Seconds since the epoch at which the user logged in. */
  readonly authTime: number
  /** Set when it is redeemed: the family of what it gave. */
  readonly family?: string
}

/** Authorization codes of the identity provider, by code. */
export const loginCodes = ({ store, clock }: Provider): Collection<LoginCode> =>
  new Collection('login-codes', store, clock)
