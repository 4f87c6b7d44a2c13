import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import type { OutboundError, OutboundFailure } from '../../core/outbound.ts'
import { tryPlace } from '../../core/quota.ts'

/**
 * For how many seconds a URL that gave no answer is not asked again: as long as one such attempt may take by default, so that
 * repeating a request is no way to keep us busy, and whoever starts their web server a moment too late does not wait long.
 */
const SECONDS = 5

/** Why a URL gave no answer: what the wire may know of, and what only the operator may. */
export interface FailedFetch {
  readonly failure: OutboundFailure
  readonly reason: string
}

const failedFetches = (ctx: Context): Collection<FailedFetch> => new Collection('failed-fetches', ctx.store, ctx.clock)

/** How fetching this URL failed a moment ago; undefined when it did not. */
export function recentFailure(url: string, ctx: Context): Promise<FailedFetch | undefined> {
  return failedFetches(ctx).get(url)
}

/** Remembers for a moment that no answer came, if there is room to. What was answered, a document too large included, is not kept (CIMD-00 §4.4). */
export async function rememberFailure(url: string, error: OutboundError, ctx: Context): Promise<FailedFetch> {
  const failed = { failure: error.failure, reason: `${error.failure}: ${error.message}` }
  const places = { kind: 'failed fetches', limit: ctx.config.pendingLimit, lifetime: SECONDS }
  if (error.failure === 'too-large') return failed
  if ((await tryPlace(places, ctx)) === undefined) await failedFetches(ctx).put(url, failed, SECONDS)
  return failed
}
