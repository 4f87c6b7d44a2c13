/** The only source of time. Nothing outside this file reads the system clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** A clock that moves only when told to, so that an hour passes in no time. */
export class VirtualClock implements Clock {
  #now: number

  /** @param start milliseconds since the Unix epoch */
  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  /** Moves the clock forward. */
  advance(seconds: number): void {
    this.#now += seconds * 1000
  }
}

/** NumericDate (RFC 7519 §2): whole seconds since the epoch, as tokens and registrations carry them. */
export function epochSeconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000)
}
