import { broken, defineCheck, kept } from '../check.ts'
import { insufficient, scopeOf } from '../facts/scope.ts'

/** C-STEP-02 (SEP-2350). */
export const unitesScopes = defineCheck({
  id: 'unites-scopes',
  requirement: 'client-unites-scopes',
  title: 'asks for the scope it had together with the challenged one',
  arises: 'an authorization request after a 403 insufficient_scope',
  judge(facts) {
    const [refused] = insufficient(facts)
    const login = facts.authorizations.find(({ step }) => refused !== undefined && step.index > refused.step.index)
    const had = refused?.token === undefined ? undefined : facts.issuedAs(refused.token.value)
    if (refused === undefined || login === undefined || had === undefined) return undefined
    const asked = scopeOf(login.params.get('scope'))
    const lost = had.scope.filter((scope) => !asked.includes(scope))
    if (lost.length === 0) return kept('It asked for what it had, and for what it needs.', [login.step, refused.step])
    return broken(`It had ${had.scope.join(' ')}, and no longer asked for ${lost.join(' ')}.`, [
      login.step,
      refused.step,
    ])
  },
})
