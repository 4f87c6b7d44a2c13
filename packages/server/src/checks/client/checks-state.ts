import { defineCheck } from '../check.ts'
import { lied } from '../lied.ts'

/** C-RESP-07 (RFC 6749 §10.12). */
export const checksState = defineCheck({
  id: 'checks-state',
  requirement: 'client-checks-state',
  title: 'refuses a response with another state than it sent',
  arises: 'an authorization response that has another state',
  judge(facts) {
    return lied(facts, 'wrong-state', {
      stopped: 'It did not redeem the code of a response that has another state.',
      went: 'It redeemed the code of a response that has another state.',
    })
  },
})
