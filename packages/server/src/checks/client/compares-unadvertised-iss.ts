import { announcesIss } from '../announced-iss.ts'
import { defineCheck } from '../check.ts'
import { lied } from '../lied.ts'

/** C-RESP-03 (MCP authorization, Authorization Response Validation; stricter than RFC 9207 §2.4). */
export const comparesUnadvertisedIss = defineCheck({
  id: 'compares-unadvertised-iss',
  requirement: 'client-compares-unadvertised-iss',
  title: 'compares an iss that the server does not announce',
  arises: 'an authorization response that names another issuer, of a server that announces no iss',
  judge(facts) {
    return lied(facts, 'wrong-iss', {
      where: (step) => announcesIss(facts, step) === false,
      stopped: 'It did not redeem the code of a response that names another issuer.',
      went: 'It redeemed the code of a response that names another issuer, which nothing had announced.',
    })
  },
})
