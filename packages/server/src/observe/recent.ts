/**
 * What was made of the latest so many keys. A weak map would keep all of it for as long as the keys live, and cost each collection of
 * garbage a look at every one.
 */
export class Recent<K, V extends object> {
  readonly #made = new Map<K, V>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** What was made of a key, made now if it is not known any more. */
  of(key: K, make: () => V): V {
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const made = make()
    this.#made.set(key, made)
    if (this.#made.size > this.#limit) {
      const oldest = this.#made.keys().next()
      if (oldest.done !== true) this.#made.delete(oldest.value)
    }
    return made
  }
}
