import { defineCheck, eachOf } from '../check.ts'

/** With fewer characters a value has less than 48 bits, even in base64. */
const SHORTEST = 8

/** C-AZ-07 (RFC 6749 §10.12; OAuth 2.1 §7.9). */
export const sendsState = defineCheck({
  id: 'sends-state',
  requirement: 'client-sends-state',
  title: 'sends an unguessable state, a new one with each authorization request',
  arises: 'an authorization request',
  judge(facts) {
    const seen = new Map<string, string>()
    return eachOf(
      facts.authorizations,
      ({ params }) => {
        const state = params.get('state')
        if (state === null || state === '') return 'It asked for authorization without state.'
        if (state.length < SHORTEST) return `Its state ${state} is short enough to be guessed.`
        const earlier = seen.get(state)
        seen.set(state, params.toString())
        // The same request again is a page that was loaded again.
        if (earlier === undefined || earlier === params.toString()) return undefined
        return 'It used one state in two authorization requests.'
      },
      'Each authorization request has a state of its own.',
    )
  },
})
