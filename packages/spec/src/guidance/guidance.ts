import type { OAuthErrorCode } from '../error-code.ts'

/** What helps somebody whose client missed a requirement. */
export interface Guidance {
  /** Why real clients usually get it wrong, in one or two sentences. */
  readonly cause: string
  /** What to try next in the client's code, in one to three sentences; never more than the requirement asks. */
  readonly remedy: string
  /** OAuth errors that a server may answer to whoever misses it. */
  readonly brings?: readonly OAuthErrorCode[]
  /** OAuth errors after which the requirement says what to do. */
  readonly after?: readonly OAuthErrorCode[]
}
