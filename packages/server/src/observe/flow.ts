import type { Event } from '../core/events.ts'
import type { Exchange } from '../core/exchange.ts'

/** An exchange as part of a flow. */
export interface Observed {
  readonly exchange: Exchange
  /** What the server said during the exchange, in order. */
  readonly events: readonly Event[]
  /** Whether it is sure that it belongs to this flow: false where another client may have sent it. */
  readonly certain: boolean
}

/** All exchanges of one client's attempt, as far as they were observed: discovery, registration, login, calls, refresh. */
export interface Flow {
  readonly id: string
  /** Of the first exchange, and of the last, in ms by the clock. */
  readonly startedAt: number
  readonly lastAt: number
  /** In the order in which the requests came. */
  readonly exchanges: readonly Observed[]
  /** How many exchanges were let go, because there were too many, and may have been of this flow. */
  readonly dropped: number
  /**
   * Whether something that another flow has may be of this one: then nothing can be said of what this client left out.
   */
  readonly contested: boolean
  /** Whether nothing came for so long that the client must have stopped, or somebody said that it has. */
  readonly ended: boolean
}
