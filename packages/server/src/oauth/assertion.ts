import { epochSeconds } from '../core/clock.ts'
import type { Context } from '../core/context.ts'
import { type Jwt, timeProblem } from '../core/jwt.ts'
import { useUp } from '../core/single-use.ts'

/** For how many seconds ahead an assertion may be good: RFC 7523 §3 lets us refuse one that is good for unreasonably long. */
const LONGEST_LIFETIME = 3600

/** Seconds by which the clock of whoever made it may differ. */
export const SKEW = 30

/** Why an assertion that works once is not good at this time (RFC 7523 §3, 4. to 6.); undefined when it is. */
export function assertionTimeProblem(claims: Jwt['claims'], ctx: Context): string | undefined {
  const now = epochSeconds(ctx.clock)
  const problem = timeProblem(claims, now, SKEW)
  if (problem !== undefined) return problem
  const left = Number(claims['exp']) - now
  return left > LONGEST_LIFETIME + SKEW
    ? `exp must be at most ${LONGEST_LIFETIME} seconds ahead, not ${left}`
    : undefined
}

/**
 * Uses up the `jti` of an assertion in which {@link assertionTimeProblem} found nothing, for as long as it would be good;
 * resolves to whether it was unused (RFC 7523 §3, 7.). Two makers may choose the same. Throws `temporarily_unavailable`.
 */
export async function useUpAssertion(
  kind: 'client' | 'grant',
  maker: string,
  { jti, exp }: { readonly jti: string; readonly exp: number },
  ctx: Context,
): Promise<boolean> {
  const { assertionLimit: limit } = ctx.config
  const used = { kind: 'used assertions', collection: 'used-assertions', limit, lifetime: LONGEST_LIFETIME + 2 * SKEW }
  return useUp(used, [kind, maker, jti], exp + SKEW - epochSeconds(ctx.clock), ctx)
}
