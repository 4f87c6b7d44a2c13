import { broken, defineCheck, kept } from '../check.ts'

/** C-AZ-03 (RFC 7636 §4.2; MCP security, Authorization Code Protection). */
export const usesS256 = defineCheck({
  id: 'uses-s256',
  requirement: 'client-uses-s256',
  title: 'derives its code challenges by S256',
  arises: 'an authorization request with a code challenge',
  judge({ authorizations }) {
    const challenged = authorizations.filter(({ params }) => params.has('code_challenge'))
    const plain = challenged.find(({ params }) => params.get('code_challenge_method') !== 'S256')
    if (plain !== undefined) {
      const method = plain.params.get('code_challenge_method')
      const said =
        method === null ? 'left code_challenge_method out, which means plain' : `sent code_challenge_method=${method}`
      return broken(`It ${said}.`, [plain.step])
    }
    if (challenged.length === 0) return undefined
    return kept(
      'Each code challenge came with code_challenge_method=S256.',
      challenged.map(({ step }) => step),
    )
  },
})
