import type { Event } from '../core/events.ts'

/** So many exchanges can wait; one more is let go. */
const LONGEST = 2000

/** So many turns without an exchange are a pause. */
const PAUSE = 20

/** So many exchanges may come in one turn of the event loop before each further one makes room for itself. */
const PER_TURN = 64

/**
 * Events on their way to be understood. Understanding one exchange takes a good part of the time of serving it, so it waits for a pause:
 * some turns of the event loop in which no other one came. A loop that has nothing to do makes them in a fraction of a millisecond. Only of a server that is busy without a
 * pause, for longer than the backlog, exchanges are let go.
 */
export class Backlog {
  readonly #understand: (event: Event) => void
  #events: Event[] = []
  #next = 0
  #exchanges = 0
  #thisTurn = 0
  #scheduled = false
  #idle = 0

  constructor(understand: (event: Event) => void) {
    this.#understand = understand
  }

  /** Whether there is no room for another exchange. */
  get full(): boolean {
    return this.#exchanges >= LONGEST
  }

  add(event: Event): void {
    this.#events.push(event)
    if (event.type !== 'http.exchanged') return
    this.#exchanges += 1
    this.#thisTurn += 1
    // Whoever waits for nothing but promises never lets the loop turn.
    if (this.#thisTurn > PER_TURN) this.#one()
    else if (!this.#scheduled) this.#schedule()
  }

  /** Understands all that waits. */
  drain(): void {
    while (this.#next < this.#events.length) this.#one()
  }

  clear(): void {
    this.#events = []
    this.#next = 0
    this.#exchanges = 0
  }

  #schedule(): void {
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#idle = this.#thisTurn === 0 ? this.#idle + 1 : 0
      this.#thisTurn = 0
      if (this.#idle >= PAUSE) this.#one()
      if (this.#exchanges > 0) this.#schedule()
    }).unref()
  }

  /** Understands one exchange, and what was said before it. */
  #one(): void {
    while (this.#next < this.#events.length) {
      const event = this.#events[this.#next]
      this.#next += 1
      if (event !== undefined) this.#understand(event)
      if (event?.type === 'http.exchanged') {
        this.#exchanges -= 1
        break
      }
    }
    if (this.#next === this.#events.length || this.#next > LONGEST) {
      this.#events = this.#events.slice(this.#next)
      this.#next = 0
    }
  }
}
