import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { isObject, type JsonObject, text } from '../http/json.ts'
import { plain } from '../terminal/plain.ts'
import { type Access, withAccess } from './access.ts'
import { ChallengedError } from './challenged.ts'
import { isNotification, type Reply } from './protocol.ts'
import { openSession, type Session } from './session.ts'
import { mirroredArguments, mirroredHeaders } from './tool-headers.ts'
import { listTools } from './tool-list.ts'
import type { Credentials } from './transport.ts'

/** One request to make. */
export interface CallRequest extends Access {
  readonly method: string
  readonly params: JsonObject | undefined
  readonly requestId: string
  readonly protocolVersion: string | undefined
}

/** Makes one request with the saved login of its URL, or without any. */
export function callServer(context: Context, request: CallRequest): Promise<Reply> {
  return withAccess(context, request, (credentials) => exchange(context, request, credentials))
}

async function exchange(context: Context, request: CallRequest, credentials: Credentials | undefined): Promise<Reply> {
  const { url, method, params, requestId, protocolVersion } = request
  const handshake = method === 'initialize'
  const session = await openSession({ context, url, credentials }, protocolVersion, handshake ? 'handshake' : 'newest')
  try {
    const introduces = handshake || (method === 'server/discover' && session.stateless)
    if (introduces) return { kind: 'result', result: session.introduction }
    const headers = await toolHeaders(session, request)
    const answer = await session.request(requestId, method, withProgress(request), headers)
    if (answer.reply !== undefined) return answer.reply
    if (isNotification(method) && answer.status < 300) return { kind: 'result', result: null }
    throw new CliError('failed', `${url} answered ${method} with HTTP ${answer.status} and ${answer.instead}.`, {
      url,
      status: answer.status,
    })
  } finally {
    await session.close()
  }

  function withProgress({ method: name }: CallRequest): JsonObject | undefined {
    if (name !== 'tools/call' || params === undefined) return params
    const meta = isObject(params['_meta']) ? params['_meta'] : {}
    return { ...params, _meta: { progressToken: requestId, ...meta } }
  }
}

/**
 * The arguments of a tool that its definition wants in headers (SEP-2243). The definition is read first, because
 * a server may refuse a call without them; where it cannot be read, the call goes without.
 */
async function toolHeaders(
  session: Session,
  { url, method, params }: CallRequest,
): Promise<Readonly<Record<string, string>>> {
  if (method !== 'tools/call' || !session.stateless) return {}
  const name = params?.['name']
  const { tools, dropped } = await listTools(session, url).catch((error: unknown) => {
    const mayGoOn = error instanceof ChallengedError ? error.status === 403 : error instanceof CliError
    if (!mayGoOn || (error instanceof CliError && error.failure !== 'failed')) throw error
    return { tools: [], dropped: [] }
  })
  const unusable = dropped.find((tool) => tool.name === name)
  if (unusable !== undefined) {
    throw new CliError('failed', `The tool ${plain(unusable.name)} cannot be called: ${unusable.why}.`, { url })
  }
  const tool = tools.find((candidate) => text(candidate, 'name') === name)
  const wanted = tool === undefined ? [] : mirroredArguments(tool)
  return typeof wanted === 'string' ? {} : mirroredHeaders(wanted, params?.['arguments'])
}
