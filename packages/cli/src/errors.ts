/** Exit status by kind of failure, so that scripts branch on the number and not on the text. */
export const EXIT_STATUS = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  unauthorized: 4,
  inconclusive: 5,
  interrupted: 130,
} as const satisfies Record<string, number>

/** What each exit status means, as printed by `--help`. */
export const EXIT_MEANING: Readonly<Record<keyof typeof EXIT_STATUS, string>> = {
  ok: 'done',
  failed: 'the server, or the answer it gave, was not right',
  usage: 'the command line was not right',
  unreachable: 'no answer: refused, unknown host, timed out',
  unauthorized: 'authorization is needed, or was refused',
  inconclusive: 'could not be decided',
  interrupted: 'interrupted',
}

/** Every way to fail. */
export type Failure = Exclude<keyof typeof EXIT_STATUS, 'ok'>

/** What a failure may add to its message: what to try, and where it happened. */
export interface FailureDetails {
  readonly hint?: string | undefined
  readonly status?: number | undefined
  readonly url?: string | undefined
  readonly cause?: unknown
  /** An OAuth or JSON-RPC error code of the peer, when there is one. */
  readonly code?: string | number | undefined
}

/** A failure the user can act on: one line that says what went wrong, and perhaps one that says what to try. */
export class CliError extends Error {
  override readonly name: string = 'CliError'
  readonly failure: Failure
  readonly details: FailureDetails

  constructor(failure: Failure, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.failure = failure
    this.details = details
  }
}

/** A mistake on the command line. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError('usage', message, { hint })
}
