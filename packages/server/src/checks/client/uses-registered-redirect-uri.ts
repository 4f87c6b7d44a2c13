import { defineCheck, eachOf } from '../check.ts'
import { wordsOf } from '../facts/discovery.ts'
import type { Facts } from '../facts.ts'

function registeredUris(
  clientId: string | undefined,
  { registrations, documents }: Facts,
): readonly string[] | undefined {
  const registration = registrations.findLast((one) => one.clientId !== undefined && one.clientId === clientId)
  const document = documents.findLast(({ url }) => url === clientId)
  return wordsOf(registration?.registered ?? document?.document, 'redirect_uris')
}

/** On loopback any port is the same (RFC 8252 §7.3). */
function same(registered: string, used: string): boolean {
  if (registered === used) return true
  if (!URL.canParse(registered) || !URL.canParse(used)) return false
  const [one, other] = [new URL(registered), new URL(used)]
  if (!['127.0.0.1', '[::1]', 'localhost'].includes(one.hostname) || one.protocol !== 'http:') return false
  one.port = other.port
  return one.href === other.href
}

/** C-AZ-05 (RFC 8252 §7.3; MCP security, Open Redirection). */
export const usesRegisteredRedirectUri = defineCheck({
  id: 'uses-registered-redirect-uri',
  requirement: 'client-uses-registered-redirect-uri',
  title: 'uses a redirect URI that it registered',
  arises: 'an authorization request of a client whose registration was seen',
  judge(facts) {
    const known = facts.authorizations.flatMap((authorization) => {
      const registered = registeredUris(authorization.clientId, facts)
      return registered === undefined ? [] : [{ ...authorization, registered }]
    })
    return eachOf(
      known,
      ({ params, registered }) => {
        const used = params.get('redirect_uri')
        if (used === null || registered.some((uri) => same(uri, used))) return undefined
        return `It used the redirect URI ${used}, and registered ${registered.join(', ')}.`
      },
      'Its redirect URI is one that it registered.',
    )
  },
})
