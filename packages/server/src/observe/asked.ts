import { bytesRead, type WatchedBody } from '../core/body.ts'
import type { Body, Exchange } from '../core/exchange.ts'
import { Recent } from './recent.ts'

const decoder = new TextDecoder()

/** Headers that somebody looked at: they weigh more than all that is kept of a request. */
const made = new Recent<Asked, Headers>(256)

/**
 * The request of an exchange. It holds strings, and makes headers and body of them when somebody looks: most are never looked at,
 * and keeping the server's own objects costs each collection of garbage a walk through all of them.
 */
export class Asked implements ExchangeRequest {
  readonly method: string
  readonly url: string
  /** Header names and values in turn, a line each: one string is cheaper to keep than all of them. */
  readonly #raw: string | undefined
  readonly #headers: Headers | undefined
  #sent: WatchedBody | undefined
  #body: Body | undefined

  constructor(request: Request, rawHeaders: readonly string[] | undefined, sent: WatchedBody | undefined) {
    this.method = request.method
    this.url = request.url
    this.#raw = rawHeaders?.join('\n')
    if (rawHeaders === undefined) this.#headers = request.headers
    this.#sent = sent
  }

  get headers(): Headers {
    return this.#headers ?? made.of(this, () => headersOf(this.#raw?.split('\n') ?? []))
  }

  get body(): Body | undefined {
    if (this.#sent === undefined) return this.#body
    this.#body = bodyOf(this.#sent, this)
    this.#sent = undefined
    return this.#body
  }
}

type ExchangeRequest = Exchange['request']

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? '', raw[at + 1] ?? '')
  return headers
}

function bodyOf(sent: WatchedBody, asked: { readonly headers: Headers }): Body | undefined {
  if (sent.text !== undefined) return sent.text === '' ? undefined : { text: sent.text, partial: false }
  const bytes = bytesRead(sent)
  if (bytes === undefined) return announcesBody(asked.headers) ? { text: '', partial: true } : undefined
  const partial = bytes.byteLength > sent.limit
  return bytes.byteLength === 0 ? undefined : { text: decoder.decode(bytes.slice(0, sent.limit)), partial }
}

function announcesBody(headers: Headers): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
}
