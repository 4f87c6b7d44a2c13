import type { ClientCapabilities, McpServer, ServerContext, ServerNotifier } from '@modelcontextprotocol/server'
import { type Asked, askedBy } from './asked.ts'
import { type State, seal } from './request-state.ts'

/** What a diagnostic may use to serve one request. */
export interface Serving {
  readonly asked: Asked
  /** The request in the SDK's hands: its progress token, its signal, the answers of an earlier round. */
  readonly sdk: ServerContext
  /** What the client says it can be asked for. */
  readonly capabilities: ClientCapabilities
  /** Tells whoever has asked to hear of changes. */
  readonly notify: ServerNotifier
  /** What is sealed in an earlier round of this request; undefined in the first. */
  readonly state: State | undefined
  /** Seals state for the next round of this request. */
  seal(state: State): Promise<string>
}

/** One request to a server, as its handlers see it. */
export function servingOf(sdk: ServerContext, server: McpServer, notify: ServerNotifier): Serving {
  const asked = askedBy(sdk.http?.authInfo)
  return {
    asked,
    sdk,
    capabilities: server.server.getClientCapabilities() ?? {},
    notify,
    state: sdk.mcpReq.requestState<State>(),
    seal: (state) => seal(state, asked),
  }
}

/** How a handler gets at its request. */
export type Serve = (sdk: ServerContext) => Serving
