import type { Readable } from 'node:stream'

/** Line after line of a stream; keeps what was typed ahead, and lets the process end while nobody waits. */
export class LineReader {
  readonly #stream: Readable
  readonly #decoder = new TextDecoder()
  #buffer = ''

  constructor(stream: Readable) {
    this.#stream = stream
  }

  /** The next line, or `undefined` at the end of the stream or when the signal fires. */
  async next(signal: AbortSignal): Promise<string | undefined> {
    const ready = this.#takeLine()
    if (ready !== undefined) return ready
    if (signal.aborted) return undefined
    if (this.#stream.readableEnded) return this.#takeRest()
    return new Promise((resolve) => {
      const finish = (line: string | undefined): void => {
        this.#stream.off('data', onData).off('end', onEnd).off('error', onEnd)
        signal.removeEventListener('abort', onAbort)
        this.#stream.pause()
        resolve(line)
      }
      const onData = (chunk: Buffer | string): void => {
        this.#buffer += typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true })
        const line = this.#takeLine()
        if (line !== undefined) finish(line)
      }
      const onAbort = (): void => finish(undefined)
      const onEnd = (): void => finish(this.#takeRest())
      signal.addEventListener('abort', onAbort, { once: true })
      this.#stream.on('data', onData).on('end', onEnd).on('error', onEnd).resume()
    })
  }

  /** What stands behind the last line break is a line too. */
  #takeRest(): string | undefined {
    const rest = this.#buffer
    this.#buffer = ''
    return rest === '' ? undefined : rest
  }

  #takeLine(): string | undefined {
    const end = this.#buffer.indexOf('\n')
    if (end === -1) return undefined
    const line = this.#buffer.slice(0, end).replace(/\r$/, '')
    this.#buffer = this.#buffer.slice(end + 1)
    return line
  }
}
