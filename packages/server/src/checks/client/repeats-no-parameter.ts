import { isRepeatableParameter } from '@mcp-auth/spec'
import { defineCheck, eachOf } from '../check.ts'

/** C-AZ-18 (RFC 6749 §3.1). */
export const repeatsNoParameter = defineCheck({
  id: 'repeats-no-parameter',
  requirement: 'client-keeps-endpoint-query',
  title: 'sends no parameter of an authorization request twice',
  arises: 'an authorization request',
  judge(facts) {
    return eachOf(
      facts.authorizations,
      ({ params }) => {
        const twice = [...new Set(params.keys())].find(
          (name) => params.getAll(name).length > 1 && !isRepeatableParameter(name),
        )
        return twice === undefined ? undefined : `It sent ${twice} twice in one authorization request.`
      },
      'Each parameter came once.',
    )
  },
})
