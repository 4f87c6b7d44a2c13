import { broken, defineCheck, kept } from '../check.ts'
import { firstUnchallenged } from '../facts/unchallenged.ts'

/** C-AZ-12 (SEP-835). */
export const requestsSupportedScopes = defineCheck({
  id: 'requests-supported-scopes',
  requirement: 'client-requests-supported-scopes',
  title: 'asks for the scopes that the resource lists, where the challenge names none',
  arises: 'a first authorization request after a challenge without scope, of a resource that lists scopes',
  judge(facts) {
    const first = firstUnchallenged(facts)
    if (first?.supported === undefined || first.supported.length === 0) return undefined
    const { supported, asked } = first
    const evidence = [first.authorization.step, first.refusal.step]
    const missing = supported.filter((scope) => !asked.includes(scope))
    const extra = asked.filter((scope) => !supported.includes(scope))
    if (missing.length === 0 && extra.length === 0) return kept(`It asked for ${asked.join(' ')}, as listed.`, evidence)
    const said = [
      ...(missing.length > 0 ? [`not for ${missing.join(' ')}`] : []),
      ...(extra.length > 0 ? [`for ${extra.join(' ')} as well`] : []),
    ]
    return broken(`The resource lists ${supported.join(' ')}; it asked ${said.join(', and ')}.`, evidence)
  },
})
