import type { Context } from '../../core/context.ts'

/**
 * Seconds since the epoch at which an access token of this moment ends: a whole second, and never before `expires_in` is over.
 * @param until when what it follows ends, in seconds since the epoch
 */
export function accessTokenEnd(ctx: Context, until: number = Number.POSITIVE_INFINITY): number {
  return Math.min(Math.ceil(ctx.clock.now() / 1000) + ctx.config.accessTokenLifetime, until)
}

/** The `expires_in` of such a token (RFC 6749 §5.1). */
export function accessTokenLifetime(ctx: Context, until: number = Number.POSITIVE_INFINITY): number {
  return Math.min(ctx.config.accessTokenLifetime, Math.floor(until - ctx.clock.now() / 1000))
}
