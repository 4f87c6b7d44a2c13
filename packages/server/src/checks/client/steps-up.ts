import { broken, defineCheck, kept } from '../check.ts'
import { insufficient, scopeOf } from '../facts/scope.ts'

/** C-STEP-01 (SEP-835). */
export const stepsUp = defineCheck({
  id: 'steps-up',
  requirement: 'client-steps-up',
  title: 'asks for authorization with the challenged scope after a 403 insufficient_scope',
  arises: 'a 403 insufficient_scope from an MCP endpoint, and what the client did next',
  judge(facts) {
    const refused = insufficient(facts)[0]
    if (refused === undefined) return undefined
    const challenged = scopeOf(refused.challenge?.parameters.get('scope'))
    const later = facts.authorizations.filter(({ step }) => step.index > refused.step.index)
    const wide = later.find(({ params }) => challenged.every((scope) => scopeOf(params.get('scope')).includes(scope)))
    if (wide !== undefined)
      return kept(`It asked for ${challenged.join(' ')}, as challenged.`, [refused.step, wide.step])
    const [narrow] = later
    if (narrow !== undefined) {
      return broken(
        `The challenge has the scope ${challenged.join(' ')}; it asked for ${narrow.params.get('scope') ?? 'none'}.`,
        [narrow.step, refused.step],
      )
    }
    const machine = facts.tokenRequests.some(({ grantType }) => grantType === 'client_credentials')
    if (machine || !facts.flow.ended) return undefined
    return broken('It was told that it needs more scope, and did not ask for any.', [refused.step], { absence: true })
  },
})
