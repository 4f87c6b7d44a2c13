import { isObject, type JsonObject } from '../http/json.ts'
import { CLIENT_INFO } from '../version.ts'

/** The revision whose requests stand alone: no handshake, no session (SEP-2575). */
export const STATELESS_VERSION = '2026-07-28'

/** The revisions that begin with `initialize`, newest first. */
export const HANDSHAKE_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26'] as const

/** `UnsupportedProtocolVersion`, and the code that drafts of it used. */
export const UNSUPPORTED_VERSION: ReadonlySet<unknown> = new Set([-32022, -32004])

/**
 * Errors that only a server of 2026-07-28 gives: a header that does not match, a capability that is missing. Asking
 * it for a handshake would hide what it said (2026-07-28 http, Backward Compatibility).
 */
export const MODERN_ERRORS: ReadonlySet<unknown> = new Set([-32020, -32021])

/**
 * What this client can do, in either era: nothing but the authorization extensions that have an identifier
 * (MCP versioning, Extension Negotiation).
 */
export const CLIENT_CAPABILITIES: JsonObject = {
  extensions: {
    'io.modelcontextprotocol/oauth-client-credentials': {},
    'io.modelcontextprotocol/enterprise-managed-authorization': {},
  },
}

/** A JSON-RPC request or notification to send. */
export interface Message {
  readonly jsonrpc: '2.0'
  readonly id?: string | number
  readonly method: string
  readonly params?: JsonObject
}

/** A JSON-RPC error as a server words it. */
export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

/** What a server answers to a request. */
export type Reply =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: RpcError }

/** Reads a JSON-RPC response; `undefined` if the value is none, or answers something else. */
export function readReply(value: unknown, id: string | number): Reply | undefined {
  if (!isObject(value) || value['jsonrpc'] !== '2.0') return undefined
  const error = value['error']
  const anonymous = value['id'] === null || value['id'] === undefined
  if (isObject(error) && (anonymous || value['id'] === id)) {
    const { code, message, data } = error
    if (typeof code !== 'number') return undefined
    return { kind: 'error', error: { code, message: typeof message === 'string' ? message : '', data } }
  }
  return value['id'] === id && 'result' in value ? { kind: 'result', result: value['result'] } : undefined
}

/** A request of the handshake revisions; what is named a notification gets no id, for nobody answers it. */
export function request(id: string | number, method: string, params: JsonObject | undefined): Message {
  return {
    jsonrpc: '2.0',
    ...(isNotification(method) ? {} : { id }),
    method,
    ...(params === undefined ? {} : { params }),
  }
}

/** Whether a method is one that gets no answer. */
export function isNotification(method: string): boolean {
  return method.startsWith('notifications/')
}

/** A self-contained request: version, capabilities and client in `_meta` (2026-07-28 basic §_meta). */
export function statelessRequest(id: string | number, method: string, params: JsonObject = {}): Message {
  const meta = isObject(params['_meta']) ? params['_meta'] : {}
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': STATELESS_VERSION,
    'io.modelcontextprotocol/clientCapabilities': CLIENT_CAPABILITIES,
    'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
  }
  return request(id, method, { ...params, _meta: { ...meta, ...envelope } })
}

const NAME_SOURCE: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
])

/** The headers that repeat what a self-contained request says (SEP-2243). */
export function statelessHeaders(message: Message): Readonly<Record<string, string>> {
  const name = message.params?.[NAME_SOURCE.get(message.method) ?? '']
  return {
    'mcp-protocol-version': STATELESS_VERSION,
    'mcp-method': headerValue(message.method),
    ...(typeof name === 'string' ? { 'mcp-name': headerValue(name) } : {}),
  }
}

/** A string as a header value: plain where that is unambiguous, else the base64 form of SEP-2243. */
export function headerValue(value: string): string {
  const safe = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !/^=\?base64\?.*\?=$/.test(value)
  return safe ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`
}
