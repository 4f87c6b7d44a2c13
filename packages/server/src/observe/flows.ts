import type { Clock } from '../core/clock.ts'
import type { Event } from '../core/events.ts'
import type { Body, Exchange } from '../core/exchange.ts'
import { Attempt, type Entry, type Strand } from './attempt.ts'
import { Backlog } from './backlog.ts'
import { type Candidate, candidate } from './candidates.ts'
import { Connections } from './connections.ts'
import type { Flow } from './flow.ts'
import { charactersOf } from './kept.ts'
import { given, presented } from './keys.ts'
import { type Traits, traitsOf } from './traits.ts'

/** What is kept, at most. */
export interface Limits {
  readonly flows: number
  /** Exchanges of one flow: the first ones, and with the latest ones so many in all. */
  readonly first: number
  readonly all: number
  /** Characters of all bodies together. */
  readonly characters: number
}

const LIMITS: Limits = { flows: 1000, first: 200, all: 1000, characters: 32 * 1024 * 1024 }

/** How long nothing must come for a client to have stopped, in ms by the clock. */
const IDLE = 300_000

/** Events of exchanges that have not been answered yet are kept of so many of them. */
const PENDING = 10_000

/** What was observed, as flows. Told of every event; holds what it is bounded to, and lets go of the flows that rest longest. */
export class Flows {
  readonly #clock: Clock
  readonly #limits: Limits
  /** The one that something happened in latest is last. */
  readonly #attempts = new Map<string, Attempt>()
  /** Those whose clients are on the way to a token, in the same order: only they are due for more. */
  readonly #loggingIn = new Set<Attempt>()
  /** Ids of flows that turned out to be part of another. */
  readonly #aliases = new Map<string, string>()
  readonly #strands = new Map<string, Strand>()
  readonly #connections = new Connections()
  readonly #entries = new Map<string, Entry>()
  readonly #pending = new Map<string, Event[]>()
  readonly #listeners = new Set<(id: string) => void>()
  readonly #backlog = new Backlog((event) => this.#understand(event))
  #lost: { readonly from: number; readonly until: number; readonly count: number } | undefined
  #characters = 0
  #order = 0

  constructor(clock: Clock, limits: Partial<Limits> = {}) {
    this.#clock = clock
    this.#limits = { ...LIMITS, ...limits }
  }

  /** Every flow, the latest first. */
  all(): readonly Flow[] {
    this.#backlog.drain()
    return [...this.#attempts.values()].reverse().map((attempt) => this.#view(attempt))
  }

  /** The flow of this id, or the one that it turned out to be part of. */
  get(id: string): Flow | undefined {
    this.#backlog.drain()
    const attempt = this.#attempts.get(this.#aliases.get(id) ?? id)
    return attempt === undefined ? undefined : this.#view(attempt)
  }

  /** Says that the client of a flow has stopped. What comes of it later opens it again. */
  end(id: string): Flow | undefined {
    this.#backlog.drain()
    const attempt = this.#attempts.get(this.#aliases.get(id) ?? id)
    if (attempt === undefined) return undefined
    attempt.endedAt = attempt.lastAt
    return this.#view(attempt)
  }

  /** Forgets everything. */
  clear(): void {
    for (const map of [this.#attempts, this.#aliases, this.#strands, this.#connections, this.#entries]) map.clear()
    for (const other of [this.#loggingIn, this.#pending, this.#backlog]) other.clear()
    this.#lost = undefined
    this.#characters = 0
  }

  /** Calls `listener` with the id of each flow that changes; the returned function ends that. */
  subscribe(listener: (id: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Whether the next exchange can be taken in. False: the server is so busy that to understand it as well would slow it down;
   * then the exchange counts as let go.
   */
  takes(): boolean {
    if (!this.#backlog.full) return true
    const now = this.#clock.now()
    this.#lost = { from: this.#lost?.from ?? now, until: now, count: (this.#lost?.count ?? 0) + 1 }
    return false
  }

  /** Takes an event in. It is understood by the time somebody asks. */
  hear(event: Event): void {
    if (event.exchange !== undefined) this.#backlog.add(event)
  }

  #understand(event: Event): void {
    if (event.exchange === undefined) return
    const entry = this.#entries.get(event.exchange)
    if (event.type === 'http.exchanged') this.#observe(event.http)
    else if (entry === undefined) this.#wait(event.exchange, event)
    else if (event.type === 'http.streamed') this.#streamed(entry, event.body)
    else {
      entry.events.push(event)
      this.#changed(entry.strand.attempt)
    }
  }

  #wait(exchange: string, event: Event): void {
    const waiting = this.#pending.get(exchange)
    if (waiting !== undefined) waiting.push(event)
    else this.#pending.set(exchange, [event])
    if (this.#pending.size > PENDING)
      for (const oldest of this.#pending.keys()) return void this.#pending.delete(oldest)
  }

  #observe(exchange: Exchange): void {
    const traits = traitsOf(exchange)
    const events = this.#pending.get(exchange.id) ?? []
    this.#pending.delete(exchange.id)
    const { connection } = exchange.via
    const here = this.#connections.users(connection)
    const known = this.#known(exchange)
    const likely = candidate(exchange, traits, here, this.#loggingIn)
    // Over a connection that others use as well nothing can be made sure.
    const sure = here.length === 1 ? likely : undefined
    const strand =
      known === undefined ? this.#attach(exchange, traits.browser, likely) : this.#confirm(known, traits, sure)
    this.#order += 1
    const rivals = known === undefined ? (likely?.rivals ?? []) : []
    const likelyNew = known === undefined && likely?.maybeNew
    const entry: Entry = {
      exchange,
      events,
      traits,
      certain: rivals.length === 0 && likelyNew !== true,
      strand,
      order: this.#order,
    }
    for (const rival of rivals) rival.rivalOf.push(entry)
    const { attempt } = strand
    attempt.endedAt = undefined
    this.#entries.set(exchange.id, entry)
    const dropped = attempt.add(entry, this.#limits)
    if (dropped !== undefined) this.#forget(dropped.exchange)
    this.#characters += charactersOf(exchange)
    this.#remember(given(exchange), strand)
    if (connection !== undefined) this.#connections.use(connection, attempt)
    this.#changed(attempt)
    this.#evict()
  }

  #streamed(entry: Entry, body: Body): void {
    const { status, headers, streams } = entry.exchange.response
    this.#characters -= charactersOf(entry.exchange)
    entry.exchange = { ...entry.exchange, response: { status, headers, streams, body } }
    this.#characters += charactersOf(entry.exchange)
    this.#remember(given(entry.exchange), entry.strand)
    this.#changed(entry.strand.attempt)
  }

  /** The strand that a request belongs to by what it presents; strands that it brings together become one attempt. */
  #known(exchange: Exchange): Strand | undefined {
    let known: Strand | undefined
    for (const value of presented(exchange)) {
      const strand = this.#strands.get(value)
      if (strand === undefined || strand === known) continue
      if (known !== undefined && known.attempt !== strand.attempt) this.#merge(known.attempt, strand.attempt)
      if (known === undefined || known.bond !== 'own') known = strand
    }
    return known
  }

  /** A strand that belongs to an attempt by inference belongs to the one whose client goes on with it. */
  #confirm(strand: Strand, traits: Traits, likely: Candidate | undefined): Strand {
    if (strand.bond === 'own' || strand.bond === 'given' || traits.browser) return strand
    if (likely === undefined || likely.bond !== 'connection' || likely.rivals.length > 0) return strand
    // Two attempts of one process can share connections: then a connection says nothing.
    const shared = [...strand.attempt.connections].some((connection) => likely.attempt.connections.has(connection))
    if (likely.attempt !== strand.attempt && shared) return strand
    if (likely.attempt !== strand.attempt) this.#move(strand, likely.attempt)
    strand.bond = 'given'
    return strand
  }

  #attach(exchange: Exchange, browser: boolean, likely: Candidate | undefined): Strand {
    if (likely === undefined) {
      const attempt = new Attempt(exchange.id.replace('exchange', 'flow'))
      return { attempt, bond: browser ? 'none' : 'own' }
    }
    const { attempt, bond, rivals, maybeNew } = likely
    const own = attempt.entries.find(({ strand }) => strand.bond === 'own')?.strand
    return own !== undefined && bond === 'connection' && rivals.length === 0 && !maybeNew ? own : { attempt, bond }
  }

  /** Everything of the younger attempt becomes part of the older. */
  #merge(one: Attempt, other: Attempt): void {
    const [older, younger] =
      (one.entries[0]?.order ?? 0) <= (other.entries[0]?.order ?? 0) ? [one, other] : [other, one]
    for (const { strand } of younger.entries) strand.attempt = older
    older.take(younger.entries)
    older.dropped += younger.dropped
    this.#vanish(younger, older)
  }

  #move(strand: Strand, to: Attempt): void {
    const from = strand.attempt
    const moving = from.give(strand)
    strand.attempt = to
    to.take(moving)
    const left = new Set(from.entries.map(({ exchange }) => exchange.via.connection))
    for (const { exchange } of moving) {
      const { connection } = exchange.via
      if (connection === undefined) continue
      this.#connections.use(connection, to)
      if (!left.has(connection)) this.#connections.leave(from, connection)
    }
    if (from.entries.length === 0) this.#vanish(from, to)
    else this.#changed(from)
  }

  #vanish(attempt: Attempt, into: Attempt): void {
    attempt.entries = []
    for (const key of attempt.keys) {
      const strand = this.#strands.get(key)
      if (strand?.attempt === attempt) strand.attempt = into
      into.keys.push(key)
    }
    for (const connection of attempt.connections) this.#connections.use(connection, into)
    this.#connections.leave(attempt)
    this.#attempts.delete(attempt.id)
    this.#loggingIn.delete(attempt)
    for (const [alias, id] of this.#aliases) if (id === attempt.id) this.#aliases.set(alias, into.id)
    this.#aliases.set(attempt.id, into.id)
    if (this.#aliases.size > 10 * this.#limits.flows)
      for (const oldest of this.#aliases.keys()) return void this.#aliases.delete(oldest)
  }

  #remember(values: readonly string[], strand: Strand): void {
    for (const value of values) this.#strands.set(value, strand)
    for (const forgotten of strand.attempt.remember(values)) this.#strands.delete(forgotten)
  }

  #changed(attempt: Attempt): void {
    attempt.changed()
    this.#attempts.delete(attempt.id)
    this.#attempts.set(attempt.id, attempt)
    this.#loggingIn.delete(attempt)
    if (attempt.loggingIn) this.#loggingIn.add(attempt)
    for (const listener of this.#listeners) listener(attempt.id)
  }

  #evict(): void {
    for (const [id, attempt] of this.#attempts) {
      if (this.#attempts.size <= this.#limits.flows && this.#characters <= this.#limits.characters) return
      if (this.#attempts.size === 1) return
      this.#attempts.delete(id)
      this.#loggingIn.delete(attempt)
      for (const { exchange } of attempt.entries) this.#forget(exchange)
      for (const key of attempt.keys) this.#strands.delete(key)
      this.#connections.leave(attempt)
    }
  }

  #forget(exchange: Exchange): void {
    this.#entries.delete(exchange.id)
    this.#characters -= charactersOf(exchange)
  }

  #view(attempt: Attempt): Flow {
    return attempt.view({
      ended: attempt.endedAt !== undefined || this.#clock.now() - attempt.lastAt > IDLE,
      lost: this.#lostDuring(attempt),
      // Over a shared connection, what is doubtful in another one may be of this one.
      besideDoubt: this.#connections.besideDoubt(attempt),
    })
  }

  /** How many exchanges were let go that could have been of this flow. */
  #lostDuring({ entries, lastAt }: Attempt): number {
    if (this.#lost === undefined) return 0
    const { from, until, count } = this.#lost
    const startedAt = entries[0]?.exchange.at ?? 0
    return from <= lastAt + IDLE && until >= startedAt - IDLE ? count : 0
  }
}
