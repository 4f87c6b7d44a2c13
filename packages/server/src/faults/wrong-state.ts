import { defineFault } from './fault.ts'
import { withParameter } from './location.ts'

/** The authorization response carries a state that the client never sent (RFC 6749 §10.12). */
export const wrongState = defineFault({
  id: 'wrong-state',
  title: 'Authorization response carries another state',
  point: 'authorize.redirect',
  provokes: 'client-checks-state',
  apply: (location) => withParameter(location, 'state', 'not-the-state-that-was-sent'),
})
