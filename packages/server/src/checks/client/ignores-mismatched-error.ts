import { broken, defineCheck, kept } from '../check.ts'
import { isMadeBy } from '../step.ts'

/** C-RESP-06 (RFC 9207 §2.4). What a client shows of such a response cannot be seen; what it does about it can. */
export const ignoresMismatchedError = defineCheck({
  id: 'ignores-mismatched-error',
  requirement: 'client-ignores-mismatched-error',
  title: 'does nothing about an error that another issuer reports',
  arises: 'an error response that names another issuer',
  judge(facts) {
    for (const { step, answer, error, params } of facts.authorizations) {
      if (answer === undefined || error === undefined || !isMadeBy('wrong-iss', answer.step)) continue
      const next = facts.authorizations.find((other) => other.step.index > step.index)
      // The same once more is a new attempt, which a person may have begun.
      if (next !== undefined && next.params.get('scope') !== params.get('scope'))
        return broken(`After ${error} of another issuer it asked for another scope.`, [next.step, answer.step])
      if (facts.flow.ended) return kept(`It did nothing about ${error} of another issuer.`, [answer.step])
    }
    return undefined
  },
})
