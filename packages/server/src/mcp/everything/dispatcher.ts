import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  legacyStatelessFallback,
  type McpHandlerRequestOptions,
  type McpRequestContext,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import type { Call, Dispatcher, Identity } from '../dispatcher.ts'
import { neededScopes } from '../method-scopes.ts'
import { noSession, type Session } from '../session.ts'
import { askedBy, authInfoOf } from './asked.ts'
import { type LiveSession, LiveSessions } from './live-sessions.ts'
import { everythingServer } from './server.ts'
import { storedEvents } from './stored-events.ts'
import { sessionNotifier } from './subscriptions.ts'
import { diagnosticTools } from './tools/register.ts'

/** Serves every diagnostic in both lifecycles: each stateless request by a server of its own, each session by one that lives as long. */
export function createEverything(identity: Identity): Dispatcher {
  const sessions = new LiveSessions()
  const inSession = ({ resource }: Call): McpServer => everythingServer(identity, resource, sessionNotifier)
  const stateless = createMcpHandler(
    ({ authInfo }: McpRequestContext) =>
      everythingServer(identity, askedBy(authInfo).call.resource, () => stateless.notify),
    { legacy: 'reject' },
  )
  const withoutSession = legacyStatelessFallback(({ authInfo }) => inSession(askedBy(authInfo).call))

  return {
    tools: diagnosticTools,
    neededScopes: (messages) => neededScopes(messages, () => 'mcp:tools:echo'),
    begunByHandshake: isLegacyRequest,
    handshake: isInitializeRequest,
    async dispatch(request, body, call) {
      const options = { authInfo: authInfoOf({ call, body }), ...(body !== undefined && { parsedBody: body }) }
      if (!(await isLegacyRequest(request, body))) return stateless.fetch(request, options)
      const { session } = call
      if (session === undefined) return withoutSession(request, options)
      if (session.begins) return begin(request, options, session, { server: inSession(call), call, sessions })
      return liveSession(session, sessions).transport.handleRequest(request, options)
    },
    async listen(request, call) {
      if (call.session === undefined) throw noSession()
      return liveSession(call.session, sessions).transport.handleRequest(request)
    },
    end: ({ id }) => sessions.end(id),
  }
}

/** Answers the handshake, and holds what comes of it. */
async function begin(
  request: Request,
  options: McpHandlerRequestOptions,
  { id }: Session,
  { server, call, sessions }: { readonly server: McpServer; readonly call: Call; readonly sessions: LiveSessions },
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: () => id,
    eventStore: storedEvents(),
    retryInterval: RETRY,
  })
  await server.connect(transport)
  const answer = await transport.handleRequest(request, options)
  const { clock, config } = call.ctx
  if (!answer.ok) await server.close()
  else {
    const now = clock.now()
    await sessions.add(id, { server, transport, endsAt: now + config.sessionLifetime * 1000 }, now)
  }
  return answer
}

/** How soon a client that lost a stream should come back for the rest, in milliseconds. */
const RETRY = 500

/** A session that began in another process, or before a restart, is not there either: its client begins a new one. */
function liveSession({ id }: Session, sessions: LiveSessions): LiveSession {
  const live = sessions.get(id)
  if (live !== undefined) return live
  throw noSession()
}
