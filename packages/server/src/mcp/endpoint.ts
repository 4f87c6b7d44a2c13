import { readBody } from '../core/body.ts'
import type { Context } from '../core/context.ts'
import { nonceHeader } from '../core/dpop-nonce.ts'
import { HttpError } from '../core/errors.ts'
import type { Endpoint } from '../core/route.ts'
import { NAME, VERSION } from '../core/version.ts'
import type { Caller } from './caller.ts'
import type { Dispatcher } from './dispatch.ts'
import { authenticate, requireScope } from './guard.ts'
import { type Message, messagesOf } from './message.ts'
import type { McpResource } from './resources/resource.ts'

/** Longest MCP request, in bytes. */
const BODY_LIMIT = 4 * 1024 * 1024

/** Loads the dispatcher, the first time; gives the same one ever after. */
export type LoadDispatcher = () => Promise<Dispatcher>

/** The SDK takes longer to load than the rest of the server: it waits for the first sign of an MCP client. */
export function lazyDispatcher(): LoadDispatcher {
  let loading: Promise<Dispatcher> | undefined
  return () => {
    loading ??= import('./dispatch.ts').then(({ createDispatcher }) =>
      createDispatcher({ name: NAME, version: VERSION }),
    )
    return loading
  }
}

/** `POST` at an MCP endpoint: a valid token in front, enough scope next, the dispatcher behind. */
export function mcpEndpoint(resource: McpResource, load: LoadDispatcher): Endpoint {
  return async (request, ctx) => {
    const loading = load()
    // A refusal below must not leave a failed load without somebody who waits for it.
    loading.catch(() => undefined)
    const caller = await authenticate(request, resource, ctx)
    const text = await readBody(request, BODY_LIMIT)
    const body = parse(text)
    rejectBatch(request, body)
    const messages = messagesOf(body)
    const dispatcher = await loading
    await requireScope(caller, dispatcher.neededScopes(messages), resource, ctx)
    report(messages, caller, resource, ctx)
    const answer = await dispatcher.dispatch(body === undefined ? withBody(request, text) : request, body, {
      caller,
      resource,
      messages,
    })
    return caller.jkt === undefined ? answer : withNonce(answer, ctx)
  }
}

/** Tells whoever proves a key the nonce for the next proof (RFC 9449 §9, §8.2). */
async function withNonce(answer: Response, ctx: Context): Promise<Response> {
  for (const [name, value] of Object.entries(await nonceHeader('resource', ctx))) answer.headers.set(name, value)
  return answer
}

/** 2025-06-18 took batches out of the protocol again; before it, no version header is sent. */
function rejectBatch(request: Request, body: unknown): void {
  const version = request.headers.get('mcp-protocol-version')
  if (!Array.isArray(body) || version === null || version === '2025-03-26') return
  throw new HttpError(400, 'invalid_request', `MCP ${version} has no batches: send one message in each request`)
}

/** Undefined for what is not JSON: the protocol has its own answer for that. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The request as it was before its body was read. */
function withBody(request: Request, body: string): Request {
  return new Request(request.url, { method: request.method, headers: request.headers, body, signal: request.signal })
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
