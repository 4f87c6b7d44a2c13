import type { Context } from '../core/context.ts'
import type { Caller } from './caller.ts'
import type { Message } from './message.ts'
import type { McpResource } from './resources/resource.ts'
import type { Session } from './session.ts'

/** The name and version a server gives itself. */
export interface Identity {
  readonly name: string
  readonly version: string
}

/** On whose behalf, and at which endpoint, a request is served. */
export interface Call {
  readonly caller: Caller
  readonly resource: McpResource
  readonly messages: readonly Message[]
  readonly ctx: Context
  /** The session it belongs to or begins; the stateless lifecycle has none, and the other need not have one. */
  readonly session?: Session
}

/** A tool as it is listed to clients. */
export interface ListedTool {
  readonly name: string
  readonly description?: string | undefined
  readonly inputSchema: Readonly<Record<string, unknown>>
}

/** Serves MCP messages that are already authorized. */
export interface Dispatcher {
  /** Every tool that it serves, whoever asks. */
  tools(): readonly ListedTool[]
  /** The scopes that serving these messages takes, all at once. */
  neededScopes(messages: readonly Message[]): readonly string[]
  /** Whether a request is of the lifecycle that begins with a handshake (2025-03-26 to 2025-11-25). */
  begunByHandshake(request: Request, body: unknown): Promise<boolean>
  /** Whether a body is the handshake itself, well-formed and on its own: what begins a session. */
  handshake(body: unknown): boolean
  /** Answers one request of either lifecycle. `body` is its parsed JSON; undefined: not JSON, and still in the request. */
  dispatch(request: Request, body: unknown, call: Call): Promise<Response>
  /** Answers `GET` with the stream of a session. Absent: there are no such streams. */
  listen?(request: Request, call: Call): Promise<Response>
  /** Forgets what it holds for a session that has ended. */
  end?(session: Session): Promise<void>
}

/** Loads the dispatcher, the first time; gives the same one ever after. */
export type LoadDispatcher = () => Promise<Dispatcher>

/** Loads once, when first asked. */
export function lazily(load: LoadDispatcher): LoadDispatcher {
  let loading: Promise<Dispatcher> | undefined
  return () => {
    loading ??= load()
    return loading
  }
}
