import { broken, defineCheck, kept } from '../check.ts'
import type { IssuedToken } from '../facts/issued-token.ts'
import type { Facts } from '../facts.ts'

/** A refresh token that was good for all that is known when the exchange of this place came. */
function liveRefreshToken({ issued, tokenRequests }: Facts, index: number): IssuedToken | undefined {
  const latest = issued.findLast(({ kind, step }) => kind === 'refresh_token' && step.index < index)
  const refused = tokenRequests.some(
    ({ params, error }) => error !== undefined && params.get('refresh_token') === latest?.value,
  )
  return refused ? undefined : latest
}

/** C-USE-07 (RFC 6750 §3.1). */
export const recoversFromExpiredToken = defineCheck({
  id: 'recovers-from-expired-token',
  requirement: 'client-recovers-from-expired-token',
  title: 'refreshes once after a 401 with a token, and repeats the call',
  arises: 'a 401 from an MCP endpoint to a request with an access token that it got here',
  judge(facts) {
    const refused = facts.mcp.find(
      ({ status, token }) =>
        status === 401 && token !== undefined && facts.issuedAs(token.value)?.kind === 'access_token',
    )
    const issued = refused?.token === undefined ? undefined : facts.issuedAs(refused.token.value)
    if (refused === undefined || issued === undefined) return undefined
    const refresh = facts.refreshes.find(({ step }) => step.index > refused.step.index)
    const login = facts.authorizations.find(({ step }) => step.index > refused.step.index)
    const alive = liveRefreshToken(facts, refused.step.index)
    if (
      login !== undefined &&
      alive !== undefined &&
      (refresh === undefined || refresh.step.index > login.step.index)
    ) {
      return broken(
        'Its access token had ended; it had a refresh token, and sent the user to log in again.',
        [login.step, refused.step],
        { as: 'warn' },
      )
    }
    const next = facts.mcp.find(({ step, token, status }) => {
      return (
        step.index > refused.step.index && token !== undefined && token.value !== refused.token?.value && status !== 401
      )
    })
    if (next === undefined || (refresh === undefined && login === undefined)) return undefined
    return kept('It got a new token, and went on.', [refused.step, (refresh ?? login)?.step ?? next.step, next.step])
  },
})
