import { broken, defineCheck, kept } from '../check.ts'
import { firstChallenged } from '../facts/scope.ts'

/** C-AZ-11 (SEP-835). */
export const requestsChallengedScope = defineCheck({
  id: 'requests-challenged-scope',
  requirement: 'client-requests-challenged-scope',
  title: 'asks for the scope of the challenge, and nothing extra',
  arises: 'a first authorization request after a challenge with scope',
  judge(facts) {
    const first = firstChallenged(facts)
    if (first === undefined) return undefined
    const extra = first.asked.filter((scope) => !first.challenged.includes(scope) && scope !== 'offline_access')
    if (extra.length === 0)
      return kept(`It asked for ${first.asked.join(' ')}, as challenged.`, [
        first.authorization.step,
        first.refusal.step,
      ])
    return broken(
      `The challenge has the scope ${first.challenged.join(' ')}; it asked for ${extra.join(' ')} as well.`,
      [first.authorization.step, first.refusal.step],
    )
  },
})
