import type { AuthorizationHints } from '../discovery/challenge.ts'

/** Thrown when an MCP server answers 401 or 403: whoever sent the request decides what to do about it. */
export class ChallengedError extends Error {
  override readonly name: string = 'ChallengedError'
  readonly status: 401 | 403
  readonly hints: AuthorizationHints
  /** Whether the request carried a token. */
  readonly withToken: boolean
  readonly remoteAddress: string | undefined

  constructor(status: 401 | 403, hints: AuthorizationHints, withToken: boolean, remoteAddress: string | undefined) {
    super(`HTTP ${status}`)
    this.status = status
    this.hints = hints
    this.withToken = withToken
    this.remoteAddress = remoteAddress
  }
}
