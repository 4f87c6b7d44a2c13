import { defineFault } from './fault.ts'
import { withParameter } from './location.ts'

/** The authorization response has no issuer, though the metadata promises one (RFC 9207 §2.4). */
export const missingIss = defineFault({
  id: 'missing-iss',
  title: 'Authorization response lacks the promised iss',
  point: 'authorize.redirect',
  provokes: 'client-rejects-missing-iss',
  apply: (location) => withParameter(location, 'iss', undefined),
})
