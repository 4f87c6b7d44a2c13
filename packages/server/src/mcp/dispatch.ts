import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type McpHttpHandler,
  McpServer,
} from '@modelcontextprotocol/server'
import type { Caller } from './caller.ts'
import type { Call, Dispatcher, Identity } from './dispatcher.ts'
import type { Message } from './message.ts'
import { neededScopes } from './method-scopes.ts'
import { PROTOCOL_VERSIONS } from './protocol-versions.ts'
import * as registry from './tools/registry.ts'
import type { Tool } from './tools/tool.ts'

const tools: readonly Tool[] = Object.values(registry)
const byName = new Map(tools.map((tool) => [tool.name, tool]))

/** The official SDK behind the one interface the endpoint knows. Loaded when the first request of an MCP client comes. */
export function createDispatcher(identity: Identity): Dispatcher {
  return {
    neededScopes: (messages) => neededScopes(messages, (name) => byName.get(name)?.scope),
    begunByHandshake: isLegacyRequest,
    handshake: isInitializeRequest,
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
