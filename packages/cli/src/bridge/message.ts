import type { CliError } from '../errors.ts'
import { isObject, type JsonObject, text } from '../http/json.ts'
import type { Reply } from '../mcp/protocol.ts'

/** JSON-RPC 2.0 §5.1. */
export const PARSE_ERROR = -32700
export const INVALID_REQUEST = -32600
const INTERNAL_ERROR = -32603

/** The id of a request; a notification and a response have none. */
export function requestId(message: JsonObject): string | number | undefined {
  const { id, method } = message
  return typeof method === 'string' && (typeof id === 'string' || typeof id === 'number') ? id : undefined
}

/** The revision that a self-contained request names in its `_meta` (2026-07-28 basic §_meta). */
export function claimedVersion(message: JsonObject): string | undefined {
  const params = message['params']
  const meta = isObject(params) ? params['_meta'] : undefined
  return isObject(meta) ? text(meta, 'io.modelcontextprotocol/protocolVersion') : undefined
}

/** A JSON-RPC error response. */
export function errorResponse(id: string | number | null, code: number, message: string, data?: unknown): JsonObject {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } }
}

/** A failure of the bridge as the answer to a request: what went wrong, and the command that helps. */
export function failureResponse(id: string | number, { failure, message, details }: CliError): JsonObject {
  const data = { code: failure, hint: details.hint, status: details.status }
  return errorResponse(id, INTERNAL_ERROR, details.hint === undefined ? message : `${message} ${details.hint}`, data)
}

/** A reply under the id that its request had. */
export function responseOf(id: string | number, reply: Reply): JsonObject {
  return reply.kind === 'result'
    ? { jsonrpc: '2.0', id, result: reply.result }
    : { jsonrpc: '2.0', id, error: reply.error }
}
