import { createMcpHandler, type McpHttpHandler, McpServer } from '@modelcontextprotocol/server'
import type { Caller } from './caller.ts'
import type { Message } from './message.ts'
import type { McpResource } from './resources/resource.ts'
import * as registry from './tools/registry.ts'
import type { Tool } from './tools/tool.ts'

/** The revisions served, newest first: the first by stateless requests, the others by the handshake. */
const PROTOCOL_VERSIONS = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'] as const

const tools: readonly Tool[] = Object.values(registry)
const byName = new Map(tools.map((tool) => [tool.name, tool]))

/** The name and version the server gives itself. */
export interface Identity {
  readonly name: string
  readonly version: string
}

/** Serves MCP messages that are already authorized. */
export interface Dispatcher {
  /** The scopes that serving these messages takes, all at once. */
  neededScopes(messages: readonly Message[]): readonly string[]
  /** Answers one request of either lifecycle. `body` is its parsed JSON; undefined: not JSON, and still in the request. */
  dispatch(request: Request, body: unknown, call: Call): Promise<Response>
}

/** On whose behalf, and at which endpoint, a request is served. */
export interface Call {
  readonly caller: Caller
  readonly resource: McpResource
  readonly messages: readonly Message[]
}

/** The official SDK behind the one interface the endpoint knows. Loaded when the first authorized request comes. */
export function createDispatcher(identity: Identity): Dispatcher {
  return {
    neededScopes,
    async dispatch(request, body, call) {
      const handler = handlerFor(call, identity)
      return handler.fetch(request, body === undefined ? {} : { parsedBody: body })
    },
  }
}

function handlerFor({ caller, resource, messages }: Call, identity: Identity): McpHttpHandler {
  return createMcpHandler(() => {
    const server = new McpServer(identity, {
      instructions: resource.instructions,
      capabilities: { tools: {} },
      supportedProtocolVersions: [...PROTOCOL_VERSIONS],
    })
    for (const tool of namedTools(messages)) register(tool, caller, server)
    // The list never changes while the server runs; registering a tool has promised that it might.
    server.server.registerCapabilities({ tools: { listChanged: false } })
    return server
  })
}

/** Only the tools these messages name, when they name any: building all of them for each call is most of its cost. */
function namedTools(messages: readonly Message[]): readonly Tool[] {
  if (messages.some(({ method }) => method !== 'tools/call')) return tools
  return [...new Set(messages.flatMap(({ tool }) => byName.get(tool ?? '') ?? []))]
}

function register(tool: Tool, caller: Caller, server: McpServer): void {
  const { name, description, input } = tool
  server.registerTool(name, { description, inputSchema: input }, async (parsed) => {
    const result = await tool.call(parsed, caller)
    return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result }
  })
}

function neededScopes(messages: readonly Message[]): readonly string[] {
  const needed = messages.flatMap(({ method, tool }) => {
    if (method === 'tools/list') return ['mcp:tools:list']
    if (method === 'tools/call') return byName.get(tool ?? '')?.scope ?? []
    return []
  })
  return [...new Set(needed)]
}
