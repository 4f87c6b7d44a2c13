import type { Context } from './context.ts'
import { OAuthError } from './errors.ts'
import { OutboundError, type OutboundForm, type OutboundResponse } from './outbound.ts'

/** For a whole exchange, in ms of real time. */
const TIMEOUT_MS = 5000

/** Longest answer, in bytes: metadata of large deployments lists much. */
const LIMIT_BYTES = 256 * 1024

/** Somebody whom the operator named, wherever they are, and without whom there is neither yes nor no. */
export interface TrustedServer {
  /** Gets a document. Throws `temporarily_unavailable` when no answer comes. */
  get(url: string, ctx: Context): Promise<OutboundResponse>
  /** Posts a form. Throws `temporarily_unavailable` when no answer comes. */
  post(url: string, form: OutboundForm, ctx: Context): Promise<OutboundResponse>
  /** The refusal for when an answer says nothing. That a server cannot be asked says nothing about a token or a login. */
  unavailable(reason: string): OAuthError
}

/** @param name what a refusal calls it: `the identity provider` */
export function trustedServer(name: string): TrustedServer {
  const options = { limit: LIMIT_BYTES, timeout: TIMEOUT_MS, reach: 'any' } as const
  const unavailable = (reason: string): OAuthError =>
    new OAuthError('temporarily_unavailable', `${name} could not be asked: try again later`, { reason })
  const answered = async (url: string, answer: Promise<OutboundResponse>): Promise<OutboundResponse> => {
    try {
      return await answer
    } catch (error) {
      if (error instanceof OutboundError) throw unavailable(`${url}: ${error.failure}: ${error.message}`)
      throw error
    }
  }
  return {
    get: (url, ctx) => answered(url, ctx.outbound.get(url, options)),
    post: (url, form, ctx) => answered(url, ctx.outbound.post(url, form, options)),
    unavailable,
  }
}
