import type { Attempt } from './attempt.ts'

/** Which attempts came over which connection. */
export class Connections {
  readonly #users = new Map<string, Set<Attempt>>()

  /** The attempts that came over a connection, the latest first. */
  users(connection: string | undefined): readonly Attempt[] {
    return connection === undefined ? [] : [...(this.#users.get(connection) ?? [])].reverse()
  }

  /** Whether something of another attempt is doubtful, with which this one shares a connection. */
  besideDoubt(attempt: Attempt): boolean {
    return [...attempt.connections].some((connection) => {
      return this.users(connection).some((other) => other !== attempt && other.isDoubtful)
    })
  }

  use(connection: string, attempt: Attempt): void {
    const users = this.#users.get(connection) ?? new Set()
    // The latest is last.
    users.delete(attempt)
    users.add(attempt)
    attempt.connections.add(connection)
    this.#users.set(connection, users)
  }

  /** Takes an attempt from these connections; from all, if none is named. */
  leave(attempt: Attempt, ...connections: readonly string[]): void {
    for (const connection of connections.length === 0 ? [...attempt.connections] : connections) {
      attempt.connections.delete(connection)
      const users = this.#users.get(connection)
      users?.delete(attempt)
      if (users?.size === 0) this.#users.delete(connection)
    }
  }

  clear(): void {
    this.#users.clear()
  }
}
