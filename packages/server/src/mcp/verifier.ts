import type { Context } from '../core/context.ts'
import type { Caller } from './caller.ts'

/** Why a token is not good here, in words for `error_description`. */
export interface Refusal {
  readonly problem: string
}

/** All that a protected resource knows of who issues its tokens. */
export interface TokenVerifier {
  /** The caller, if the token is good for `resource` now; else why not. */
  verify(token: string, resource: string, ctx: Context): Promise<Caller | Refusal>
}
