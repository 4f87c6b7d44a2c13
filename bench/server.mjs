import { Child } from './children.mjs'
import { exchange } from './exchange.mjs'

const START_LIMIT = 20_000

/** A server that runs, in a process of its own. */
export class Server {
  #child

  /**
   * @param {import('./programs.mjs').Program} program
   * @param {{ ipc?: boolean }} [options] `ipc`: open a channel for messages
   */
  constructor({ name, args, health }, options) {
    this.name = name
    this.health = health
    this.port = 0
    this.#child = new Child(args, options)
  }

  get pid() {
    return this.#child.pid
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`
  }

  /** Waits for the first answer. */
  async answering() {
    const [, port] = await this.#child.printed(/http:\/\/127\.0\.0\.1:(\d+)/, START_LIMIT)
    this.port = Number(port)
    await exchange(this.port, { method: 'GET', path: this.health })
  }

  /**
   * @param {unknown} message
   * @param {number} milliseconds the longest to wait
   */
  ask(message, milliseconds) {
    return this.#child.ask(message, milliseconds)
  }

  async end() {
    await this.#child.end()
  }
}

/**
 * Starts a program and waits for its first answer.
 *
 * @param {import('./programs.mjs').Program} program
 */
export async function startServer(program) {
  const server = new Server(program)
  try {
    await server.answering()
  } catch (error) {
    await server.end()
    throw error
  }
  return server
}
