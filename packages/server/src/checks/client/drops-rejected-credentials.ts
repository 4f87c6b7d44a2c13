import { broken, defineCheck, kept } from '../check.ts'
import { largestOf } from '../group.ts'

/** C-TOK-09 (RFC 6749 §5.2). */
export const dropsRejectedCredentials = defineCheck({
  id: 'drops-rejected-credentials',
  requirement: 'client-drops-rejected-credentials',
  title: 'gives up a grant that was refused for good',
  arises: 'a token request refused with invalid_grant or invalid_client',
  judge(facts) {
    const refused = facts.tokenRequests.filter(({ error }) => error === 'invalid_grant' || error === 'invalid_client')
    const worst = largestOf(refused, ({ params }) => params.toString())
    if (worst.length === 0) return undefined
    const steps = worst.map(({ step }) => step)
    if (worst.length <= 2) return kept('It did not go on with what was refused.', steps)
    return broken(`It sent one token request ${worst.length} times, refused each time.`, steps, {
      as: worst.length > 4 ? 'fail' : 'warn',
    })
  },
})
