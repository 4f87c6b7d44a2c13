import {
  type CacheHint,
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type Server,
  type ServerCapabilities,
  type ServerOptions,
} from '@modelcontextprotocol/server'
import type { Call, Dispatcher, Identity } from './dispatcher.ts'
import { ExactServer } from './exact-server.ts'
import { supportedExtensions } from './extensions.ts'
import { neededScopes } from './method-scopes.ts'
import { type Serving, serveMethods } from './methods.ts'
import { PROTOCOL_VERSIONS } from './protocol-versions.ts'
import { listedTools, toolScope } from './tool-calls.ts'

/** What is the same for everybody, as long as the server runs. */
const STATIC: CacheHint = { ttlMs: 60_000, cacheScope: 'public' }
/** What depends on the scopes of a token, which never change (MCP caching, Cache Scope Field). */
const BY_TOKEN: CacheHint = { ttlMs: 60_000, cacheScope: 'private' }
/** What depends on the caller, and can change with the next call. */
const CHANGING: CacheHint = { ttlMs: 0, cacheScope: 'private' }

/** The official SDK behind the one interface the endpoint knows. Loaded when the first request of an MCP client comes. */
export function createDispatcher(identity: Identity): Dispatcher {
  const handler = createMcpHandler(({ era, authInfo }) => {
    // Put there below, for this very request.
    const call = authInfo?.extra?.['call'] as Call
    return serverFor(
      { ...call, era },
      call.messages.map(({ method }) => method),
      identity,
    )
  })
  return {
    tools: () => listedTools(() => true),
    neededScopes: (messages) => neededScopes(messages, toolScope),
    begunByHandshake: isLegacyRequest,
    handshake: isInitializeRequest,
    async dispatch(request, body, call) {
      const { clientId = '', scope = [] } = call.caller
      // The SDK hands this on untouched; the token itself stays with the guard.
      const authInfo = { token: '', clientId, scopes: [...scope], extra: { call } }
      return handler.fetch(request, { authInfo, ...(body !== undefined && { parsedBody: body }) })
    },
  }
}

function serverFor(call: Serving, methods: readonly string[], identity: Identity): Server {
  const { resource, ctx } = call
  const server = new ExactServer(identity, {
    instructions: resource.instructions,
    capabilities: capabilitiesOf(call),
    cacheHints: cacheHints(ctx.config.toolLists === 'complete' ? STATIC : BY_TOKEN),
    supportedProtocolVersions: [...PROTOCOL_VERSIONS],
  })
  server.onfailure = (error) => reportFailure(error, call)
  serveMethods(methods, server, call)
  return server
}

/** No list changes while a client could be told of it: notes have no subscribers, the rest is fixed. */
function capabilitiesOf({ resource, ctx }: Serving): ServerCapabilities {
  const extensions = supportedExtensions(resource, ctx.config)
  return {
    tools: { listChanged: false },
    resources: { listChanged: false },
    prompts: { listChanged: false },
    ...(Object.keys(extensions).length > 0 && { extensions }),
  }
}

function cacheHints(lists: CacheHint): NonNullable<ServerOptions['cacheHints']> {
  return {
    'server/discover': STATIC,
    'tools/list': lists,
    'prompts/list': lists,
    'resources/templates/list': lists,
    'resources/list': CHANGING,
    'resources/read': CHANGING,
  }
}

/** An error that nobody meant is told to the operator alone; it travels in band, as every JSON-RPC error of a handler. */
function reportFailure(error: unknown, { resource, ctx }: Serving): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const description = 'the server failed: this is its own bug'
  ctx.emit('request.refused', { path: resource.path, status: 200, code: 'server_error', description, reason })
}
