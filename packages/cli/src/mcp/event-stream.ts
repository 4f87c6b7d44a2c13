/** The data of each event in a `text/event-stream` (WHATWG HTML §9.2.6); events without data are left out. */
export async function* eventData(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let data: string[] = []
  for await (const line of lines(chunks)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n')
      data = []
      continue
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1)
    if (field === 'data') data.push(value.startsWith(' ') ? value.slice(1) : value)
  }
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
