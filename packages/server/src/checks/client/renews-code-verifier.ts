import { broken, defineCheck, kept } from '../check.ts'
import type { Authorization } from '../facts/authorization.ts'

/** C-AZ-04 (RFC 7636 §4.1). */
export const renewsCodeVerifier = defineCheck({
  id: 'renews-code-verifier',
  requirement: 'client-renews-code-verifier',
  title: 'makes a new code verifier for each authorization request',
  arises: 'two authorization requests',
  judge(facts) {
    const seen = new Map<string, Authorization>()
    for (const authorization of facts.authorizations) {
      const challenge = authorization.params.get('code_challenge')
      if (challenge === null) continue
      const earlier = seen.get(challenge)
      // The same request again is a page that was loaded again.
      if (earlier !== undefined && earlier.params.toString() !== authorization.params.toString()) {
        return broken('It used one code_challenge in two authorization requests.', [authorization.step, earlier.step])
      }
      seen.set(challenge, authorization)
    }
    return seen.size < 2
      ? undefined
      : kept(
          'Each authorization request has a code_challenge of its own.',
          [...seen.values()].map(({ step }) => step),
        )
  },
})
