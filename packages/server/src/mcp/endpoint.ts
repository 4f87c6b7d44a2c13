import { readBody } from '../core/body.ts'
import type { Context } from '../core/context.ts'
import { nonceHeader } from '../core/dpop-nonce.ts'
import { HttpError } from '../core/errors.ts'
import { parseJson } from '../core/json.ts'
import type { Endpoint } from '../core/route.ts'
import type { Caller } from './caller.ts'
import type { Call, Dispatcher, LoadDispatcher } from './dispatcher.ts'
import { authenticate, presentsNothing, requireScope } from './guard.ts'
import { type Message, messagesOf } from './message.ts'
import { STATELESS } from './protocol-versions.ts'
import type { McpResource } from './resources/resource.ts'
import { endSession, namedSession, newSession, openSession, SESSION_HEADER, type Session } from './session.ts'

/** Longest MCP request, in bytes. */
const BODY_LIMIT = 4 * 1024 * 1024

/** Who speaks when methods are open and no token is presented. */
const ANONYMOUS: Caller = { subject: 'anonymous', anonymous: true }

/** What an endpoint is made of: its resource, what serves it, and the methods that need no token there. */
export interface Served {
  readonly resource: McpResource
  readonly load: LoadDispatcher
  readonly open: ReadonlySet<string>
}

/** One request's body, as the guard and the dispatcher need it. */
interface Payload {
  readonly text: string
  /** Undefined: not JSON. */
  readonly body: unknown
  readonly messages: readonly Message[]
}

/** `POST` at an MCP endpoint: a valid token in front, its session and enough scope next, the dispatcher behind. */
export function mcpEndpoint({ resource, load, open }: Served): Endpoint {
  return async (request, ctx) => {
    const loading = startLoading(load)
    const early = open.size > 0 && presentsNothing(request, resource) ? await readPayload(request) : undefined
    const anonymous = early !== undefined && onlyOpen(early, open)
    const caller = anonymous ? ANONYMOUS : await authenticate(request, resource, ctx)
    const payload = early ?? (await readPayload(request))
    rejectBatch(request, payload.body)
    const dispatcher = await loading
    const protectedMessages = payload.messages.filter(({ method }) => !open.has(method))
    await requireScope(caller, dispatcher.neededScopes(protectedMessages), resource, ctx)
    const session = await sessionOf(request, payload.body, caller, resource, dispatcher, ctx)
    report(payload.messages, caller, resource, ctx)
    const call: Call = { caller, resource, messages: payload.messages, ctx, ...(session !== undefined && { session }) }
    const answer = await dispatcher.dispatch(unread(request, payload), payload.body, call)
    if (session?.begins === true && answer.ok) {
      await openSession(session, caller, resource, ctx)
      answer.headers.set(SESSION_HEADER, session.id)
    }
    return withNonce(answer, caller, ctx)
  }
}

/** `DELETE` at an MCP endpoint ends a session of the caller (MCP transports, Session Management). */
export function endSessionEndpoint({ resource, load }: Served): Endpoint {
  return async (request, ctx) => {
    const { caller, session } = await ownSession(request, resource, ctx)
    await endSession(session, ctx)
    await (await load()).end?.(session)
    return withNonce(new Response(null, { status: 204 }), caller, ctx)
  }
}

/** `GET` at an MCP endpoint opens the stream of a session of the caller (MCP transports, Listening for Messages). */
export function listenEndpoint({ resource, load }: Served): Endpoint {
  return async (request, ctx) => {
    const { caller, session } = await ownSession(request, resource, ctx)
    const dispatcher = await load()
    if (dispatcher.listen === undefined) throw new HttpError(405, 'method_not_allowed', 'there are no streams here')
    return withNonce(await dispatcher.listen(request, { caller, resource, messages: [], ctx, session }), caller, ctx)
  }
}

/** A refusal must not leave a failed load without somebody who waits for it. */
function startLoading(load: LoadDispatcher): Promise<Dispatcher> {
  const loading = load()
  loading.catch(() => undefined)
  return loading
}

async function ownSession(
  request: Request,
  resource: McpResource,
  ctx: Context,
): Promise<{ readonly caller: Caller; readonly session: Session }> {
  if (request.headers.get('mcp-protocol-version') === STATELESS) {
    throw new HttpError(405, 'method_not_allowed', `MCP ${STATELESS} has no sessions: it only posts`, { allow: 'POST' })
  }
  const caller = await authenticate(request, resource, ctx)
  const session = await namedSession(request, caller, resource, ctx)
  if (session !== undefined) return { caller, session }
  throw new HttpError(400, 'invalid_request', `${request.method} is about a session: name it in Mcp-Session-Id`)
}

/** The session that a handshake is about to begin, or that the request names. The stateless lifecycle ignores the header. */
async function sessionOf(
  request: Request,
  body: unknown,
  caller: Caller,
  resource: McpResource,
  dispatcher: Dispatcher,
  ctx: Context,
): Promise<Session | undefined> {
  const begins = ctx.config.sessions && dispatcher.handshake(body)
  if (!begins && !request.headers.has(SESSION_HEADER)) return undefined
  // What is not JSON is of no lifecycle.
  if (body === undefined || !(await dispatcher.begunByHandshake(request, body))) return undefined
  return begins ? newSession(ctx) : namedSession(request, caller, resource, ctx)
}

async function readPayload(request: Request): Promise<Payload> {
  const text = await readBody(request, BODY_LIMIT)
  const body = parseJson(text)
  return { text, body, messages: messagesOf(body) }
}

/** Whether every message of a body is a request or notification of an open method. */
function onlyOpen({ body, messages }: Payload, open: ReadonlySet<string>): boolean {
  const count = Array.isArray(body) ? body.length : 1
  return messages.length > 0 && messages.length === count && messages.every(({ method }) => open.has(method))
}

/** Tells whoever proves a key the nonce for the next proof (RFC 9449 §9, §8.2). */
async function withNonce(answer: Response, { jkt }: Caller, ctx: Context): Promise<Response> {
  if (jkt === undefined) return answer
  for (const [name, value] of Object.entries(await nonceHeader('resource', ctx))) answer.headers.set(name, value)
  return answer
}

/** 2025-06-18 took batches out of the protocol again; before it, no version header is sent. */
function rejectBatch(request: Request, body: unknown): void {
  const version = request.headers.get('mcp-protocol-version')
  if (!Array.isArray(body) || version === null || version === '2025-03-26') return
  throw new HttpError(400, 'invalid_request', `MCP ${version} has no batches: send one message in each request`)
}

/** The request as the dispatcher takes it: with its body to read, if that is not JSON. */
function unread(request: Request, { text, body }: Payload): Request {
  if (body !== undefined) return request
  const { method, headers, signal } = request
  return new Request(request.url, { method, headers, body: text, signal })
}

function report(messages: readonly Message[], caller: Caller, resource: McpResource, ctx: Context): void {
  for (const { method, tool } of messages) {
    ctx.emit('mcp.called', {
      surface: resource.id,
      method,
      subject: caller.subject,
      ...(tool !== undefined && { tool }),
      ...(caller.clientId !== undefined && { clientId: caller.clientId }),
    })
  }
}
