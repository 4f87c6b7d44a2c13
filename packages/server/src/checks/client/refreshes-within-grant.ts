import { defineCheck, eachOf } from '../check.ts'
import { scopeOf } from '../facts/scope.ts'

/** C-REF-02 (RFC 6749 §6). */
export const refreshesWithinGrant = defineCheck({
  id: 'refreshes-within-grant',
  requirement: 'client-refreshes-within-grant',
  title: 'asks for no more scope on refresh than it was granted',
  arises: 'a refresh request with a refresh token that it got here',
  judge(facts) {
    const known = facts.refreshes.filter(
      ({ params }) => facts.issuedAs(params.get('refresh_token') ?? '') !== undefined,
    )
    return eachOf(
      known,
      ({ params }) => {
        const granted = facts.issuedAs(params.get('refresh_token') ?? '')?.scope ?? []
        const extra = scopeOf(params.get('scope')).filter((scope) => !granted.includes(scope))
        return extra.length === 0
          ? undefined
          : `It was granted ${granted.join(' ')}, and asked for ${extra.join(' ')} on refresh.`
      },
      'It refreshed within its grant.',
    )
  },
})
