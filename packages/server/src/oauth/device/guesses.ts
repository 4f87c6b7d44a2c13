import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'

const MINUTE = 60_000

/** Wrong codes in a minute, from whomever: a browser that guesses can always pretend to be another one. */
const LIMIT = 10

const wrongGuesses = (ctx: Context): Collection<{ readonly count: number }> =>
  new Collection('wrong-user-codes', ctx.store, ctx.clock)

/**
 * Stands between the look-up of a user code and its answer, so that guesses made at the same moment count as well. Throws
 * `temporarily_unavailable` (429) when this minute has had too many wrong codes, be this one right or not (RFC 8628 §5.1).
 */
export async function limitGuesses(right: boolean, ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  const minute = String(Math.floor(now / MINUTE))
  await wrongGuesses(ctx).add(minute, { count: 0 }, 60)
  await wrongGuesses(ctx).update(minute, (guesses) => {
    if (guesses.count >= LIMIT) throw tooMany(60 - Math.floor((now % MINUTE) / 1000))
    return right ? guesses : { count: guesses.count + 1 }
  })
}

function tooMany(seconds: number): OAuthError {
  return new OAuthError(
    'temporarily_unavailable',
    'too many wrong codes were typed here: wait a minute, then try again',
    {
      status: 429,
      headers: { 'retry-after': String(seconds) },
      reference: { document: 'rfc8628', section: '5.1' },
    },
  )
}
