import { defineCheck } from '../check.ts'
import { lied } from '../lied.ts'

/** C-RESP-05 (RFC 9207 §2.4, RFC 3986 §6.2.1). */
export const comparesIssExactly = defineCheck({
  id: 'compares-iss-exactly',
  requirement: 'client-compares-iss-exactly',
  title: 'compares issuers character by character',
  arises: 'an authorization response whose iss is the right one but for a slash',
  judge(facts) {
    return lied(facts, 'unnormalised-iss', {
      stopped: 'It did not redeem the code of a response whose iss has a slash too many.',
      went: 'It redeemed the code of a response whose iss has a slash too many.',
    })
  },
})
