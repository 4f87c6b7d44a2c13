import type { Params } from '../../../core/form.ts'
import type { AuthenticationMethod, Client } from '../../records.ts'

/** What a token request presents as client authentication. */
export interface Presented {
  readonly clientId: string
  /** Whether this is the registered secret of `client`, for methods that have one. */
  readonly proves: (client: Client) => boolean
}

/** One client authentication method (RFC 6749 §2.3, RFC 7591 §2). */
export interface Method {
  readonly name: AuthenticationMethod
  /** What the request presents by this method; undefined when it does not use it. */
  present(headers: Headers, params: Params): Presented | undefined
}
