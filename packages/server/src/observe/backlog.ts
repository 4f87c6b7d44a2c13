import type { Event } from '../core/events.ts'

/** So many exchanges can wait; one more is let go. */
const LONGEST = 2000

/** Every so many ms a share of what waits is understood. */
const PACE = 10

/** How many exchanges that is: some 5000 a second, which costs a busy server a tenth of its time at most. */
const SHARE = 50

/** So many exchanges between two shares come only while the event loop does not turn: each further one makes room for itself. */
const UNTURNED = 1000

/**
 * Events on their way to be understood. Understanding one exchange takes a good part of the time of serving it, so it waits, and is done
 * at a pace that a busy server can afford. Only of one that gets more requests than that, for longer than the backlog, exchanges are let go.
 */
export class Backlog {
  readonly #understand: (event: Event) => void
  #events: Event[] = []
  #next = 0
  #exchanges = 0
  #sinceShare = 0
  #scheduled = false

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
    this.#sinceShare += 1
    // Whoever waits for nothing but promises never lets the loop turn.
    if (this.#sinceShare > UNTURNED) this.#one()
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
    setTimeout(() => {
      this.#scheduled = false
      this.#sinceShare = 0
      for (let count = 0; count < SHARE && this.#exchanges > 0; count += 1) this.#one()
      if (this.#exchanges > 0) this.#schedule()
    }, PACE).unref()
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
