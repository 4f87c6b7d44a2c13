import {
  type CacheHint,
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type Server,
  type ServerCapabilities,
  type ServerOptions,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import { json } from '../core/http.ts'
import { isJsonObject } from '../core/json.ts'
import type { Dispatcher, Identity } from './dispatcher.ts'
import { ExactServer } from './exact-server.ts'
import { supportedExtensions } from './extensions.ts'
import type { Message } from './message.ts'
import { neededScopes } from './method-scopes.ts'
import { type Serving, serveMethods } from './methods.ts'
import { PROTOCOL_VERSIONS, STATELESS } from './protocol-versions.ts'
import { listedTools, toolScope } from './tool-calls.ts'

/** What is the same for everybody, as long as the server runs. */
const STATIC: CacheHint = { ttlMs: 60_000, cacheScope: 'public' }
/** What depends on the scopes of a token, which never change (MCP caching, Cache Scope Field). */
const BY_TOKEN: CacheHint = { ttlMs: 60_000, cacheScope: 'private' }
/** What depends on the caller, and can change with the next call. */
const CHANGING: CacheHint = { ttlMs: 0, cacheScope: 'private' }

/** The official SDK behind the one interface the endpoint knows. Loaded when the first request of an MCP client comes. */
export function createDispatcher(identity: Identity): Dispatcher {
  // The SDK hands `extra` on untouched: below it is put there for this very request.
  const handler = createMcpHandler(({ era, authInfo }) => {
    const begin = authInfo?.extra?.['begin'] as Begin
    return begin(era)
  })
  return {
    tools: () => listedTools(() => true),
    neededScopes: (messages) => neededScopes(messages, toolScope),
    begunByHandshake: isLegacyRequest,
    handshake: isInitializeRequest,
    async dispatch(request, body, call) {
      const handshaken = await afterHandshake(request, body)
      return new Promise((resolve, reject) => {
        const begin: Begin = (era) => {
          const server = serverFor({ ...call, era }, call.messages, identity)
          // The answers to a batch go together.
          if (!Array.isArray(body)) server.onresult = (result) => resolve(json(result))
          return server
        }
        const answer = handshaken
          ? answerOnce(request, body, begin('legacy'))
          : handler.fetch(request, {
              authInfo: { ...NOBODY, extra: { begin } },
              ...(body !== undefined && { parsedBody: body }),
            })
        answer.then(resolve, reject)
      })
    },
  }
}

/** Makes the server of one request, once it is known of which lifecycle that is. */
type Begin = (era: Serving['era']) => Server

/** The token itself stays with the guard. */
const NOBODY = { token: '', clientId: '', scopes: [] }

/** The SDK's own judgement takes a good part of a call, and of a request that says the newest revision the handler makes it anyway. */
async function afterHandshake(request: Request, body: unknown): Promise<boolean> {
  if (body === undefined || request.headers.get('mcp-protocol-version') === STATELESS) return false
  return isLegacyRequest(request, body)
}

/** Nothing is said here before the answer is there, so that it needs no stream. The server is not closed: it holds nothing. */
async function answerOnce(request: Request, body: unknown, server: Server): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport)
  return transport.handleRequest(request, { parsedBody: uncancelled(body) })
}

/**
 * A batch without the cancellations in it: each comes together with what it cancels, or too late, so that it may be ignored (MCP cancellation,
 * Behavior Requirements). The SDK would answer such a batch never.
 */
function uncancelled(body: unknown): unknown {
  if (!Array.isArray(body)) return body
  const kept = body.filter((message) => !isJsonObject(message) || message['method'] !== 'notifications/cancelled')
  return kept.length === 0 ? body : kept
}

function serverFor(call: Serving, messages: readonly Message[], identity: Identity): ExactServer {
  const { ctx, resource } = call
  const server = new ExactServer(identity, {
    instructions: resource.instructions,
    capabilities: capabilitiesOf(call),
    cacheHints: cacheHints(ctx.config.toolLists === 'complete' ? STATIC : BY_TOKEN),
    supportedProtocolVersions: [...PROTOCOL_VERSIONS],
  })
  server.onfailure = (error) => reportFailure(error, call)
  serveMethods(
    messages.map(({ method }) => method),
    server,
    call,
  )
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
