import type { Flow } from '../flow.ts'
import { type RedactedBody, type RedactedExchange, Redactor } from '../redact.ts'

/** A flow as HAR 1.2, without secrets. Durations are by the server's clock. */
export function har(flow: Flow, creator: { readonly name: string; readonly version: string }): object {
  const redactor = new Redactor(flow.exchanges.map(({ exchange }) => exchange))
  const entries = flow.exchanges.map(({ exchange }) => {
    const took = exchange.answeredAt - exchange.at
    return entry(redactor.exchange(exchange), took)
  })
  return { log: { version: '1.2', creator, entries } }
}

function entry(exchange: RedactedExchange, took: number): object {
  const { request, response } = exchange
  const named = (pairs: readonly (readonly [string, string])[]): object[] =>
    pairs.map(([name, value]) => ({ name, value }))
  const first = (pairs: readonly (readonly [string, string])[], name: string): string =>
    pairs.find(([key]) => key === name)?.[1] ?? ''
  const at = request.url.indexOf('?')
  const query = at < 0 ? [] : [...new URLSearchParams(request.url.slice(at))]
  const type = first(request.headers, 'content-type')
  return {
    startedDateTime: exchange.at,
    time: took,
    ...(exchange.connection !== undefined && { connection: exchange.connection }),
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(request.headers),
      queryString: named(query),
      ...(request.body !== undefined && { postData: { mimeType: type, text: request.body.text } }),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: response.status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(response.headers),
      content: content(response.body, first(response.headers, 'content-type')),
      redirectURL: first(response.headers, 'location'),
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: took, receive: 0 },
  }
}

function content(body: RedactedBody | undefined, mimeType: string): object {
  if (body === undefined) return { size: 0, mimeType }
  return {
    size: body.text.length,
    mimeType,
    text: body.text,
    ...(body.partial && { comment: 'only the beginning was kept' }),
  }
}
