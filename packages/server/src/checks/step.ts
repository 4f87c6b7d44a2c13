import type { Event, EventType } from '../core/events.ts'
import type { Exchange } from '../core/exchange.ts'
import type { Observed } from '../observe/flow.ts'
import { type Reading, read } from '../observe/reading.ts'

/** One exchange of a flow, with what a check asks of it. */
export interface Step {
  readonly exchange: Exchange
  readonly reading: Reading
  /** Its place in the flow. */
  readonly index: number
  readonly certain: boolean
  /** What the server said during it, of one kind. */
  events<T extends EventType>(type: T): readonly Event<T>[]
}

/** Whether a fault made the answer of a step what it is. */
export function isMadeBy(fault: string, step: Step): boolean {
  return step.events('fault.applied').some((event) => event.fault === fault)
}

/** The exchanges of a flow as steps. */
export function steps(exchanges: readonly Observed[]): readonly Step[] {
  return exchanges.map(({ exchange, events, certain }, index) => ({
    exchange,
    reading: read(exchange),
    index,
    certain,
    // Filtered by the very type it is then said to have.
    events: <T extends EventType>(type: T) => events.filter((event) => event.type === type) as unknown as Event<T>[],
  }))
}
