import { announcesIss } from '../announced-iss.ts'
import { broken, defineCheck, kept } from '../check.ts'

/** C-RESP-04 (MCP authorization, Authorization Response Validation). */
export const proceedsWithoutIss = defineCheck({
  id: 'proceeds-without-iss',
  requirement: 'client-proceeds-without-iss',
  title: 'takes a response without iss from a server that announces none',
  arises: 'an authorization response without iss, of a server that announces none',
  judge(facts) {
    for (const { answer, code } of facts.authorizations) {
      if (answer === undefined || code === undefined || answer.location.searchParams.has('iss')) continue
      if (announcesIss(facts, answer.step) !== false) continue
      const redeemed = facts.redemptions.find(({ request }) => request.params.get('code') === code)
      if (redeemed !== undefined) return kept('It redeemed the code.', [answer.step, redeemed.step])
      if (facts.flow.ended)
        return broken(
          'It did not redeem the code of a response without iss, which nothing had announced.',
          [answer.step],
          {
            absence: true,
          },
        )
    }
    return undefined
  },
})
