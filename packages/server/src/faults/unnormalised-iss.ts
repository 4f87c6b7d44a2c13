import { defineFault } from './fault.ts'
import { parameter, withParameter } from './location.ts'

/** The authorization response names the right issuer but for a slash, which is another one (RFC 9207 §2.4: no normalisation). */
export const unnormalisedIss = defineFault({
  id: 'unnormalised-iss',
  title: 'Authorization response writes the issuer with a slash too many',
  point: 'authorize.redirect',
  provokes: 'client-compares-iss-exactly',
  apply: (location) => {
    const iss = parameter(location, 'iss')
    return iss === undefined ? location : withParameter(location, 'iss', `${iss}/`)
  },
})
