import { ID_JAG_TOKEN_TYPE } from '@mcp-auth/spec'
import { defineCheck, eachOf } from '../check.ts'
import { exchanges } from '../facts/id-jag.ts'

/** C-EMA-01 (EMA §4; RFC 8693 §2.1). */
export const exchangesIdentityAssertion = defineCheck({
  id: 'exchanges-identity-assertion',
  requirement: 'client-exchanges-identity-assertion',
  title: 'exchanges the ID token of the login for an ID-JAG',
  arises: 'a token exchange at the identity provider',
  judge(facts) {
    return eachOf(
      exchanges(facts),
      ({ params }) => {
        if (params.get('requested_token_type') !== ID_JAG_TOKEN_TYPE) {
          return `It asked for requested_token_type=${params.get('requested_token_type') ?? ''}, which is not that of an ID-JAG.`
        }
        if (!params.has('subject_token')) return 'It exchanged nothing: there is no subject_token.'
        return params.has('subject_token_type') ? undefined : 'It left subject_token_type out.'
      },
      'It exchanged its login for an ID-JAG.',
    )
  },
})
