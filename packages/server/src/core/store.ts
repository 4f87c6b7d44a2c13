/** A stored value, and the instant by the injected clock (ms) after which it no longer exists. */
export interface Stored {
  readonly value: unknown
  readonly expiresAt: number | undefined
}

/**
 * The whole of persistence: five methods, JSON values, opaque keys. `update` is the atomic one; single use
 * (codes, consent forms), rotation and revocation are built on it and on nothing else.
 * Expiry is judged by {@link Collection} against the injected clock, so that time can be moved;
 * a backend may drop what it can prove dead, never what it merely suspects.
 */
export interface Store {
  get(key: string): Promise<Stored | undefined>
  put(key: string, entry: Stored): Promise<void>
  /** Replaces the entry by what `change` returns; undefined deletes it; a throw leaves it as it was. May call `change` again after a lost race. */
  update(key: string, change: (current: Stored | undefined) => Stored | undefined): Promise<Stored | undefined>
  delete(key: string): Promise<void>
  list(prefix: string): AsyncIterable<readonly [key: string, entry: Stored]>
}
