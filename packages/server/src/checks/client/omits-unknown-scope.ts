import { broken, defineCheck, kept } from '../check.ts'
import { firstUnchallenged } from '../facts/unchallenged.ts'

/** C-AZ-13 (SEP-835). */
export const omitsUnknownScope = defineCheck({
  id: 'omits-unknown-scope',
  requirement: 'client-omits-unknown-scope',
  title: 'leaves scope out, where nothing names one',
  arises: 'a first authorization request where neither challenge nor resource names a scope',
  judge(facts) {
    const first = firstUnchallenged(facts)
    if (first === undefined || first.supported !== undefined) return undefined
    const evidence = [first.authorization.step, first.refusal.step]
    if (first.authorization.params.get('scope') === '') return broken('It sent an empty scope.', evidence)
    if (first.asked.length === 0) return kept('It asked for no scope.', evidence)
    return broken(`Nothing names a scope; it asked for ${first.asked.join(' ')}.`, evidence)
  },
})
