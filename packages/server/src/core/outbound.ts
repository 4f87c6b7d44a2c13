/** What came back from {@link Outbound}: a status, headers, and the whole body; empty unless the status is 2xx. */
export interface OutboundResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/**
 * Where an outbound request may go. `public`: https at public addresses, for URLs that anybody can name; `loopback`: this
 * machine too, by http as well; `any`: wherever the operator says, by http as well, for URLs of the settings.
 */
export type Reach = 'public' | 'loopback' | 'any'

/** Bounds of one outbound request. */
export interface OutboundOptions {
  /** Longest body, in bytes. A longer one is an {@link OutboundError} as soon as it is seen. */
  readonly limit: number
  /** For the whole exchange, in ms of real time. */
  readonly timeout: number
  readonly reach: Reach
}

/** What {@link Outbound.post} sends. */
export interface OutboundForm {
  readonly fields: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** Why nothing usable came back. `blocked`: the address is one we must not ask (CIMD §6.5). */
export type OutboundFailure = 'blocked' | 'unreachable' | 'timeout' | 'too-large' | 'invalid-url'

/** An outbound request that gave no response. */
export class OutboundError extends Error {
  override readonly name: string = 'OutboundError'
  readonly failure: OutboundFailure

  constructor(failure: OutboundFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.failure = failure
  }
}

/** The only way in which the server asks others anything. Follows no redirect. Throws {@link OutboundError}. */
export interface Outbound {
  get(url: string, options: OutboundOptions): Promise<OutboundResponse>
  /** Posts a form, with these headers beside those that go with any request. */
  post(url: string, form: OutboundForm, options: OutboundOptions): Promise<OutboundResponse>
}
