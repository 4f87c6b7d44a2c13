import type { Context } from '../../core/context.ts'

/** Seconds since the epoch at which an access token of this moment ends: a whole second, and never before `expires_in` is over. */
export function accessTokenEnd(ctx: Context): number {
  return Math.ceil(ctx.clock.now() / 1000) + ctx.config.accessTokenLifetime
}
