import type { Event } from '../core/events.ts'

/** So many events are kept. */
const KEPT = 2000

/** The latest events, in order; a bounded ring. */
export class Journal {
  #events: Event[] = []
  #forgotten = false
  readonly #listeners = new Set<(event: Event) => void>()

  hear(event: Event): void {
    this.#events.push(event)
    if (this.#events.length > 2 * KEPT) {
      this.#events = this.#events.slice(-KEPT)
      this.#forgotten = true
    }
    for (const listener of this.#listeners) listener(event)
  }

  /** The latest, the oldest first. */
  latest(): readonly Event[] {
    return this.#events.slice(-KEPT)
  }

  /** What came after the event of this id; undefined when it is not known any more. */
  after(id: string): readonly Event[] | undefined {
    const at = this.#events.findLastIndex((event) => event.id === id)
    return at < 0 ? undefined : this.#events.slice(at + 1)
  }

  /** Whether something has been let go. */
  get forgotten(): boolean {
    return this.#forgotten
  }

  /** Calls `listener` with each event to come; the returned function ends that. */
  subscribe(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
