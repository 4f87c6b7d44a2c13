import type { Event } from '../core/events.ts'
import type { Exchange } from '../core/exchange.ts'
import type { Flow, Observed } from './flow.ts'
import type { Traits } from './traits.ts'

/**
 * Exchanges that hang together by what was given and presented. A strand that a browser began belongs to a flow by inference
 * only, until a client shows up with what came of it.
 */
export interface Strand {
  attempt: Attempt
  /** How it belongs to its attempt. */
  bond: Bond
}

/** `own`: it is the attempt; `given`: by a value; `connection`: it came over the same one; `expected`: nobody else was due; `none`: nothing says so. */
export type Bond = 'own' | 'given' | 'connection' | 'expected' | 'none'

/** One observed exchange, still changing: its stream may end, and it may turn out to be of another flow. */
export interface Entry {
  exchange: Exchange
  readonly events: Event[]
  readonly traits: Traits
  readonly certain: boolean
  strand: Strand
  /** Keeps the order of two that came at one time. */
  readonly order: number
}

/** What is known of a flow from outside. */
export interface Circumstances {
  readonly ended: boolean
  /** How many exchanges were let go before they could be told whose they are. */
  readonly lost: number
  /** Whether one of the attempts that it shares a connection with is doubtful. */
  readonly besideDoubt: boolean
}

/** So many of the values that an attempt was given are remembered; then the older half is forgotten. */
const KEYS = 10_000

/** A flow while it grows. */
export class Attempt {
  readonly id: string
  /** In the order in which the requests came. */
  entries: Entry[] = []
  dropped = 0
  /** Requests that went to another attempt, and could have been of this one. */
  readonly rivalOf: Entry[] = []
  /** The connections it came over. */
  readonly connections = new Set<string>()
  /** The values it was given. */
  readonly keys: string[] = []
  endedAt: number | undefined
  #standing: Standing = { loggingIn: false, clientIds: new Set(), rpcId: -1 }
  #view: Flow | undefined

  constructor(id: string) {
    this.id = id
  }

  get lastAt(): number {
    return this.entries.at(-1)?.exchange.answeredAt ?? 0
  }

  /** Whether its client is on the way to a token: it was refused or began to ask, and has none since. */
  get loggingIn(): boolean {
    return this.#standing.loggingIn
  }

  /** The clients it has named so far. */
  get clientIds(): ReadonlySet<string> {
    return this.#standing.clientIds
  }

  /** The greatest number of its JSON-RPC requests. */
  get rpcId(): number {
    return this.#standing.rpcId
  }

  /** Whether its client can still be there: one of its connections is open, or nothing is known of them. */
  get isConnected(): boolean {
    return this.entries.some(({ traits, exchange: { via } }) => !traits.browser && (via.isOpen?.() ?? true))
  }

  /** Whether something of it may be of another attempt. */
  get isDoubtful(): boolean {
    return this.entries.some((entry) => !isCertain(entry))
  }

  /** Whether a program sent something of it with this `User-Agent`. */
  hasAgent(agent: string): boolean {
    return this.entries.slice(0, 20).some(({ traits }) => !traits.browser && traits.agent === agent)
  }

  /** Whether it has nothing yet but what a browser sent. */
  get browserOnly(): boolean {
    return this.entries.every(({ traits }) => traits.browser)
  }

  /** Adds an entry; the answer is the one that had to make room. */
  add(entry: Entry, keep: { readonly first: number; readonly all: number }): Entry | undefined {
    const last = this.entries.at(-1)
    this.entries.push(entry)
    this.changed()
    if (last === undefined || earlier(entry, last) > 0) stand(this.#standing, entry)
    else this.#sort()
    if (this.entries.length <= keep.all) return undefined
    this.dropped += 1
    return this.entries.splice(keep.first, 1)[0]
  }

  /** Remembers values that it was given; the answer are those that it forgot for them. */
  remember(values: readonly string[]): readonly string[] {
    this.keys.push(...values)
    return this.keys.length > KEYS ? this.keys.splice(0, KEYS / 2) : []
  }

  /** Takes over entries of another attempt. */
  take(entries: readonly Entry[]): void {
    this.entries.push(...entries)
    this.#sort()
  }

  /** Gives the entries of a strand away. */
  give(strand: Strand): readonly Entry[] {
    const given = this.entries.filter((entry) => entry.strand === strand)
    this.entries = this.entries.filter((entry) => entry.strand !== strand)
    this.#sort()
    return given
  }

  /** Forgets how it looked to others. */
  changed(): void {
    this.#view = undefined
  }

  #sort(): void {
    this.entries.sort(earlier)
    this.#standing = { loggingIn: false, clientIds: new Set(), rpcId: -1 }
    for (const entry of this.entries) stand(this.#standing, entry)
    this.changed()
  }

  /** As others see it: the same object for as long as nothing changes. */
  view({ ended, lost, besideDoubt }: Circumstances): Flow {
    const dropped = this.dropped + lost
    const contested = besideDoubt || this.rivalOf.some((entry) => !isCertain(entry))
    const known = this.#view
    if (known?.ended === ended && known.dropped === dropped && known.contested === contested) return known
    this.#view = {
      id: this.id,
      startedAt: this.entries[0]?.exchange.at ?? 0,
      lastAt: this.lastAt,
      exchanges: this.entries.map((entry): Observed => {
        return { exchange: entry.exchange, events: entry.events, certain: isCertain(entry) }
      }),
      dropped,
      contested,
      ended,
    }
    return this.#view
  }
}

/** Whether an entry is of its attempt without doubt. */
function isCertain({ certain, strand: { bond } }: Entry): boolean {
  return certain || bond === 'own' || bond === 'given'
}

/** Where an attempt has come to. */
interface Standing {
  loggingIn: boolean
  readonly clientIds: Set<string>
  rpcId: number
}

function stand(standing: Standing, { traits: { opens, closes, clientId, rpcId } }: Entry): void {
  if (opens || closes) standing.loggingIn = opens
  if (clientId !== undefined) standing.clientIds.add(clientId)
  if (rpcId !== undefined && rpcId > standing.rpcId) standing.rpcId = rpcId
}

function earlier(a: Entry, b: Entry): number {
  return a.exchange.at - b.exchange.at || a.order - b.order
}
