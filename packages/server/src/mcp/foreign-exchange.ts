import { OAuthError } from '../core/errors.ts'
import { OutboundError, type OutboundOptions, type OutboundResponse } from '../core/outbound.ts'

const TIMEOUT_MS = 5000

/**
 * One request to an authorization server that the operator named, wherever it is. Throws `temporarily_unavailable` when no
 * answer comes: that it cannot be asked says nothing about the token.
 */
export async function askForeign(
  url: string,
  ask: (options: OutboundOptions) => Promise<OutboundResponse>,
  limit: number,
): Promise<OutboundResponse> {
  try {
    return await ask({ limit, timeout: TIMEOUT_MS, reach: 'any' })
  } catch (error) {
    if (error instanceof OutboundError) throw foreignUnavailable(`${url}: ${error.failure}: ${error.message}`)
    throw error
  }
}

/** The authorization server gave nothing to judge by. */
export function foreignUnavailable(reason: string): OAuthError {
  const description = 'the authorization server whose tokens are taken here could not be asked: try again later'
  return new OAuthError('temporarily_unavailable', description, { reason })
}
