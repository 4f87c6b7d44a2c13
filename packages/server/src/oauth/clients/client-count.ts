import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'

const KEY = 'registered-client-count'

/** Counts a client in, or refuses: registration is open to all and must not fill the store. Throws `temporarily_unavailable`. */
export async function countIn(ctx: Context): Promise<void> {
  const limit = ctx.config.registeredClientLimit
  await change(ctx, (count) => {
    if (count >= limit) {
      throw new OAuthError('temporarily_unavailable', 'no more clients can be registered here', {
        reason: `registeredClientLimit is ${limit}`,
      })
    }
    return count + 1
  })
}

/** Makes room for another client. */
export async function countOut(ctx: Context): Promise<void> {
  await change(ctx, (count) => Math.max(0, count - 1))
}

async function change(ctx: Context, next: (count: number) => number): Promise<void> {
  await ctx.store.update(KEY, (current) => ({
    value: next(typeof current?.value === 'number' ? current.value : 0),
    expiresAt: undefined,
  }))
}
