import { defineCheck, eachOf } from '../check.ts'
import { exchanges } from '../facts/id-jag.ts'

/** C-EMA-02 (EMA §4). */
export const namesServerAsAudience = defineCheck({
  id: 'names-server-as-audience',
  requirement: 'client-names-server-as-audience',
  title: 'names the authorization server of the MCP server as audience of the ID-JAG',
  arises: 'a token exchange at the identity provider',
  judge(facts) {
    return eachOf(
      exchanges(facts),
      ({ params, step }) => {
        const audience = params.get('audience')
        if (audience === step.exchange.origin) return undefined
        return audience === null
          ? 'It named no audience.'
          : `It named the audience ${audience}; the issuer is ${step.exchange.origin}.`
      },
      'It named the issuer as audience.',
    )
  },
})
