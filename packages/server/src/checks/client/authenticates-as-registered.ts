import { defineCheck, eachOf } from '../check.ts'
import type { Step } from '../step.ts'

/** The client authentication methods that a request uses (RFC 7591 §2, token_endpoint_auth_method). */
function waysOf({ reading: { credentials } }: Step, params: URLSearchParams): readonly string[] {
  return [
    ...(credentials?.scheme === 'basic' ? ['client_secret_basic'] : []),
    ...(params.has('client_secret') ? ['client_secret_post'] : []),
    ...(params.has('client_assertion') ? ['private_key_jwt'] : []),
  ]
}

/** C-TOK-05 (RFC 6749 §2.3; RFC 7591 §2). */
export const authenticatesAsRegistered = defineCheck({
  id: 'authenticates-as-registered',
  requirement: 'client-authenticates-as-registered',
  title: 'authenticates at the token endpoint by one method, the one it is registered for',
  arises: 'a token request',
  judge(facts) {
    return eachOf(
      facts.tokenRequests,
      ({ step, params, clientId }) => {
        const ways = waysOf(step, params)
        if (ways.length > 1) return `It authenticated by ${ways.join(' and ')} at once.`
        const registration = facts.registrations.findLast(
          (one) => one.clientId !== undefined && one.clientId === clientId,
        )
        const registered = registration?.registered?.['token_endpoint_auth_method']
        const [way = 'none'] = ways
        if (registered === undefined || registered === way) return undefined
        return `It is registered for ${String(registered)}, and used ${way}.`
      },
      'It authenticated as it is registered, by one method.',
    )
  },
})
