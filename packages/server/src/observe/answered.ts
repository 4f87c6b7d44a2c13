import type { Body, Exchange } from '../core/exchange.ts'

/** The response of an exchange. Its headers are made when somebody looks: most are never looked at. */
export class Answered implements ExchangeResponse {
  readonly status: number
  readonly body?: Body
  readonly streams: boolean
  readonly #response: Response

  /** @param body what is known of it by now: of a stream nothing */
  constructor(response: Response, body: Body | undefined, streams: boolean) {
    this.status = response.status
    if (body !== undefined) this.body = body
    this.streams = streams
    this.#response = response
  }

  get headers(): Headers {
    return this.#response.headers
  }
}

type ExchangeResponse = Exchange['response']
