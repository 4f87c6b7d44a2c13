/** What came back from {@link Outbound}: a status, headers, and the whole body; empty unless the status is 2xx. */
export interface OutboundResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Bounds of one outbound request. */
export interface OutboundOptions {
  /** Longest body, in bytes. A longer one is an {@link OutboundError} as soon as it is seen. */
  readonly limit: number
  /** For the whole exchange, in ms of real time. */
  readonly timeout: number
  /** Whether plain http and addresses of this machine may be asked. Other special-use addresses never are. */
  readonly loopback: boolean
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
}
