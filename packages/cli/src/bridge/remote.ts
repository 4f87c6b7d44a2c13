import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Incoming } from '../http/exchange.ts'
import { isObject, type JsonObject, mediaType, parseObject } from '../http/json.ts'
import { type Access, withAccess } from '../mcp/access.ts'
import { events } from '../mcp/event-stream.ts'
import { readReply } from '../mcp/protocol.ts'
import { post, posted } from '../mcp/transport.ts'
import { claimedVersion, requestId, responseOf } from './message.ts'
import { newSender, type Send } from './sender.ts'
import { BridgedSession } from './session.ts'
import { MirroredTools } from './tools.ts'

/** How often in a row a stream that broke off is asked for again, and how long to wait before. */
const MOST_RESUMPTIONS = 5
const RETRY = 1000
const LONGEST_RETRY = 30_000
const BODY_LIMIT = 1 << 26

/** The MCP server at the other end of the bridge: takes messages as the local client wrote them. */
export class Remote {
  readonly #access: Access
  readonly #send: Send
  readonly #session = new BridgedSession()
  readonly #tools = new MirroredTools()

  constructor(access: Access) {
    this.#access = access
    this.#send = newSender(access)
  }

  /** Sends a notification or a response: there is no answer but its acceptance. */
  async tell(context: Context, message: JsonObject): Promise<void> {
    const answer = await this.#post(context, message, false)
    if (answer.status >= 200 && answer.status < 300) return answer.discard()
    throw this.#refusal(answer, await answer.text())
  }

  /** Sends a request; gives what the server says meanwhile, and the response last. */
  async *ask(context: Context, message: JsonObject): AsyncGenerator<JsonObject> {
    const id = requestId(message) ?? ''
    const answer = await this.#post(context, message, true)
    const replies =
      mediaType(answer) === 'text/event-stream' ? this.#untilAnswered(context, answer, id) : this.#single(answer, id)
    for await (const said of replies) yield this.#noticed(context, message, said, answer)
  }

  /** What the server says by itself, for as long as it lets clients listen (2025-11-25 transports §Listening). */
  async *listen(context: Context): AsyncGenerator<JsonObject> {
    for await (const { message } of this.#stream(context, undefined, undefined)) yield message
  }

  end(context: Context): Promise<void> {
    return this.#session.end(context, this.#access.url, this.#send)
  }

  async #post(context: Context, message: JsonObject, patient: boolean): Promise<Incoming> {
    const { url } = this.#access
    const extra = claimedVersion(message) === undefined ? {} : await this.#mirrored(context, message)
    const send = (): Promise<Incoming> => {
      const headers = { ...extra, ...this.#session.headers(message) }
      return this.#send(context, { ...posted(url, message, headers), patient })
    }
    const answer = await send()
    const forgotten = answer.status === 404 && this.#session.kept && claimedVersion(message) === undefined
    if (!forgotten || message['method'] === 'initialize') return answer
    answer.discard()
    await this.#beginAgain(context)
    return send()
  }

  #mirrored(context: Context, message: JsonObject): Promise<Readonly<Record<string, string>>> {
    const { url } = this.#access
    const quietly: Access = { ...this.#access, ask: undefined }
    return this.#tools.headers(message, url, (own, headers) =>
      withAccess(context, quietly, (credentials) => post({ context, url, credentials }, own, headers)),
    )
  }

  /** A session that the server does not know any more is begun anew (2025-11-25 transports §Session Management). */
  async #beginAgain(context: Context): Promise<void> {
    const { introduction } = this.#session
    if (introduction === undefined) return
    context.notice('The server has ended the session; it is begun anew.')
    for await (const _ of this.ask(context, introduction));
    await this.tell(context, { jsonrpc: '2.0', method: 'notifications/initialized' })
  }

  /** What the bridge itself has to know of an answer that passes. */
  #noticed(context: Context, request: JsonObject, said: JsonObject, answer: Incoming): JsonObject {
    if (said['id'] !== request['id'] || !('result' in said)) return said
    if (request['method'] === 'initialize') {
      this.#session.begin(request, said['result'], answer.header('mcp-session-id'))
    }
    const lists = request['method'] === 'tools/list' && claimedVersion(request) !== undefined
    return lists ? { ...said, result: this.#tools.learn(context, said['result']) } : said
  }

  async *#single(answer: Incoming, id: string | number): AsyncGenerator<JsonObject> {
    const body = await answer.text(BODY_LIMIT)
    const value = parseObject(body)
    const reply = typeof value === 'string' ? undefined : readReply(value, id)
    if (reply === undefined) throw this.#refusal(answer, body)
    yield responseOf(id, reply)
  }

  async *#untilAnswered(context: Context, first: Incoming, id: string | number): AsyncGenerator<JsonObject> {
    for await (const { message, answers } of this.#stream(context, first, id)) {
      yield message
      if (answers) return
    }
    throw this.#failed('ended its event stream without the answer')
  }

  /**
   * The messages of an event stream. One that breaks off is asked for again from the last event on, if it told one
   * (2025-11-25 transports §Resumability); one of the server's own is asked for again in any case.
   */
  async *#stream(
    context: Context,
    first: Incoming | undefined,
    id: string | number | undefined,
  ): AsyncGenerator<{ readonly message: JsonObject; readonly answers: boolean }> {
    let lastId: string | undefined
    let pause = RETRY
    let current = first ?? (await this.#reopen(context, lastId))
    for (let attempt = 0; current !== undefined && attempt < MOST_RESUMPTIONS; attempt += 1) {
      try {
        for await (const event of events(current.chunks())) {
          attempt = 0
          lastId = event.id ?? lastId
          pause = Math.min(event.retry ?? pause, LONGEST_RETRY)
          const message = event.data === '' ? undefined : parseObject(event.data)
          if (!isObject(message)) continue
          yield { message, answers: id !== undefined && readReply(message, id) !== undefined }
        }
      } catch (error) {
        if (context.env.interrupted.aborted || (first !== undefined && lastId === undefined)) throw error
      }
      if (first !== undefined && lastId === undefined) return
      await context.env.sleep(pause, context.env.interrupted)
      current = await this.#reopen(context, lastId)
    }
  }

  /** `undefined` where the server has no such stream. */
  async #reopen(context: Context, lastId: string | undefined): Promise<Incoming | undefined> {
    const { url } = this.#access
    const resume = lastId === undefined ? {} : { 'last-event-id': lastId }
    const headers = { accept: 'text/event-stream', ...this.#session.headers({}), ...resume }
    const answer = await this.#send(context, { method: 'GET', url, headers, patient: true })
    if (answer.status === 200 && mediaType(answer) === 'text/event-stream') return answer
    answer.discard()
    return undefined
  }

  #refusal({ status }: Incoming, body: string): CliError {
    const value = parseObject(body)
    const what = typeof value === 'string' ? value : 'JSON that does not answer the request'
    return this.#failed(`answered HTTP ${status} with ${what}`, status)
  }

  #failed(what: string, status?: number): CliError {
    const { url } = this.#access
    return new CliError('failed', `${url} ${what}.`, { url, status })
  }
}
