import { broken, defineCheck, eachOf } from '../check.ts'
import { exchanges } from '../facts/id-jag.ts'

/** C-EMA-03 (EMA §4; RFC 8707 §2). */
export const namesResourceInExchange = defineCheck({
  id: 'names-resource-in-exchange',
  requirement: 'client-names-resource-in-exchange',
  title: 'names the MCP server as resource of the ID-JAG',
  arises: 'a token exchange at the identity provider',
  judge(facts) {
    return eachOf(
      exchanges(facts),
      ({ params, step }) => {
        const resource = params.get('resource')
        if (resource === null) return broken('It named no resource in the exchange.', [step], { as: 'warn' })
        const known = [...facts.resources]
        return known.length === 0 || known.includes(resource)
          ? undefined
          : `It named the resource ${resource}; the MCP server is ${known.join(' or ')}.`
      },
      'It named the resource in the exchange.',
    )
  },
})
