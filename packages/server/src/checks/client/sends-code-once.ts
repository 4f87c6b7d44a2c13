import { broken, defineCheck, kept } from '../check.ts'
import type { Step } from '../step.ts'

/** C-RESP-09 (OAuth 2.1 §4.1.3). */
export const sendsCodeOnce = defineCheck({
  id: 'sends-code-once',
  requirement: 'client-sends-code-once',
  title: 'sends each code once',
  arises: 'a token request with a code',
  judge(facts) {
    const settled = new Map<string, Step>()
    for (const { request, step } of facts.redemptions) {
      const code = request.params.get('code') ?? ''
      const earlier = settled.get(code)
      if (earlier !== undefined)
        return broken('It sent one code twice, although the first time was answered.', [step, earlier])
      // A refusal that leaves the code as it was is an invitation to try again: for a nonce, or by another way to authenticate.
      if (request.tokens !== undefined || request.error === 'invalid_grant') settled.set(code, step)
    }
    return settled.size === 0 ? undefined : kept('It sent each code once.', [...settled.values()])
  },
})
