import type { Fetch, FetchInit, FetchResponse } from '../env.ts'
import { KnownSecrets } from './known-secrets.ts'
import { plain } from './plain.ts'
import { REDACTED, redactBody, redactEvents, redactHeader, redactUrl } from './redact.ts'

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
export function tracedFetch(fetch: Fetch, print: (line: string) => void): Fetch {
  const secrets = new KnownSecrets()
  const tell = (line: string): void => print(secrets.redact(line, REDACTED))
  return async (url, init) => {
    learnRequest(url, init, secrets)
    tellRequest(url, init, tell)
    const response = await fetch(url, init)
    secrets.url(response.headers.get('location') ?? '')
    tell(`< HTTP ${response.status} ${redactUrl(url)}`)
    for (const name of SHOWN_HEADERS) {
      const value = response.headers.get(name)
      if (value !== null) tell(`< ${name}: ${plain(redactHeader(name, value))}`)
    }
    return { ...pick(response), body: response.body === null ? null : tellBody(response, response.body, secrets, tell) }
  }
}

function pick({ status, headers, headerList, remoteAddress }: FetchResponse): Omit<FetchResponse, 'body'> {
  return { status, headers: { get: (name) => headers.get(name) }, headerList, remoteAddress }
}

function learnRequest(url: string, init: FetchInit, secrets: KnownSecrets): void {
  secrets.url(url)
  for (const [name, value] of Object.entries(init.headers)) secrets.header(name, value)
  if (init.body !== undefined) secrets.body(init.body)
}

function tellRequest(url: string, init: FetchInit, tell: (line: string) => void): void {
  tell(`> ${init.method} ${redactUrl(url)}`)
  for (const [name, value] of Object.entries(init.headers)) tell(`> ${name}: ${plain(redactHeader(name, value))}`)
  if (init.body !== undefined) tell(`> ${redactBody(init.body, mediaTypeOf(init.headers['content-type'] ?? null))}`)
}

async function* tellBody(
  response: FetchResponse,
  body: AsyncIterable<Uint8Array>,
  secrets: KnownSecrets,
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
    secrets.body(text)
    const shown = type === 'text/event-stream' ? redactEvents(text, ' | ') : redactBody(text, type)
    if (shown !== '')
      tell(
        `< ${[...shown]
          .slice(0, SHOWN_BODY)
          .join('')
          .replace(/\p{Cc}/gu, ' ')}`,
      )
  }
}

function mediaTypeOf(header: string | null): string {
  return (header ?? '').split(';', 1).join('').trim().toLowerCase()
}
