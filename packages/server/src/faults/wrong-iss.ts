import { defineFault } from './fault.ts'
import { withParameter } from './location.ts'

/** The authorization response says it comes from another issuer (RFC 9207 §2.4). */
export const wrongIss = defineFault({
  id: 'wrong-iss',
  title: 'Authorization response names another issuer',
  point: 'authorize.redirect',
  provokes: 'client-rejects-mismatched-iss',
  apply: (location) => withParameter(location, 'iss', 'https://attacker.example'),
})
