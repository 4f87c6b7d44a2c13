import type { OAuthErrorCode } from '../error-code.ts'

/** What helps somebody whose client or server missed a requirement. */
export interface Guidance {
  /** Why it usually goes wrong, in one or two sentences. */
  readonly cause: string
  /** What to try next in the code, in one to three sentences; never more than the requirement asks. */
  readonly remedy: string
  /** OAuth errors that a server may answer to a client that misses it. */
  readonly brings?: readonly OAuthErrorCode[]
  /** OAuth errors after which the requirement says what a client does. */
  readonly after?: readonly OAuthErrorCode[]
}
