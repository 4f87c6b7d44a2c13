import { isObject } from '../http/json.ts'
import { plain } from '../terminal/plain.ts'

/** One event of a test server, as it came. */
export type ServerEvent = Readonly<Record<string, unknown>>

/** The events of a stream (HTML, Server-sent events). */
export async function* serverEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let rest = ''
  for await (const chunk of chunks) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = block.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
      const event: unknown = data.length === 0 ? undefined : JSON.parse(data.join('\n'))
      if (isObject(event)) yield event
    }
  }
}

/** An event in one line; undefined for one that is not asked for. */
export function lineOf(event: ServerEvent, everything: boolean): string | undefined {
  const { type, at, http } = event
  const time = typeof at === 'string' ? at.slice(11, 23) : ''
  if (type === 'gap') return 'some events are not kept any more'
  if (type === 'http.exchanged' && isObject(http)) return `${time} ${exchangeLine(http)}`
  if (type === 'request.refused') return `${time}   refused: ${text(event['code'])} ${text(event['description'])}`
  return everything ? `${time}   ${text(type)} ${detail(event)}` : undefined
}

function exchangeLine({ request, response }: ServerEvent): string {
  const { method, url } = isObject(request) ? request : {}
  const address = text(url)
  const path = URL.canParse(address) ? new URL(address).pathname : address
  return `${text(method)} ${plain(path)} ${text(isObject(response) ? response['status'] : undefined)}`
}

function detail({ id: _id, at: _at, type: _type, issuer: _issuer, exchange: _exchange, ...data }: ServerEvent): string {
  return plain(JSON.stringify(data))
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? plain(String(value)) : ''
}
