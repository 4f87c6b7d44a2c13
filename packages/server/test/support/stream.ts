/** One event of a stream: its id, if it has one, and its JSON-RPC message. */
export interface StreamEvent {
  readonly id?: string
  /** Undefined: the event only tells its id. */
  readonly message?: StreamMessage
}

/** As much of a JSON-RPC message as tests look at. */
export interface StreamMessage {
  readonly id?: string | number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: number; readonly message: string }
}

/** Reads the server-sent events of a response one by one, for as long as it is open. */
export class EventReader {
  readonly #chunks: ReadableStreamDefaultReader<string>
  #rest = ''

  constructor(response: Response) {
    if (response.body === null) throw new Error(`no body but ${response.status}`)
    this.#chunks = response.body.pipeThrough(new TextDecoderStream()).getReader()
  }

  /** The next event; undefined once the stream is closed. */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\n\n')
      if (end >= 0) {
        const event = parse(this.#rest.slice(0, end))
        this.#rest = this.#rest.slice(end + 2)
        return event
      }
      const { done, value } = await this.#chunks.read()
      if (done) return undefined
      this.#rest += value
    }
  }

  /** The next message; events that only tell their id are passed over. Throws once the stream is closed. */
  async message(): Promise<StreamMessage> {
    for (;;) {
      const event = await this.next()
      if (event === undefined) throw new Error('the stream is closed')
      if (event.message !== undefined) return event.message
    }
  }

  async cancel(): Promise<void> {
    await this.#chunks.cancel()
  }
}

function parse(text: string): StreamEvent {
  const fields = new Map(text.split('\n').map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 1).trim()]))
  const [id, data = ''] = [fields.get('id'), fields.get('data')]
  return {
    ...(id !== undefined && { id }),
    ...(data !== '' && { message: JSON.parse(data) as StreamMessage }),
  }
}
