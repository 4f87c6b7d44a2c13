import { LATEST_REVISION } from '@mcp-auth/spec'
import { NAME, VERSION } from '../core/version.ts'
import { methodScopes } from '../mcp/method-scopes.ts'
import { PROTOCOL_VERSIONS } from '../mcp/protocol-versions.ts'
import type { Examples } from './fields.ts'
import { sampleOf, standalone } from './like.ts'
import { type Json, oneOfTexts, ref, type ServedTool } from './shape.ts'

/** The newest revision that begins with a handshake. */
const HANDSHAKE = PROTOCOL_VERSIONS.find((version) => version !== LATEST_REVISION) ?? LATEST_REVISION

/** What a client posts to an MCP endpoint: calls of its tools, the other methods, notifications, and in 2025-03-26 batches. */
export function mcpBody(tools: readonly ServedTool[]): Json {
  const methods = Object.keys(methodScopes)
  const requests = methods.filter((name) => name !== 'tools/call' && !name.startsWith('notifications/'))
  const notifications = methods.filter((name) => name.startsWith('notifications/'))
  const one = [
    ...tools.map(({ name }) => ref(`schemas/${callName(name)}`)),
    named('JsonRpcRequest', requests, 'Another request'),
    named('JsonRpcNotification', notifications, 'A notification'),
  ]
  return {
    anyOf: [...one, { type: 'array', title: 'A batch, in 2025-03-26 alone', items: { anyOf: one }, minItems: 1 }],
  }
}

function named(schema: 'JsonRpcRequest' | 'JsonRpcNotification', methods: readonly string[], title: string): Json {
  return { title, allOf: [ref(`schemas/${schema}`), { properties: { method: oneOfTexts(methods) } }] }
}

function callName(tool: string): string {
  return `call.${tool}`
}

/** A schema for a call of each tool, as its own schema has it. */
export function toolSchemas(tools: readonly ServedTool[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(tools.map((tool) => [callName(tool.name), callSchema(tool)]))
}

function callSchema({ name, description, inputSchema }: ServedTool): Json {
  const { $schema: _, ...input } = standalone(inputSchema)
  const required = Array.isArray(input['required']) && input['required'].length > 0
  const params = {
    type: 'object',
    required: ['name', ...(required ? ['arguments'] : [])],
    properties: { name: { const: name }, arguments: input },
  }
  return {
    title: `Call ${name}`,
    ...(description !== undefined && { description }),
    allOf: [
      ref('schemas/JsonRpcRequest'),
      { required: ['params'], properties: { method: { const: 'tools/call' }, params } },
    ],
  }
}

/** Requests of both lifecycles: of the one that begins with a handshake each tool, of the stateless one what differs. */
export function mcpExamples(tools: readonly ServedTool[]): Examples {
  const hello = { protocolVersion: HANDSHAKE, capabilities: {}, clientInfo: { name: NAME, version: VERSION } }
  const [first] = tools
  return {
    initialize: example(`initialize, ${HANDSHAKE}`, 'initialize', hello),
    toolsList: example('tools/list', 'tools/list', {}),
    ...Object.fromEntries(
      tools.map(({ name, inputSchema }) => [
        `call_${name}`,
        example(`tools/call ${name}`, 'tools/call', { name, arguments: sampleOf(standalone(inputSchema)) }),
      ]),
    ),
    discover: example(`server/discover, ${LATEST_REVISION}; its headers besides`, 'server/discover', { _meta: META }),
    ...(first !== undefined && {
      stateless: example(`tools/call ${first.name}, ${LATEST_REVISION}; its headers besides`, 'tools/call', {
        name: first.name,
        arguments: sampleOf(standalone(first.inputSchema)),
        _meta: META,
      }),
    }),
  }
}

const META = {
  'io.modelcontextprotocol/protocolVersion': LATEST_REVISION,
  'io.modelcontextprotocol/clientInfo': { name: NAME, version: VERSION },
  'io.modelcontextprotocol/clientCapabilities': {},
}

function example(summary: string, method: string, params: Json): Examples[string] {
  return { summary, value: { jsonrpc: '2.0', id: 1, method, params } }
}
