import type { Finding } from '../check.ts'
import { broken, defineCheck, kept } from '../check.ts'
import type { TokenRequest } from '../facts/token-request.ts'

function again(request: TokenRequest, earlier: TokenRequest): Finding {
  const steps = [request.step, earlier.step]
  // Sent before the answer to the first was there: two of its own that did not wait for one another.
  const parallel = request.step.exchange.at <= earlier.step.exchange.answeredAt
  return parallel
    ? broken('It sent one refresh token twice at the same time.', steps, { as: 'warn' })
    : broken('It used a refresh token that had been replaced by a new one.', steps)
}

/** C-REF-03 (OAuth 2.1 §4.3.1; RFC 9700 §4.14). */
export const usesRotatedRefreshToken = defineCheck({
  id: 'uses-rotated-refresh-token',
  requirement: 'client-uses-rotated-refresh-token',
  title: 'uses the refresh token that it was given last, one request at a time',
  arises: 'two refresh requests after a rotation',
  judge(facts) {
    const replaced = new Map<string, TokenRequest>()
    for (const request of facts.refreshes) {
      const token = request.params.get('refresh_token') ?? ''
      const earlier = replaced.get(token)
      if (earlier !== undefined) return again(request, earlier)
      const rotated = request.tokens?.refreshToken
      if (rotated !== undefined && rotated !== token) replaced.set(token, request)
    }
    if (replaced.size === 0 || facts.refreshes.length < 2) return undefined
    return kept(
      'It used each refresh token once.',
      facts.refreshes.map(({ step }) => step),
    )
  },
})
