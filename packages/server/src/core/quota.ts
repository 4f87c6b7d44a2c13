import type { Context } from './context.ts'
import { OAuthError } from './errors.ts'

/** In how many steps the places of a quota come free again: a place is held up to one step longer than its record lives. */
const STEPS = 16

/** How many records of one kind may live at a time. */
export interface Quota {
  /** Names the count in the store, and the kind in a refusal. */
  readonly kind: string
  readonly limit: number
  /** Of each record, in seconds; the same for all of a kind. */
  readonly lifetime: number
}

/** Places taken, by the step in which they come free: what has ended need not be counted out. */
type Taken = Readonly<Record<string, number>>

/** Takes a place, or refuses: what anybody can cause must not fill the store. Throws `temporarily_unavailable`. */
export async function takePlace(quota: Quota, ctx: Context): Promise<void> {
  const wait = await tryPlace(quota, ctx)
  if (wait === undefined) return
  throw new OAuthError('temporarily_unavailable', `too many ${quota.kind} are alive here: try again later`, {
    reason: `the limit is ${quota.limit}`,
    headers: { 'retry-after': String(wait) },
  })
}

/** Takes a place if there is one; else resolves to after how many seconds some place comes free. */
export async function tryPlace({ kind, limit, lifetime }: Quota, ctx: Context): Promise<number | undefined> {
  const step = Math.ceil((lifetime * 1000) / STEPS)
  const now = ctx.clock.now()
  const freeAt = Math.ceil(now / step) + STEPS
  let wait: number | undefined
  await ctx.store.update(`quota:${kind}`, (current) => {
    const taken: Record<string, number> = {}
    let live = 0
    let first = freeAt
    for (const [end, count] of Object.entries((current?.value as Taken | undefined) ?? {})) {
      if (Number(end) * step <= now) continue
      taken[end] = count
      live += count
      first = Math.min(first, Number(end))
    }
    wait = live >= limit ? Math.ceil((first * step - now) / 1000) : undefined
    if (wait !== undefined) return current
    taken[freeAt] = (taken[freeAt] ?? 0) + 1
    return { value: taken, expiresAt: freeAt * step }
  })
  return wait
}
