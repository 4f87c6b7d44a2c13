import type { EndpointName } from './route.ts'

/** By which way a request came; what the socket knows and the request does not say. */
export interface Via {
  /** Names the connection, the same for all that comes over it. */
  readonly connection?: string
  /** Whether the connection is still there; not known where this is missing. */
  readonly isOpen?: () => boolean
  /** The address of who connected. */
  readonly address?: string
}

/** A message body as it was observed: whole, or the beginning of it. */
export interface Body {
  readonly text: string
  /** Whether something is missing: it was too long to keep, or nobody read it. */
  readonly partial: boolean
}

/** One HTTP request and its response, raw as they were on the wire. */
export interface Exchange {
  readonly id: string
  /** When the request came, in ms by the clock. */
  readonly at: number
  /** When the response was ready to leave, in ms by the clock. */
  readonly answeredAt: number
  /** The origin it came in at. */
  readonly origin: string
  readonly via: Via
  /** What was asked; undefined where there is nothing. */
  readonly endpoint?: EndpointName
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Headers
    readonly body?: Body | undefined
  }
  readonly response: {
    readonly status: number
    readonly headers: Headers
    /** Absent where there is none, and while it still streams. */
    readonly body?: Body
    /** Whether it is a stream of events; its body follows when it has ended. */
    readonly streams: boolean
  }
}
