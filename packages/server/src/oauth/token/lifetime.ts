import type { Context } from '../../core/context.ts'

/** Seconds since the epoch at which an access token of this moment ends: a whole second, and never before `expires_in` is over. */
export function accessTokenEnd(ctx: Context): number {
  return Math.ceil(ctx.clock.now() / 1000) + ctx.config.accessTokenLifetime
}

/** Seconds since the epoch at which the last of all JWTs ends that are signed in this moment. */
export function lastSignedEnd(ctx: Context): number {
  const { accessTokenLifetime, idTokenLifetime, idJagLifetime } = ctx.config
  return Math.ceil(ctx.clock.now() / 1000) + Math.max(accessTokenLifetime, idTokenLifetime, idJagLifetime)
}
