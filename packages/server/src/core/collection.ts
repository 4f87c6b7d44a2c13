import type { Clock } from './clock.ts'
import type { Store } from './store.ts'

/** A typed, expiring view on one kind of record in the store. */
export class Collection<T extends object> {
  readonly #name: string
  readonly #store: Store
  readonly #clock: Clock

  /** @param name the key prefix; unique among collections */
  constructor(name: string, store: Store, clock: Clock) {
    this.#name = name
    this.#store = store
    this.#clock = clock
  }

  /** The live record, or undefined when there is none or its time has passed. */
  async get(id: string): Promise<T | undefined> {
    const entry = await this.#store.get(this.#key(id))
    return entry === undefined || this.#expired(entry.expiresAt) ? undefined : (entry.value as T)
  }

  /** Stores a record, for `lifetime` seconds or for good. */
  async put(id: string, value: T, lifetime?: number): Promise<void> {
    const expiresAt = lifetime === undefined ? undefined : this.#clock.now() + lifetime * 1000
    await this.#store.put(this.#key(id), { value, expiresAt })
  }

  /** Atomically stores a record unless a live one of this id is there; resolves to whether it did. */
  async add(id: string, value: T, lifetime?: number): Promise<boolean> {
    const expiresAt = lifetime === undefined ? undefined : this.#clock.now() + lifetime * 1000
    let added = false
    await this.#store.update(this.#key(id), (current) => {
      added = current === undefined || this.#expired(current.expiresAt)
      return added ? { value, expiresAt } : current
    })
    return added
  }

  /**
   * Atomically changes a live record and resolves to what it became; undefined when there is none.
   * `change` may throw to leave the record as it is, and must be free of side effects: it can run more than once.
   */
  async update(id: string, change: (current: T) => T): Promise<T | undefined> {
    let found = false
    const entry = await this.#store.update(this.#key(id), (current) => {
      found = current !== undefined && !this.#expired(current.expiresAt)
      return found && current !== undefined ? { ...current, value: change(current.value as T) } : current
    })
    return found ? (entry?.value as T) : undefined
  }

  /** Atomically stores a record unless there is a live one, and resolves to the one that then is there. */
  async claim(id: string, value: T, lifetime: number): Promise<T> {
    const claimed = { value, expiresAt: this.#clock.now() + lifetime * 1000 }
    const entry = await this.#store.update(this.#key(id), (current) =>
      current === undefined || this.#expired(current.expiresAt) ? claimed : current,
    )
    return (entry ?? claimed).value as T
  }

  /** Forgets the record. */
  async delete(id: string): Promise<void> {
    await this.#store.delete(this.#key(id))
  }

  /** Forgets the record and resolves to what it was; undefined when there is none. Of several who take it at once, one gets it. */
  async take(id: string): Promise<T | undefined> {
    let taken: T | undefined
    await this.#store.update(this.#key(id), (current) => {
      taken = current === undefined || this.#expired(current.expiresAt) ? undefined : (current.value as T)
      return undefined
    })
    return taken
  }

  /** Every live record with its id, and when it ends in ms by the clock, in no particular order. */
  async *list(): AsyncIterable<readonly [id: string, value: T, expiresAt: number | undefined]> {
    const prefix = this.#key('')
    for await (const [key, entry] of this.#store.list(prefix)) {
      if (!this.#expired(entry.expiresAt)) yield [key.slice(prefix.length), entry.value as T, entry.expiresAt]
    }
  }

  #key(id: string): string {
    return `${this.#name}:${id}`
  }

  #expired(expiresAt: number | undefined): boolean {
    return expiresAt !== undefined && expiresAt <= this.#clock.now()
  }
}
