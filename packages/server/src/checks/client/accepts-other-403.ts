import { broken, defineCheck, kept } from '../check.ts'

/** C-STEP-04 (RFC 6750 §3.1). */
export const acceptsOther403 = defineCheck({
  id: 'accepts-other-403',
  requirement: 'client-accepts-other-403',
  title: 'does not take every 403 for a want of scope',
  arises: 'a 403 of the MCP endpoint without a challenge, to a request with a token',
  judge(facts) {
    const refused = facts.mcp.find(
      ({ status, challenges, token }) => status === 403 && challenges.length === 0 && token,
    )
    if (refused === undefined) return undefined
    const asked = facts.authorizations.find(({ step }) => facts.refusalBefore(step)?.step === refused.step)
    if (asked !== undefined)
      return broken(
        'It asked for new authorization after a 403 that does not ask for any.',
        [asked.step, refused.step],
        {
          as: 'warn',
        },
      )
    return facts.flow.ended ? kept('It took the 403 as final.', [refused.step]) : undefined
  },
})
