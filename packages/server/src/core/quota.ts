import type { Context } from './context.ts'
import { OAuthError } from './errors.ts'

/** How many records of one kind may be alive at once, where anybody may cause them. */
export interface Quota {
  /** The kind; unique among quotas. */
  readonly name: string
  readonly limit: number
  /** How long such a record lives, in seconds. */
  readonly lifetime: number
  /** What is full, as the beginning of a sentence. */
  readonly full: string
}

/**
 * Counts one record in. Records are counted by the lifetime they were made in: those still alive were made in this one or the
 * one before, so that no more than `limit` ever are. Throws `temporarily_unavailable` when there is no room.
 */
export async function countIn({ name, limit, lifetime, full }: Quota, ctx: Context): Promise<void> {
  const period = lifetime * 1000
  const current = Math.floor(ctx.clock.now() / period)
  const key = (index: number): string => `quota:${name}:${index}`
  const earlier = countOf((await ctx.store.get(key(current - 1)))?.value)
  await ctx.store.update(key(current), (entry) => {
    const count = countOf(entry?.value)
    if (earlier + count >= limit) {
      throw new OAuthError('temporarily_unavailable', `${full}: try again in ${lifetime} seconds`, {
        reason: `the limit is ${limit}`,
      })
    }
    return { value: count + 1, expiresAt: (current + 2) * period }
  })
}

function countOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
