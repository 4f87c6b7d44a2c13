import { json, NOT_FOUND, type Recorded, type Reply } from './http-server.ts'

/** Which revisions a server speaks, and how. */
export interface McpSetup {
  readonly era: 'stateless' | 'handshake' | 'both'
  readonly sessions: boolean
  readonly eventStream: boolean
  /** Methods that anyone may call. */
  readonly open: (method: string) => boolean
}

interface Rpc {
  readonly id?: string | number
  readonly method: string
  readonly params?: Record<string, unknown>
}

const TOOLS = [{ name: 'echo', inputSchema: { type: 'object' } }]

/** A small MCP server that checks headers and `_meta`, in either era. */
export function answerMcp(request: Recorded, setup: McpSetup): Reply {
  if (request.method === 'DELETE') return { status: setup.sessions ? 200 : 405 }
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' } }
  if (request.headers.accept !== 'application/json, text/event-stream') return { status: 406 }
  const rpc: Rpc = JSON.parse(request.body)
  const meta = rpc.params?.['_meta'] as Record<string, unknown> | undefined
  const claimed = meta?.['io.modelcontextprotocol/protocolVersion']
  if (claimed !== undefined) {
    if (setup.era === 'handshake') return json(400, rpcError(rpc, -32000, 'Bad Request: no valid session ID provided'))
    return stateless(request, rpc, setup)
  }
  if (setup.era === 'stateless') {
    return json(400, { ...rpcError(rpc, -32022, 'Unsupported protocol version', { supported: ['2026-07-28'] }) })
  }
  return handshake(request, rpc, setup)
}

function stateless(request: Recorded, rpc: Rpc, setup: McpSetup): Reply {
  const { headers } = request
  if (headers['mcp-protocol-version'] !== '2026-07-28' || headers['mcp-method'] !== rpc.method) {
    return json(400, rpcError(rpc, -32020, 'Header mismatch'))
  }
  if (rpc.method === 'tools/call' && headers['mcp-name'] !== rpc.params?.['name']) {
    return json(400, rpcError(rpc, -32020, 'Header mismatch'))
  }
  if (rpc.method !== 'server/discover') return method(rpc, setup)
  const result = { supportedVersions: ['2026-07-28'], capabilities: {}, serverInfo: { name: 'fake', version: '1' } }
  return wrap({ jsonrpc: '2.0', id: rpc.id, result }, setup)
}

function handshake(request: Recorded, rpc: Rpc, setup: McpSetup): Reply {
  if (rpc.method === 'initialize') {
    const result = {
      protocolVersion: rpc.params?.['protocolVersion'],
      capabilities: {},
      serverInfo: { name: 'fake', version: '1' },
    }
    return wrap({ jsonrpc: '2.0', id: rpc.id, result }, setup, setup.sessions ? { 'mcp-session-id': 'session-1' } : {})
  }
  if (setup.sessions && request.headers['mcp-session-id'] !== 'session-1')
    return json(400, rpcError(rpc, -32000, 'No session'))
  if (request.headers['mcp-protocol-version'] === undefined) return json(400, rpcError(rpc, -32000, 'No version'))
  return method(rpc, setup)
}

function method(rpc: Rpc, setup: McpSetup): Reply {
  if (rpc.id === undefined) return { status: 202 }
  if (rpc.method === 'tools/list') return wrap({ jsonrpc: '2.0', id: rpc.id, result: { tools: TOOLS } }, setup)
  if (rpc.method === 'tools/call') {
    const text = JSON.stringify(rpc.params?.['arguments'])
    const result = { content: [{ type: 'text', text }], ...(text.includes('"fail"') && { isError: true }) }
    return wrap({ jsonrpc: '2.0', id: rpc.id, result }, setup)
  }
  return wrap(rpcError(rpc, -32601, 'Method not found'), setup)
}

function rpcError(rpc: Rpc, code: number, message: string, data?: unknown): Record<string, unknown> {
  return { jsonrpc: '2.0', id: rpc.id ?? null, error: { code, message, ...(data === undefined ? {} : { data }) } }
}

function wrap(message: unknown, { eventStream }: McpSetup, headers: Record<string, string> = {}): Reply {
  if (!eventStream) return json(200, message, headers)
  const noise = { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'working' } }
  const body = `: hello\n\nid: 1\ndata:\n\ndata: ${JSON.stringify(noise)}\r\n\r\nevent: message\ndata: ${JSON.stringify(message)}\n\n`
  return { status: 200, headers: { 'content-type': 'text/event-stream', ...headers }, body }
}

export { NOT_FOUND }
