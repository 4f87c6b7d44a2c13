import { createHash } from 'node:crypto'
import { defineCheck, eachOf } from '../check.ts'

/** C-TOK-02 (RFC 7636 §4.1, §4.5). */
export const sendsCodeVerifier = defineCheck({
  id: 'sends-code-verifier',
  requirement: 'client-sends-code-verifier',
  title: 'proves by the code verifier that the code is its own',
  arises: 'a token request with the code of an authorization request that had a code challenge',
  judge(facts) {
    const challenged = facts.redemptions.filter(
      ({ authorization }) => authorization?.params.has('code_challenge') === true,
    )
    return eachOf(
      challenged,
      ({ request, authorization }) => {
        const verifier = request.params.get('code_verifier')
        if (verifier === null || verifier === '') return 'It redeemed a code without code_verifier.'
        if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier))
          return 'Its code_verifier is not 43 to 128 unreserved characters.'
        const plain = authorization?.params.get('code_challenge_method') !== 'S256'
        const expected = plain ? verifier : createHash('sha256').update(verifier).digest('base64url')
        return expected === authorization?.params.get('code_challenge')
          ? undefined
          : 'Its code_verifier is not that of its code_challenge.'
      },
      'Each code came with its code_verifier.',
    )
  },
})
