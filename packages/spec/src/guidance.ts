/** What helps somebody whose client or server misses a requirement. */
export interface Guidance {
  /** Why implementations get it wrong, most of the time. */
  readonly cause: string
  /** The next thing to try. */
  readonly remedy: string
}
