import type { Env, Fetch, FetchInit, FetchResponse } from '../env.ts'
import { VERSION } from '../version.ts'
import { KnownSecrets } from './known-secrets.ts'
import { REDACTED, redactBody, redactEvents, redactHeader, redactUrl } from './redact.ts'

const LONGEST_BODY = 1 << 20
/** A long run is cut off at its beginning. */
const MOST_ENTRIES = 5000

interface NamedValue {
  readonly name: string
  readonly value: string
}

interface Entry {
  readonly startedDateTime: string
  time: number
  readonly request: object
  response: object
  readonly cache: object
  timings: { readonly send: number; readonly wait: number; receive: number }
  readonly serverIPAddress?: string
  comment?: string
}

/** Keeps every exchange for an HTTP archive (HAR 1.2), without its secrets. */
export class HarRecorder {
  readonly #env: Env
  readonly #secrets = new KnownSecrets()
  #entries: Entry[] = []

  constructor(env: Env) {
    this.#env = env
  }

  /** The `fetch` that is recorded. */
  recorded(fetch: Fetch): Fetch {
    return async (url, init) => {
      const started = this.#env.now()
      const entry = this.#begin(url, init, started)
      try {
        const response = await fetch(url, init)
        return this.#answered(entry, response, started)
      } catch (error) {
        entry.time = this.#env.now() - started
        entry.comment = 'no answer'
        throw error
      }
    }
  }

  /** The archive as text. */
  text(): string {
    const log = { version: '1.2', creator: { name: 'mcp-auth', version: VERSION }, entries: this.#entries }
    return `${this.#secrets.redact(JSON.stringify({ log }, null, 2), REDACTED)}\n`
  }

  #begin(url: string, { method, headers, body }: FetchInit, started: number): Entry {
    this.#secrets.url(url)
    if (body !== undefined) this.#secrets.body(body)
    const type = headers['content-type'] ?? ''
    const shown = redactUrl(url)
    const entry: Entry = {
      startedDateTime: new Date(started).toISOString(),
      time: 0,
      request: {
        method,
        url: shown,
        httpVersion: 'HTTP/1.1',
        cookies: [],
        headers: this.#headers(Object.entries(headers)),
        queryString: queryOf(shown),
        ...(body === undefined ? {} : { postData: { mimeType: type, text: redactBody(body, mediaTypeOf(type)) } }),
        headersSize: -1,
        bodySize: body === undefined ? 0 : Buffer.byteLength(body),
      },
      response: responseOf(0, [], '', '', ''),
      cache: {},
      timings: { send: 0, wait: 0, receive: 0 },
    }
    this.#entries = [...this.#entries.slice(1 - MOST_ENTRIES), entry]
    return entry
  }

  #answered(entry: Entry, response: FetchResponse, started: number): FetchResponse {
    const wait = this.#env.now() - started
    const type = response.headers.get('content-type') ?? ''
    const location = response.headers.get('location')
    if (location !== null) this.#secrets.url(location)
    const headers = this.#headers(response.headerList ?? [])
    const fill = (text: string): void => {
      entry.time = this.#env.now() - started
      entry.timings = { send: 0, wait, receive: entry.time - wait }
      entry.response = responseOf(response.status, headers, location === null ? '' : redactUrl(location), type, text)
    }
    fill('')
    const { body, status, headers: read, remoteAddress } = response
    return { status, headers: read, remoteAddress, body: body === null ? null : this.#recordBody(body, type, fill) }
  }

  async *#recordBody(
    body: AsyncIterable<Uint8Array>,
    type: string,
    fill: (text: string) => void,
  ): AsyncGenerator<Uint8Array> {
    const decoder = new TextDecoder()
    let text = ''
    try {
      for await (const chunk of body) {
        if (text.length < LONGEST_BODY) text += decoder.decode(chunk, { stream: true })
        yield chunk
      }
    } finally {
      this.#secrets.body(text)
      const stream = mediaTypeOf(type) === 'text/event-stream'
      fill(stream ? redactEvents(text, '\n') : redactBody(text, mediaTypeOf(type)))
    }
  }

  #headers(pairs: readonly (readonly [string, string])[]): readonly NamedValue[] {
    for (const [name, value] of pairs) this.#secrets.header(name, value)
    return pairs.map(([name, value]) => ({ name, value: redactHeader(name, value) }))
  }
}

function responseOf(
  status: number,
  headers: readonly NamedValue[],
  redirectURL: string,
  mimeType: string,
  text: string,
): object {
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers,
    content: { size: Buffer.byteLength(text), mimeType, text },
    redirectURL,
    headersSize: -1,
    bodySize: -1,
  }
}

function queryOf(url: string): readonly NamedValue[] {
  const mark = url.indexOf('?')
  return mark === -1 ? [] : [...new URLSearchParams(url.slice(mark + 1))].map(([name, value]) => ({ name, value }))
}

function mediaTypeOf(header: string): string {
  return header.split(';', 1).join('').trim().toLowerCase()
}
