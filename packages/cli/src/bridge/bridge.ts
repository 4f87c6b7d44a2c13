import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { interruption } from '../http/exchange.ts'
import { isObject, type JsonObject } from '../http/json.ts'
import type { Access } from '../mcp/access.ts'
import { redactText } from '../terminal/redact.ts'
import { claimedVersion, errorResponse, failureResponse, INVALID_REQUEST, PARSE_ERROR, requestId } from './message.ts'
import { Remote } from './remote.ts'

/** A request of the local client that has no answer yet. */
interface Pending {
  readonly id: string | number
  readonly stateless: boolean
  readonly abort: AbortController
  readonly done: Promise<void>
}

/** This one never ends by itself, so nobody waits for it at the end (2026-07-28 subscriptions). */
const ENDLESS = 'subscriptions/listen'

/**
 * One local client on standard input and output, one protected server by Streamable HTTP: every message passes as it
 * is, in both directions, with the saved login (MCP transports §stdio). Nothing but messages goes to stdout.
 */
export class Bridge {
  readonly #context: Context
  readonly #remote: Remote
  readonly #pending = new Set<Pending>()
  readonly #over = new AbortController()
  #listening: Promise<void> | undefined

  constructor(context: Context, access: Access) {
    this.#context = context
    this.#remote = new Remote(access)
  }

  /** Passes messages until the local client ends its input, or the user interrupts. */
  async run(): Promise<void> {
    const { env } = this.#context
    try {
      for (;;) {
        const line = await env.stdin.line(env.interrupted)
        if (env.interrupted.aborted) throw interruption()
        if (line === undefined) break
        if (line.trim() !== '') await this.#take(line)
      }
      await this.#finish()
      if (env.interrupted.aborted) throw interruption()
    } finally {
      this.#over.abort()
      for (const { abort } of this.#pending) abort.abort()
      await this.#remote.end(this.#context)
      await this.#listening
    }
  }

  /** What was asked is still answered after the input's end, but for what has no end. */
  async #finish(): Promise<void> {
    await Promise.all([...this.#pending].map(({ done }) => done))
  }

  async #take(line: string): Promise<void> {
    const message = parse(line)
    if (!isObject(message)) {
      const [code, what] =
        message === undefined
          ? [PARSE_ERROR, 'This is not JSON.']
          : [INVALID_REQUEST, 'One message a line, no batches.']
      return this.#write(errorResponse(null, code, what))
    }
    const id = requestId(message)
    if (id !== undefined) {
      const done = this.#request(message, id)
      // What follows may depend on it: nothing else passes before the handshake is done.
      if (message['method'] === 'initialize') await done
      return
    }
    if (message['method'] === 'notifications/cancelled' && this.#giveUp(message)) return
    await this.#tell(message)
    if (message['method'] === 'notifications/initialized') this.#listening ??= this.#listen()
  }

  #request(message: JsonObject, id: string | number): Promise<void> {
    const abort = new AbortController()
    const stateless = claimedVersion(message) !== undefined
    const done = this.#answer(this.#until(abort.signal), message, id, abort.signal)
    const pending = { id, stateless, abort, done: message['method'] === ENDLESS ? Promise.resolve() : done }
    this.#pending.add(pending)
    return done.finally(() => this.#pending.delete(pending))
  }

  async #answer(context: Context, message: JsonObject, id: string | number, given: AbortSignal): Promise<void> {
    try {
      for await (const said of this.#remote.ask(context, message)) this.#write(said)
    } catch (error) {
      if (given.aborted || context.env.interrupted.aborted) return // nobody waits for it any more
      this.#say(error)
      this.#write(failureResponse(id, presentable(error)))
    }
  }

  async #tell(message: JsonObject): Promise<void> {
    try {
      await this.#remote.tell(this.#context, message)
    } catch (error) {
      if (!this.#context.env.interrupted.aborted) this.#say(error)
    }
  }

  /** Where requests stand alone, giving up the answer is what cancels (2026-07-28 transports §Cancellation). */
  #giveUp({ params }: JsonObject): boolean {
    const id = isObject(params) ? params['requestId'] : undefined
    const pending = [...this.#pending].find((request) => request.id === id && request.stateless)
    if (pending === undefined) return false
    pending.abort.abort()
    return true
  }

  async #listen(): Promise<void> {
    const context = this.#until(this.#over.signal)
    try {
      for await (const said of this.#remote.listen(context)) this.#write(said)
    } catch (error) {
      if (!context.env.interrupted.aborted) this.#say(error)
    }
  }

  /** The context whose requests end with the signal. */
  #until(signal: AbortSignal): Context {
    const { env } = this.#context
    return { ...this.#context, env: { ...env, interrupted: AbortSignal.any([env.interrupted, signal]) } }
  }

  #write(message: JsonObject): void {
    this.#context.env.stdout(`${JSON.stringify(message)}\n`)
  }

  #say(error: unknown): void {
    const { message, details } = presentable(error)
    this.#context.say(`Error: ${message}${details.hint === undefined ? '' : `\nHint: ${details.hint}`}`)
  }
}

/** A failure fit for anyone's eyes; what was not expected is one line too. */
function presentable(error: unknown): CliError {
  const known =
    error instanceof CliError
      ? error
      : new CliError('failed', `Unexpected: ${error instanceof Error ? error.message : ''}`)
  const { hint, ...rest } = known.details
  const safeHint = hint === undefined ? undefined : redactText(hint)
  return new CliError(known.failure, redactText(known.message), { ...rest, hint: safeHint })
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
