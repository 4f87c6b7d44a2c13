import { announcesIss } from '../announced-iss.ts'
import { defineCheck } from '../check.ts'
import { lied } from '../lied.ts'

/** C-RESP-01 (RFC 9207 §2.4). */
export const rejectsMismatchedIss = defineCheck({
  id: 'rejects-mismatched-iss',
  requirement: 'client-rejects-mismatched-iss',
  title: 'goes on only with a response of the issuer it asked',
  arises: 'an authorization response that names another issuer',
  judge(facts) {
    return lied(facts, 'wrong-iss', {
      where: (step) => announcesIss(facts, step) !== false,
      stopped: 'It did not redeem the code of a response that names another issuer.',
      went: 'It redeemed the code of a response that names another issuer.',
    })
  },
})
