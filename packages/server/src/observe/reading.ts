import type { Exchange } from '../core/exchange.ts'
import { pathOf } from '../core/http.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import { Recent } from './recent.ts'

/** What an `Authorization` header says: a scheme in lower case, and what comes after it. */
export interface Credentials {
  readonly scheme: string
  readonly value: string
}

/** One JSON-RPC message. */
export type JsonRpc = Readonly<Record<string, unknown>>

/** An exchange, understood: each part is parsed once, when somebody asks for it. */
export interface Reading {
  /** The path of the request's URL, as it was sent. */
  readonly path: string
  readonly query: URLSearchParams
  /** The body, where it is a form. */
  readonly form: URLSearchParams
  /** The body as JSON; undefined when it is none. */
  readonly sent: unknown
  /** The JSON-RPC messages of the body. */
  readonly messages: readonly JsonRpc[]
  readonly credentials: Credentials | undefined
  /** The answer's body as JSON; undefined when it is none. */
  readonly received: unknown
  /** The JSON-RPC messages of the answer, be it JSON or a stream. */
  readonly answers: readonly JsonRpc[]
  /** Where the answer sends the browser. */
  readonly location: URL | undefined
}

/** Those of a flow, which many checks look at in turn. */
const readings = new Recent<Exchange, Reading>(256)

/** An exchange, understood. */
export function read(exchange: Exchange): Reading {
  return readings.of(exchange, () => new LazyReading(exchange))
}

const NOTHING = new URLSearchParams()

class LazyReading implements Reading {
  readonly #exchange: Exchange
  readonly path: string
  #query: URLSearchParams | undefined
  #form: URLSearchParams | undefined
  #sent: { readonly json: unknown } | undefined
  #received: { readonly json: unknown } | undefined

  constructor(exchange: Exchange) {
    this.#exchange = exchange
    this.path = pathOf(exchange.request.url)
  }

  get query(): URLSearchParams {
    const { url } = this.#exchange.request
    const at = url.indexOf('?')
    this.#query ??= at < 0 ? NOTHING : new URLSearchParams(url.slice(at))
    return this.#query
  }

  get form(): URLSearchParams {
    const { headers, body } = this.#exchange.request
    const isForm = headers.get('content-type')?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true
    this.#form ??= isForm && body !== undefined ? new URLSearchParams(body.text) : NOTHING
    return this.#form
  }

  get sent(): unknown {
    const { body } = this.#exchange.request
    this.#sent ??= { json: body === undefined || this.form !== NOTHING ? undefined : parseJson(body.text) }
    return this.#sent.json
  }

  get messages(): readonly JsonRpc[] {
    return messagesIn(this.sent)
  }

  get credentials(): Credentials | undefined {
    const header = this.#exchange.request.headers.get('authorization')
    if (header === null) return undefined
    const at = header.indexOf(' ')
    return at < 0
      ? { scheme: header.toLowerCase(), value: '' }
      : { scheme: header.slice(0, at).toLowerCase(), value: header.slice(at + 1).trim() }
  }

  get received(): unknown {
    const { body } = this.#exchange.response
    this.#received ??= { json: body !== undefined && /^\s*[{[]/.test(body.text) ? parseJson(body.text) : undefined }
    return this.#received.json
  }

  get answers(): readonly JsonRpc[] {
    const { body, streams } = this.#exchange.response
    return streams && body !== undefined ? eventsIn(body.text).flatMap(messagesIn) : messagesIn(this.received)
  }

  get location(): URL | undefined {
    const location = this.#exchange.response.headers.get('location')
    return location !== null && URL.canParse(location, this.#exchange.origin)
      ? new URL(location, this.#exchange.origin)
      : undefined
  }
}

function messagesIn(body: unknown): readonly JsonRpc[] {
  return (Array.isArray(body) ? body : [body]).filter((message): message is JsonRpc => isJsonObject(message))
}

/** The JSON of each event of a stream (HTML, Server-sent events). */
function eventsIn(text: string): readonly unknown[] {
  return text.split(/\r?\n\r?\n/).flatMap((event) => {
    const data = event
      .split(/\r?\n/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).trimStart())
    const json = data.length === 0 ? undefined : parseJson(data.join('\n'))
    return json === undefined ? [] : [json]
  })
}
