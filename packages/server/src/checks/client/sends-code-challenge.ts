import { defineCheck, eachOf } from '../check.ts'

/** C-AZ-02 (RFC 7636 §4.2, §4.3). */
export const sendsCodeChallenge = defineCheck({
  id: 'sends-code-challenge',
  requirement: 'client-sends-code-challenge',
  title: 'sends a code challenge with each authorization request',
  arises: 'an authorization request for a code',
  judge(facts) {
    const forCode = facts.authorizations.filter(({ params }) => params.get('response_type') === 'code')
    return eachOf(
      forCode,
      ({ params }) => {
        const challenge = params.get('code_challenge')
        if (challenge === null || challenge === '') return 'It asked for a code without a code_challenge.'
        const plain = params.get('code_challenge_method') !== 'S256'
        return plain || /^[A-Za-z0-9_-]{43}$/.test(challenge)
          ? undefined
          : `Its code_challenge has ${challenge.length} characters; S256 gives 43 of base64url.`
      },
      'Each authorization request has a code_challenge.',
    )
  },
})
