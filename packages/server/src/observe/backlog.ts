import type { Event } from '../core/events.ts'
import { charactersOf } from './kept.ts'

/** So many exchanges, and characters of their bodies, can wait; what comes then is let go. */
const LONGEST = 2000
const CHARACTERS = 16 * 1024 * 1024

/** For so long nothing must come to make a pause, in ms. */
const PAUSE = 1

/** So many exchanges may come in the time of a pause before each further one makes room for itself. */
const PER_PAUSE = 64

/**
 * Events on their way to be understood. Understanding one exchange takes a good part of the time of serving it, so it waits for a pause:
 * a millisecond in which no other one came, longer than a client takes that answers at once. Then one after the other is understood, until
 * the next request comes. Only of a server that is busy without a pause, for longer than the backlog, exchanges are let go.
 */
export class Backlog {
  readonly #understand: (event: Event) => void
  #events: Event[] = []
  #next = 0
  #exchanges = 0
  #characters = 0
  #came = 0
  #waits = false

  constructor(understand: (event: Event) => void) {
    this.#understand = understand
  }

  /** Whether there is no room for another exchange. */
  get full(): boolean {
    return this.#exchanges >= LONGEST || this.#characters >= CHARACTERS
  }

  add(event: Event): void {
    this.#events.push(event)
    if (!this.#waits) this.#await()
    if (event.type !== 'http.exchanged') return
    this.#exchanges += 1
    this.#characters += charactersOf(event.http)
    this.#came += 1
    // Whoever waits for nothing but promises never lets the loop turn.
    if (this.#came > PER_PAUSE) this.#one()
  }

  /** Understands all that waits. */
  drain(): void {
    while (this.#next < this.#events.length) this.#one()
  }

  clear(): void {
    this.#events = []
    this.#next = 0
    this.#exchanges = 0
    this.#characters = 0
  }

  /** Waits for a pause, and uses it. */
  #await(): void {
    this.#waits = true
    setTimeout(() => {
      const pause = this.#came === 0
      this.#came = 0
      if (pause) this.#use()
      else this.#await()
    }, PAUSE).unref()
  }

  /** Understands one exchange in each turn of the event loop for as long as none comes. */
  #use(): void {
    if (this.#came > 0) this.#await()
    else if (this.#next === this.#events.length) this.#waits = false
    else {
      this.#one()
      setImmediate(() => this.#use()).unref()
    }
  }

  /** Understands one exchange, and what was said before it. */
  #one(): void {
    while (this.#next < this.#events.length) {
      const event = this.#events[this.#next]
      this.#next += 1
      if (event === undefined) continue
      this.#understand(event)
      if (event.type !== 'http.exchanged') continue
      this.#exchanges -= 1
      this.#characters -= charactersOf(event.http)
      break
    }
    if (this.#next === this.#events.length || this.#next > LONGEST) {
      this.#events = this.#events.slice(this.#next)
      this.#next = 0
    }
  }
}
