import type { Fetch, FetchInit, FetchResponse } from '../env.ts'
import { plain } from './plain.ts'
import { redactBody, redactHeader, redactUrl } from './redact.ts'

const SHOWN_HEADERS = [
  'content-type',
  'location',
  'www-authenticate',
  'mcp-session-id',
  'mcp-protocol-version',
  'retry-after',
]
const SHOWN_BODY = 4000

/** A `fetch` that tells every exchange, without its secrets. Bodies are told when they have been read. */
export function tracedFetch(fetch: Fetch, tell: (line: string) => void): Fetch {
  return async (url, init) => {
    tellRequest(url, init, tell)
    const response = await fetch(url, init)
    tell(`< HTTP ${response.status} ${redactUrl(url)}`)
    for (const name of SHOWN_HEADERS) {
      const value = response.headers.get(name)
      if (value !== null) tell(`< ${name}: ${plain(redactHeader(name, value))}`)
    }
    return { ...pick(response), body: response.body === null ? null : tellBody(response, response.body, tell) }
  }
}

function pick({ status, headers, remoteAddress }: FetchResponse): Omit<FetchResponse, 'body'> {
  return { status, headers: { get: (name) => headers.get(name) }, remoteAddress }
}

function tellRequest(url: string, init: FetchInit, tell: (line: string) => void): void {
  tell(`> ${init.method} ${redactUrl(url)}`)
  for (const [name, value] of Object.entries(init.headers)) tell(`> ${name}: ${plain(redactHeader(name, value))}`)
  if (init.body !== undefined) tell(`> ${redactBody(init.body, mediaTypeOf(init.headers['content-type'] ?? null))}`)
}

async function* tellBody(
  response: FetchResponse,
  body: AsyncIterable<Uint8Array>,
  tell: (line: string) => void,
): AsyncGenerator<Uint8Array> {
  const type = mediaTypeOf(response.headers.get('content-type'))
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true })
      yield chunk
    }
  } finally {
    const shown = type === 'text/event-stream' ? redactEvents(text) : redactBody(text, type)
    if (shown !== '')
      tell(
        `< ${[...shown]
          .slice(0, SHOWN_BODY)
          .join('')
          .replace(/\p{Cc}/gu, ' ')}`,
      )
  }
}

function redactEvents(text: string): string {
  const events = text.split(/\r\n|\r|\n/).filter((line) => line.startsWith('data:'))
  return events.map((line) => redactBody(line.slice(5).trim(), 'text/event-stream')).join(' | ')
}

function mediaTypeOf(header: string | null): string {
  return (header ?? '').split(';', 1).join('').trim().toLowerCase()
}
