import { isJsonObject } from '../../core/json.ts'
import { broken, defineCheck, kept } from '../check.ts'

/** C-TOK-08 (RFC 6749 §5.1, §7.1). */
export const understandsTokenType = defineCheck({
  id: 'understands-token-type',
  requirement: 'client-understands-token-type',
  title: 'uses a token only if it knows its type',
  arises: 'a token of an unknown type',
  judge(facts) {
    for (const step of facts.at('token')) {
      const { received } = step.reading
      if (step.exchange.response.status !== 200 || !isJsonObject(received)) continue
      const { token_type: type, access_token: token } = received
      if (typeof type !== 'string' || ['bearer', 'dpop'].includes(type.toLowerCase())) continue
      const use = facts.mcp.find((request) => request.step.index > step.index && request.token?.value === token)
      if (use !== undefined)
        return broken(`It used a token of the type ${type} as ${use.token?.scheme} token.`, [use.step, step])
      if (facts.flow.ended) return kept(`It did not use a token of the type ${type}.`, [step])
    }
    return undefined
  },
})
