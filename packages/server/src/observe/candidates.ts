import type { Exchange } from '../core/exchange.ts'
import type { Attempt, Bond } from './attempt.ts'
import type { Traits } from './traits.ts'

/** For how long after its last exchange an attempt is thought of when a request comes over a new connection, in ms by the clock. */
const WINDOW = 120_000

/** Whose a request is, that presents nothing we gave. */
export interface Candidate {
  readonly attempt: Attempt
  readonly bond: Bond
  /** The others that it could be of as well. */
  readonly rivals: readonly Attempt[]
  /** Whether it may as well be the first request of a client that was not seen before. */
  readonly maybeNew: boolean
}

/**
 * The attempt that a request continues, by connection and by what is due; undefined: it begins one.
 * @param here the attempts that used its connection, the latest first
 * @param loggingIn the attempts that are on the way to a token, the latest last
 */
export function candidate(
  exchange: Exchange,
  traits: Traits,
  here: readonly Attempt[],
  loggingIn: ReadonlySet<Attempt>,
): Candidate | undefined {
  const due = sameAgentFirst(
    here.filter((attempt) => isDue(attempt, traits) || continuesCount(attempt, traits)),
    traits,
  )
  const [latest, ...others] = due
  if (latest !== undefined) {
    // One browser serves many clients: its connection does not say for which of those that wait it is at work.
    const elsewhere = traits.browser
      ? waiting(exchange, traits, loggingIn).filter((attempt) => !due.includes(attempt))
      : []
    return {
      attempt: latest,
      bond: 'connection',
      rivals: [...others, ...elsewhere],
      maybeNew: mayBegin(latest, traits),
    }
  }
  // A client that begins is not one that goes on over a new connection; but a stream is never the first thing asked for.
  if (traits.bare && !traits.listens) return undefined
  const [first, ...rest] = waiting(exchange, traits, loggingIn)
  if (first === undefined) return undefined
  return { attempt: first, bond: 'expected', rivals: rest, maybeNew: mayBegin(first, traits) }
}

/**
 * One process can send under several names, by several libraries, so that over one connection a name rules nobody out. Where several attempts
 * are due, those with the name are the ones.
 */
function sameAgentFirst(due: readonly Attempt[], traits: Traits): readonly Attempt[] {
  const same = due.filter((attempt) => isOf(attempt, traits))
  return traits.browser || same.length === 0 ? due : same
}

function isOf(attempt: Attempt, { agent }: Traits): boolean {
  return attempt.hasAgent(agent) || attempt.browserOnly
}

/** The attempts that wait for a request like this, the latest first. */
function waiting(exchange: Exchange, traits: Traits, loggingIn: ReadonlySet<Attempt>): readonly Attempt[] {
  const found: Attempt[] = []
  for (const attempt of [...loggingIn].reverse()) {
    if (exchange.at - attempt.lastAt > WINDOW) break
    if (isDue(attempt, traits) && (traits.browser || isOf(attempt, traits))) found.push(attempt)
  }
  // One whose connections are all gone has most likely been given up.
  const connected = found.length < 2 ? [] : found.filter((attempt) => attempt.isConnected)
  return connected.length > 0 ? connected : found
}

/** Whether an attempt is at a point where its client, or the browser of its user, could send this. */
function isDue(attempt: Attempt, traits: Traits): boolean {
  if (!attempt.loggingIn) return false
  if (traits.browser) return !others(attempt, traits)
  return traits.bare
    ? attempt.entries.every((entry) => entry.traits.login || entry.traits.path === traits.path)
    : traits.login && !others(attempt, traits)
}

/** Whether a request can be the beginning of another client: one without a token, that does not count on. A stream begins nothing. */
function mayBegin(attempt: Attempt, { bare, listens, rpcId }: Traits): boolean {
  return bare && !listens && (rpcId === undefined || rpcId <= attempt.rpcId)
}

/** Whether a request names a client that is not the attempt's. */
function others({ clientIds }: Attempt, { clientId }: Traits): boolean {
  return clientId !== undefined && clientIds.size > 0 && !clientIds.has(clientId)
}

/** A request without a token that counts on where an attempt's requests have come to is of the same client: another one would begin to count. */
function continuesCount(attempt: Attempt, { bare, rpcId, agent }: Traits): boolean {
  return bare && rpcId !== undefined && attempt.rpcId > 0 && rpcId > attempt.rpcId && attempt.hasAgent(agent)
}
