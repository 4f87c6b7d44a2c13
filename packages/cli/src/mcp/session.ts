import { CliError } from '../errors.ts'
import { isObject, type JsonObject, text, texts } from '../http/json.ts'
import { plain } from '../terminal/plain.ts'
import { CLIENT_INFO } from '../version.ts'
import {
  CLIENT_CAPABILITIES,
  HANDSHAKE_VERSIONS,
  MODERN_ERRORS,
  request,
  STATELESS_VERSION,
  statelessHeaders,
  statelessRequest,
  UNSUPPORTED_VERSION,
} from './protocol.ts'
import { type Answer, type Connection, endSession, post, resultObject } from './transport.ts'

/** A way to talk to one server, after its revision is known. */
export interface Session {
  readonly protocolVersion: string
  /** Requests stand alone: no handshake, no session. */
  readonly stateless: boolean
  /** What the server said of itself: the result of `server/discover` or of `initialize`. */
  readonly introduction: JsonObject
  readonly remoteAddress: string | undefined
  /** `extra` headers go along where requests stand alone; the handshake revisions know none. */
  request(
    id: string | number,
    method: string,
    params: JsonObject | undefined,
    extra?: Readonly<Record<string, string>>,
  ): Promise<Answer>
  close(): Promise<void>
}

/** How a session begins: `newest` asks `server/discover` first, `handshake` tries `initialize` first. */
export type Preference = 'newest' | 'handshake'

/**
 * Finds the revision the server speaks. A 401 or 403 says nothing about it and is thrown as a challenge
 * (requirements: authorize first, then repeat the same request). `version` forces one revision.
 */
export async function openSession(
  connection: Connection,
  version: string | undefined,
  preference: Preference,
): Promise<Session> {
  if (version === STATELESS_VERSION) return demand(await stateless(connection), connection, version)
  if (version !== undefined) return demand(await handshake(connection, version), connection, version)
  const openings = [() => stateless(connection), () => handshake(connection, HANDSHAKE_VERSIONS[0])]
  if (preference === 'handshake') openings.reverse()
  let last: Failure = { failure: 'nothing' }
  for (const opening of openings) {
    const opened = await opening()
    if ('session' in opened) return opened.session
    last = opened
    if (last.final === true) break
  }
  throw new CliError('failed', `${connection.url} does not speak MCP by Streamable HTTP: ${last.failure}.`, {
    url: connection.url,
    status: last.status,
  })
}

type Opening = { readonly session: Session } | Failure

interface Failure {
  readonly failure: string
  readonly status?: number
  /** The other era need not be tried. */
  readonly final?: boolean
}

function demand(opening: Opening, { url }: Connection, version: string): Session {
  if ('session' in opening) return opening.session
  const message = `${url} does not speak protocol version ${version}: ${opening.failure}.`
  throw new CliError('failed', message, { url, status: opening.status })
}

/** Asks for the server's introduction in the 2026-07-28 way; once more if it rejects the version but lists it. */
async function stateless(connection: Connection): Promise<Opening> {
  const ask = (id: string): Promise<Answer> => {
    const message = statelessRequest(id, 'server/discover')
    return post(connection, message, statelessHeaders(message))
  }
  let answer = await ask('discover-1')
  if (answer.reply?.kind === 'error' && UNSUPPORTED_VERSION.has(answer.reply.error.code)) {
    const data = answer.reply.error.data
    if (isObject(data) && texts(data, 'supported')?.includes(STATELESS_VERSION)) answer = await ask('discover-2')
  }
  const introduction = resultObject(answer.reply)
  const versions = introduction === undefined ? undefined : texts(introduction, 'supportedVersions')
  if (introduction === undefined || versions === undefined) return failure('server/discover', answer)
  if (!versions.includes(STATELESS_VERSION)) {
    return { failure: `it offers only ${plain(versions.join(', ')) || 'no version'}`, status: answer.status }
  }
  return {
    session: {
      protocolVersion: STATELESS_VERSION,
      stateless: true,
      introduction,
      remoteAddress: answer.remoteAddress,
      request: (id, method, params, extra) => {
        const message = statelessRequest(id, method, params)
        return post(connection, message, { ...extra, ...statelessHeaders(message) })
      },
      close: async () => undefined,
    },
  }
}

/** A handshake that was agreed to. */
interface Agreed {
  readonly introduction: JsonObject
  readonly remoteAddress: string | undefined
  readonly protocolVersion: string
  readonly sessionId: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The handshake of the revisions up to 2025-11-25. A server that has forgotten the session answers 404; then there
 * is a new one, with the same token, and the request is made once more (2025-11-25 transports, Session Management).
 */
async function handshake(connection: Connection, version: string): Promise<Opening> {
  const agreed = await initialize(connection, version)
  if ('failure' in agreed) return agreed
  let current = agreed
  return {
    session: {
      protocolVersion: agreed.protocolVersion,
      stateless: false,
      introduction: agreed.introduction,
      remoteAddress: agreed.remoteAddress,
      request: async (id, method, params) => {
        const message = request(id, method, params)
        const answer = await post(connection, message, current.headers)
        if (answer.status !== 404 || current.sessionId === undefined) return answer
        const next = await initialize(connection, version)
        if ('failure' in next) return answer
        current = next
        return post(connection, message, current.headers)
      },
      close: async () => {
        if (current.sessionId !== undefined) await endSession(connection, current.headers).catch(() => undefined)
      },
    },
  }
}

/** `initialize`, then `notifications/initialized`. */
async function initialize(connection: Connection, version: string): Promise<Agreed | Failure> {
  const parameters = { protocolVersion: version, capabilities: CLIENT_CAPABILITIES, clientInfo: CLIENT_INFO }
  const answer = await post(connection, request('initialize-1', 'initialize', parameters), {})
  const introduction = resultObject(answer.reply)
  const agreed = introduction === undefined ? undefined : text(introduction, 'protocolVersion')
  if (introduction === undefined || agreed === undefined) return failure('initialize', answer)
  if (!HANDSHAKE_VERSIONS.some((known) => known === agreed)) {
    return { failure: `initialize was answered with protocol version ${plain(agreed)}`, status: answer.status }
  }
  const { sessionId, remoteAddress } = answer
  const headers = {
    'mcp-protocol-version': agreed,
    ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }),
  }
  await post(connection, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers)
  return { introduction, remoteAddress, protocolVersion: agreed, sessionId, headers }
}

function failure(method: string, { reply, status, instead }: Answer): Failure {
  if (reply?.kind === 'error') {
    const { code, message } = reply.error
    return {
      failure: `${method} got error ${code} ${plain(message)}`.trimEnd(),
      status,
      final: MODERN_ERRORS.has(code),
    }
  }
  if (reply?.kind === 'result') return { failure: `${method} got a result of another shape`, status }
  return { failure: `${method} got HTTP ${status} with ${instead}`, status }
}
