import { announcesIss } from '../announced-iss.ts'
import { defineCheck } from '../check.ts'
import { lied } from '../lied.ts'

/** C-RESP-02 (RFC 9207 §2.4). */
export const rejectsMissingIss = defineCheck({
  id: 'rejects-missing-iss',
  requirement: 'client-rejects-missing-iss',
  title: 'refuses a response without iss, where the server announces one',
  arises: 'an authorization response that has no iss, which the metadata announces',
  judge(facts) {
    return lied(facts, 'missing-iss', {
      where: (step) => announcesIss(facts, step) !== false,
      stopped: 'It did not redeem the code of a response that has no iss, which the metadata announces.',
      went: 'It redeemed the code of a response that has no iss, which the metadata announces.',
    })
  },
})
