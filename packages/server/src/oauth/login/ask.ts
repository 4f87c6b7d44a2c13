import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { OutboundError, type OutboundForm, type OutboundResponse } from '../../core/outbound.ts'

const LIMIT_BYTES = 64 * 1024
const TIMEOUT_MS = 5000

/** Posts a form to the identity provider, wherever it is. Throws `temporarily_unavailable` when no answer comes. */
export async function askProvider(url: string, form: OutboundForm, ctx: Context): Promise<OutboundResponse> {
  try {
    return await ctx.outbound.post(url, form, { limit: LIMIT_BYTES, timeout: TIMEOUT_MS, reach: 'any' })
  } catch (error) {
    if (error instanceof OutboundError) throw providerUnavailable(`${url}: ${error.failure}: ${error.message}`)
    throw error
  }
}

/** The identity provider gave nothing to judge by, which says nothing about the login. */
export function providerUnavailable(reason: string): OAuthError {
  const description = 'the identity provider where users log in could not be asked: try again later'
  return new OAuthError('temporarily_unavailable', description, { reason })
}
