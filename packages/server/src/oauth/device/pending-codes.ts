import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'

const MINUTE = 60_000
const ID = 'all'

/** How many device codes wait for a decision, by the minute in which they end: what has ended need not be counted out. */
interface PendingCodes {
  readonly endingIn: Readonly<Record<string, number>>
}

const pendingCodes = (ctx: Context): Collection<PendingCodes> =>
  new Collection('pending-device-codes', ctx.store, ctx.clock)

/** Counts one in, or refuses: anybody can ask for device codes, and they must not fill the store. */
export async function countIn(endsAt: number, ctx: Context): Promise<void> {
  const limit = ctx.config.pendingDeviceCodeLimit
  const now = ctx.clock.now()
  await pendingCodes(ctx).add(ID, { endingIn: {} })
  await pendingCodes(ctx).update(ID, ({ endingIn }) => {
    const live = Object.entries(endingIn).filter(([minute]) => Number(minute) * MINUTE > now)
    if (live.reduce((sum, [, count]) => sum + count, 0) >= limit) {
      throw new OAuthError('temporarily_unavailable', 'too many device codes wait for a decision: try again later', {
        reason: `pendingDeviceCodeLimit is ${limit}`,
        reference: { document: 'rfc8628', section: '3.2' },
      })
    }
    return { endingIn: changed(Object.fromEntries(live), endsAt, 1) }
  })
}

/** Counts one out that was decided before its end. */
export async function countOut(endsAt: number, ctx: Context): Promise<void> {
  await pendingCodes(ctx).update(ID, ({ endingIn }) => ({ endingIn: changed(endingIn, endsAt, -1) }))
}

function changed(endingIn: PendingCodes['endingIn'], endsAt: number, by: number): PendingCodes['endingIn'] {
  const minute = String(Math.ceil(endsAt / MINUTE))
  return { ...endingIn, [minute]: (endingIn[minute] ?? 0) + by }
}
