import type { Context } from '../context.ts'
import { authorizationHints, parseChallenges } from '../discovery/challenge.ts'
import { CliError } from '../errors.ts'
import { redirectTarget } from '../http/document.ts'
import { type Incoming, type Outgoing, send } from '../http/exchange.ts'
import { isObject, mediaType, parseObject } from '../http/json.ts'
import type { DpopProver } from '../oauth/dpop.ts'
import { plain } from '../terminal/plain.ts'
import { ChallengedError } from './challenged.ts'
import { eventData } from './event-stream.ts'
import { type Message, type Reply, readReply } from './protocol.ts'

/** A token, and the proof of its key if it is bound to one (RFC 9449 §7.1). */
export interface Credentials {
  readonly accessToken: string
  readonly prover: DpopProver | undefined
}

/** One MCP endpoint, and the token that belongs to it. */
export interface Connection {
  readonly context: Context
  readonly url: string
  readonly credentials: Credentials | undefined
}

/** What came back for one POST. */
export interface Answer {
  readonly status: number
  readonly reply: Reply | undefined
  /** What the body was when it was no reply. */
  readonly instead: string
  readonly sessionId: string | undefined
  readonly remoteAddress: string | undefined
}

const BODY_LIMIT = 1 << 26

/**
 * Sends one message by Streamable HTTP and reads its answer, JSON or event stream. 401 and 403 are thrown as
 * challenges; a redirect is an error, so the token never leaves this URL.
 */
export async function post(
  connection: Connection,
  message: Message,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const answer = await exchange(connection, posted(connection.url, message, headers))
  const common = {
    status: answer.status,
    sessionId: answer.header('mcp-session-id'),
    remoteAddress: answer.remoteAddress,
  }
  if (message.id === undefined) {
    answer.discard()
    return { ...common, reply: undefined, instead: 'nothing' }
  }
  if (mediaType(answer) === 'text/event-stream') {
    const reply = await replyInStream(connection, answer, message.id, headers)
    return { ...common, reply, instead: 'an event stream that ended without the answer' }
  }
  const body = parseObject(await answer.text(BODY_LIMIT))
  if (typeof body === 'string') return { ...common, reply: undefined, instead: body }
  return { ...common, reply: readReply(body, message.id), instead: 'JSON that does not answer the request' }
}

/** Sends one request to the endpoint: 401 and 403 are thrown as challenges, a redirect is an error. */
export async function exchange(connection: Connection, outgoing: Outgoing): Promise<Incoming> {
  const answer = await dispatch(connection, outgoing)
  refuseRedirect(connection, answer)
  refuseChallenge(connection, answer)
  return answer
}

/** Ends a session, as far as the server lets clients do that (2025-11-25 transports §Session Management). */
export async function endSession(connection: Connection, headers: Readonly<Record<string, string>>): Promise<void> {
  const answer = await dispatch(connection, { method: 'DELETE', url: connection.url, headers })
  answer.discard()
}

/** One message as a request: whatever is posted to the endpoint is posted so. */
export function posted(url: string, message: unknown, headers: Readonly<Record<string, string>>): Outgoing {
  return {
    method: 'POST',
    url,
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(message),
  }
}

/** Sends with the token, and with a new proof each time; a nonce that the server asks for is given once (RFC 9449 §9). */
async function dispatch(connection: Connection, outgoing: Outgoing): Promise<Incoming> {
  const { context, credentials } = connection
  for (let attempt = 1; ; attempt += 1) {
    const headers = { ...outgoing.headers, ...(await authorization(connection, outgoing)) }
    const answer = await send(context, { ...outgoing, headers })
    const nonce = answer.header('dpop-nonce')
    credentials?.prover?.heed(outgoing.url, nonce)
    const again = attempt === 1 && credentials?.prover !== undefined && nonce !== undefined && wantsNonce(answer)
    if (!again) return answer
    answer.discard()
  }
}

async function authorization(
  { context, credentials }: Connection,
  { method, url }: Outgoing,
): Promise<Readonly<Record<string, string>>> {
  if (credentials === undefined) return {}
  const { accessToken, prover } = credentials
  if (prover === undefined) return { authorization: `Bearer ${accessToken}` }
  const dpop = await prover.proof(context, { method, url, accessToken })
  return { authorization: `DPoP ${accessToken}`, dpop }
}

function wantsNonce(answer: Incoming): boolean {
  if (answer.status !== 401) return false
  const { challenges } = parseChallenges(answer.header('www-authenticate') ?? '')
  return challenges.some(({ scheme, parameters }) => scheme === 'dpop' && parameters.get('error') === 'use_dpop_nonce')
}

function refuseRedirect({ url }: Connection, answer: Incoming): void {
  const target = redirectTarget(answer)
  if (target === undefined) return
  answer.discard()
  throw new CliError('failed', `${url} redirects to ${plain(target)}; a token is not sent along.`, {
    url,
    status: answer.status,
    hint: 'If that is the server you mean, use its URL.',
  })
}

function refuseChallenge(connection: Connection, answer: Incoming): void {
  if (answer.status !== 401 && answer.status !== 403) return
  const hints = authorizationHints(answer.header('www-authenticate'))
  answer.discard()
  throw new ChallengedError(answer.status, hints, connection.credentials !== undefined, answer.remoteAddress)
}

/** Reads events until the answer comes; says "not supported" to requests that the server makes meanwhile. */
async function replyInStream(
  connection: Connection,
  answer: Incoming,
  id: string | number,
  headers: Readonly<Record<string, string>>,
): Promise<Reply | undefined> {
  for await (const data of eventData(answer.chunks())) {
    const message = parseObject(data)
    if (typeof message === 'string') continue
    const reply = readReply(message, id)
    if (reply !== undefined) return reply
    if (message['method'] === 'notifications/progress') tellProgress(connection, message['params'])
    if (typeof message['method'] === 'string' && message['id'] !== undefined) {
      await answerServer(connection, message['method'], message['id'], headers)
    }
  }
  return undefined
}

/** Progress is the conversation's, not the result's (MCP progress). */
function tellProgress({ context }: Connection, params: unknown): void {
  if (!isObject(params) || typeof params['progress'] !== 'number') return
  const { progress, total, message } = params
  const of = typeof total === 'number' ? ` of ${total}` : ''
  context.say(`Progress: ${progress}${of}${typeof message === 'string' ? ` ${plain(message)}` : ''}`)
}

/** `ping` gets its empty result, anything else "method not found": this client declares no capability. */
async function answerServer(
  connection: Connection,
  method: string,
  id: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const outcome =
    method === 'ping' ? { result: {} } : { error: { code: -32601, message: 'this client has no such method' } }
  const answer = await dispatch(connection, posted(connection.url, { jsonrpc: '2.0', id, ...outcome }, headers))
  answer.discard()
}

/** A result that must be an object, as every MCP result is. */
export function resultObject(reply: Reply | undefined): Readonly<Record<string, unknown>> | undefined {
  return reply?.kind === 'result' && isObject(reply.result) ? reply.result : undefined
}
