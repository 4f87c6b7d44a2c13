import { broken, defineCheck, kept } from '../check.ts'
import { firstChallenged } from '../facts/scope.ts'

/** C-AZ-14 (SEP-835). */
export const trustsChallengedScope = defineCheck({
  id: 'trusts-challenged-scope',
  requirement: 'client-trusts-challenged-scope',
  title: 'asks for all of the scope of the challenge',
  arises: 'a first authorization request after a challenge with scope',
  judge(facts) {
    const first = firstChallenged(facts)
    if (first === undefined) return undefined
    const missing = first.challenged.filter((scope) => !first.asked.includes(scope))
    const steps = [first.authorization.step, first.refusal.step]
    if (missing.length === 0) return kept('It asked for all of the challenged scope.', steps)
    return broken(
      `The challenge has the scope ${first.challenged.join(' ')}; it did not ask for ${missing.join(' ')}.`,
      steps,
    )
  },
})
