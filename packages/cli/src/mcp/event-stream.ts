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
export async function* events(chunks: AsyncIterable<string>): AsyncGenerator<StreamEvent> {
  let data: string[] = []
  let id: string | undefined
  let retry: number | undefined
  for await (const line of lines(chunks)) {
    if (line === '') {
      yield { data: data.join('\n'), id, retry }
      data = []
      continue
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    if (field === 'id' && !value.includes('\0')) id = value
    if (field === 'retry' && /^\d+$/.test(value)) retry = Number(value)
  }
}

/** The data of each event that has any. */
export async function* eventData(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const { data } of events(chunks)) if (data !== '') yield data
}

/** Lines ended by LF, CR or CRLF, wherever the chunks are cut. */
async function* lines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  let first = true
  for await (const chunk of chunks) {
    rest += first ? chunk.replace(/^\u{feff}/u, '') : chunk
    first = false
    for (;;) {
      const end = rest.search(/[\r\n]/)
      if (end === -1 || (rest[end] === '\r' && end === rest.length - 1)) break
      yield rest.slice(0, end)
      rest = rest.slice(rest[end] === '\r' && rest[end + 1] === '\n' ? end + 2 : end + 1)
    }
  }
  if (rest.endsWith('\r')) yield rest.slice(0, -1)
}
