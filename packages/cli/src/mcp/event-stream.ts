import { CliError } from '../errors.ts'

/** Characters of one event; a stream may go on for ever, an event may not. */
const EVENT_LIMIT = 1 << 26

/** One event of a stream. */
export interface StreamEvent {
  /** `''` where the event has none. */
  readonly data: string
  /** The last id the stream gave, to go on from. */
  readonly id: string | undefined
  /** How long the server wants to be left alone before the stream is asked for again, in milliseconds. */
  readonly retry: number | undefined
}

/** The events of a `text/event-stream` (WHATWG HTML §9.2.6), those without data too: they may carry an id. */
export async function* events(chunks: AsyncIterable<string>, limit = EVENT_LIMIT): AsyncGenerator<StreamEvent> {
  let size = 0
  let data: string[] = []
  let id: string | undefined
  let retry: number | undefined
  for await (const line of lines(chunks, limit)) {
    if (line === '') {
      yield { data: data.join('\n'), id, retry }
      data = []
      size = 0
      continue
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') {
      size += value.length
      if (size > limit) throw tooLong(limit)
      data.push(value)
    }
    if (field === 'id' && !value.includes('\0')) id = value
    if (field === 'retry' && /^\d+$/.test(value)) retry = Number(value)
  }
}

/** The data of each event that has any. */
export async function* eventData(chunks: AsyncIterable<string>, limit = EVENT_LIMIT): AsyncGenerator<string> {
  for await (const { data } of events(chunks, limit)) if (data !== '') yield data
}

/** Lines ended by LF, CR or CRLF, wherever the chunks are cut. */
async function* lines(chunks: AsyncIterable<string>, limit: number): AsyncGenerator<string> {
  const ending = /[\r\n]/g
  let rest = ''
  let first = true
  for await (const chunk of chunks) {
    // What was looked through before holds no end, unless it is a CR whose LF may follow.
    ending.lastIndex = Math.max(0, rest.length - 1)
    rest += first ? chunk.replace(/^\u{feff}/u, '') : chunk
    first = false
    for (;;) {
      const end = ending.exec(rest)?.index ?? -1
      if (end === -1 || (rest[end] === '\r' && end === rest.length - 1)) break
      yield rest.slice(0, end)
      rest = rest.slice(rest[end] === '\r' && rest[end + 1] === '\n' ? end + 2 : end + 1)
      ending.lastIndex = 0
    }
    if (rest.length > limit) throw tooLong(limit)
  }
  if (rest.endsWith('\r')) yield rest.slice(0, -1)
}

function tooLong(limit: number): CliError {
  return new CliError('failed', `An event of the answer is longer than ${limit} characters.`)
}
