import type { Context } from '../context.ts'
import { isObject, type JsonObject, text } from '../http/json.ts'
import { statelessHeaders } from '../mcp/protocol.ts'
import { claimedVersion } from './message.ts'
import type { Send } from './sender.ts'

/** How long the end of a session may take when the user has already gone. */
const FAREWELL = 1000

/** What the handshake of the local client agreed on, so that later messages carry it (2025-11-25 transports). */
export class BridgedSession {
  /** The client's own `initialize`, to be repeated if the server forgets the session. */
  #introduction: JsonObject | undefined
  #headers: Readonly<Record<string, string>> = {}

  /** The headers of a message: those of its own revision, or of the session. */
  headers(message: JsonObject): Readonly<Record<string, string>> {
    const version = claimedVersion(message)
    if (version === undefined) return message['method'] === 'initialize' ? {} : this.#headers
    const { method, params } = message
    const named = { method: String(method ?? ''), ...(isObject(params) ? { params } : {}) }
    return { ...statelessHeaders({ jsonrpc: '2.0', ...named }), 'mcp-protocol-version': version }
  }

  get introduction(): JsonObject | undefined {
    return this.#introduction
  }

  /** Whether there is something the server could forget. */
  get kept(): boolean {
    return this.#headers['mcp-session-id'] !== undefined
  }

  begin(introduction: JsonObject, result: unknown, sessionId: string | undefined): void {
    const version = isObject(result) ? text(result, 'protocolVersion') : undefined
    this.#introduction = introduction
    this.#headers = {
      ...(version === undefined ? {} : { 'mcp-protocol-version': version }),
      ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }),
    }
  }

  /** Tells the server that nobody will come back, even when the user has interrupted. */
  async end(context: Context, url: string, send: Send): Promise<void> {
    if (!this.kept) return
    const env = { ...context.env, interrupted: new AbortController().signal }
    const brief: Context = { ...context, env, requestTimeout: Math.min(FAREWELL, context.requestTimeout) }
    const gone = await send(brief, { method: 'DELETE', url, headers: this.#headers }).catch(() => undefined)
    gone?.discard()
  }
}
