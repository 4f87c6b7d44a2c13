import type { McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'

/** How many sessions a process holds a connection for, whatever the quota of sessions is. */
const LIMIT = 1000

/** What a session has in this process: a server that can ask its client, and the streams to it. */
export interface LiveSession {
  readonly server: McpServer
  readonly transport: WebStandardStreamableHTTPServerTransport
  /** When its record ends at the latest, in milliseconds since the epoch. */
  readonly endsAt: number
}

/**
 * The live part of the sessions of one endpoint. The record in the store decides whether there is a session; this is what a
 * restart loses. Nothing here waits for time to pass: what has ended goes when the next session begins.
 */
export class LiveSessions {
  // In the order of their last use.
  readonly #sessions = new Map<string, LiveSession>()
  readonly #limit: number

  constructor(limit: number = LIMIT) {
    this.#limit = limit
  }

  get size(): number {
    return this.#sessions.size
  }

  get(id: string): LiveSession | undefined {
    const session = this.#sessions.get(id)
    if (session === undefined) return undefined
    this.#sessions.delete(id)
    this.#sessions.set(id, session)
    return session
  }

  /** Holds one more; those that have ended are closed, and then, if there still is no place, the least recently used. */
  async add(id: string, session: LiveSession, now: number): Promise<void> {
    const ended = [...this.#sessions].filter(([, { endsAt }]) => endsAt <= now).map(([other]) => other)
    for (const other of ended) await this.end(other)
    for (const other of [...this.#sessions.keys()].slice(0, Math.max(0, this.size + 1 - this.#limit))) {
      await this.end(other)
    }
    this.#sessions.set(id, session)
  }

  /** Closes the streams of a session and forgets it. */
  async end(id: string): Promise<void> {
    const session = this.#sessions.get(id)
    this.#sessions.delete(id)
    await session?.server.close()
  }
}
