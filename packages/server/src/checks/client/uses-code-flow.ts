import { broken, defineCheck, kept } from '../check.ts'

/** C-AZ-01 (OAuth 2.1 §4.1, §10; RFC 9700 §2.1.2, §2.4). */
export const usesCodeFlow = defineCheck({
  id: 'uses-code-flow',
  requirement: 'client-uses-code-flow',
  title: 'logs users in by the authorization code grant alone',
  arises: 'an authorization request, or a token request',
  judge(facts) {
    const asked = facts.authorizations.find(({ params }) => params.get('response_type') !== 'code')
    if (asked !== undefined)
      return broken(`It asked for response_type=${asked.params.get('response_type') ?? ''}.`, [asked.step])
    const password = facts.tokenRequests.find(({ grantType }) => grantType === 'password')
    if (password !== undefined) return broken('It asked for a token with the password of the user.', [password.step])
    const [first] = facts.authorizations
    return first === undefined
      ? undefined
      : kept(
          'It asked for a code.',
          facts.authorizations.map(({ step }) => step),
        )
  },
})
