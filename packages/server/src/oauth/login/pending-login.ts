import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import type { AuthorizationRequest } from '../records.ts'

/** Where the identity provider sends the browser back to. */
export const CALLBACK_PATH = '/oauth/callback'

/** A login at the identity provider that has begun: it exists only once its request was consented to. */
export interface PendingLogin {
  readonly request: AuthorizationRequest
  /** The value of the cookie of the browser that consented. */
  readonly browser: string
  readonly verifier: string
  readonly nonce: string
  readonly answered: boolean
}

/** Logins under way, by the `state` they were sent with. */
export const pendingLogins = (ctx: Context): Collection<PendingLogin> =>
  new Collection('upstream-logins', ctx.store, ctx.clock)
