import { Collection } from './collection.ts'
import type { Context } from './context.ts'
import { equalSecrets } from './secret.ts'

/** Who checks a DPoP proof. The two share no nonce: "nonces will be only accepted by the server that issued them" (RFC 9449 §9). */
export type ProofServer = 'authorization-server' | 'resource'

/** For how long one nonce is given out, in seconds. It is good for as long again. */
const PERIOD = 60

interface Nonce {
  readonly value: string
}

const nonces = (ctx: Context): Collection<Nonce> => new Collection('dpop-nonces', ctx.store, ctx.clock)

/** Whether this server's proofs need a nonce (RFC 9449 §8, §9). */
export function noncesOn(server: ProofServer, ctx: Context): boolean {
  const { dpopNonces } = ctx.config
  return dpopNonces === 'both' || dpopNonces === server
}

/** `DPoP-Nonce` with the nonce for the next proof (RFC 9449 §8.2); nothing where proofs need none. */
export async function nonceHeader(server: ProofServer, ctx: Context): Promise<Readonly<Record<string, string>>> {
  return noncesOn(server, ctx) ? { 'dpop-nonce': await currentNonce(server, ctx) } : {}
}

/** Whether the nonce is one this server gave out lately: it keeps "a window of recent nonces" (RFC 9449 §8). */
export async function isRecentNonce(nonce: string, server: ProofServer, ctx: Context): Promise<boolean> {
  const period = currentPeriod(ctx)
  const recent = await Promise.all([period, period - 1].map((index) => nonces(ctx).get(idOf(server, index))))
  return recent.some((known) => known !== undefined && equalSecrets(known.value, nonce))
}

/** The first to ask in a period draws its nonce; all who ask at that moment get the same. */
async function currentNonce(server: ProofServer, ctx: Context): Promise<string> {
  const period = currentPeriod(ctx)
  const known = await nonces(ctx).get(idOf(server, period))
  if (known !== undefined) return known.value
  const drawn = ctx.ids.secret()
  const nonce = await nonces(ctx).claim(idOf(server, period), { value: drawn }, 2 * PERIOD)
  return nonce.value
}

function currentPeriod(ctx: Context): number {
  return Math.floor(ctx.clock.now() / 1000 / PERIOD)
}

function idOf(server: ProofServer, period: number): string {
  return `${server}:${period}`
}
