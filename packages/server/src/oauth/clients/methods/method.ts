import type { Context } from '../../../core/context.ts'
import type { Params } from '../../../core/form.ts'
import type { AuthenticationMethod, Client } from '../../records.ts'

/** What a request presents as client authentication. */
export interface Presented {
  /** Who it claims to be. */
  readonly clientId: string
  /** Throws `invalid_client` unless this is the credential of `client`. May use it up, so it is asked once. */
  prove(client: Client, ctx: Context): Promise<void>
}

/** One client authentication method (RFC 6749 §2.3, RFC 7591 §2). */
export interface Method {
  readonly name: AuthenticationMethod
  /** Whether it proves anything. Naming the client alone is what is left when no method that does is used. */
  readonly confidential: boolean
  /** The algorithms it takes, for metadata, where it is signed (RFC 8414 §2). */
  readonly algorithms?: readonly string[]
  /** What the request presents by this method; undefined when it does not use it. */
  present(headers: Headers, params: Params): Presented | undefined
}
