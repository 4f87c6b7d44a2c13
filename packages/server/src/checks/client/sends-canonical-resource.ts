import { defineCheck, eachOf } from '../check.ts'

/** Whether a resource is the known one, but for a trailing slash and the case of its host, or a part of it from the left. */
function isPartOf(resource: string, known: string): boolean {
  if (!URL.canParse(known)) return resource === known
  const [one, other] = [new URL(resource), new URL(known)]
  if (one.origin !== other.origin) return false
  const path = one.pathname.replace(/\/$/, '')
  return other.pathname === path || other.pathname.replace(/\/$/, '') === path || other.pathname.startsWith(`${path}/`)
}

/** C-AZ-09 (RFC 8707 §2; MCP authorization, Canonical Server URI). */
export const sendsCanonicalResource = defineCheck({
  id: 'sends-canonical-resource',
  requirement: 'client-sends-canonical-resource',
  title: 'names as resource the MCP server that it uses',
  arises: 'an authorization request with resource, of a client whose MCP server is known',
  judge(facts) {
    const named = facts.authorizations.filter(({ params }) => params.has('resource'))
    if (facts.resources.size === 0) return undefined
    return eachOf(
      named,
      ({ params }) => {
        for (const resource of params.getAll('resource')) {
          if (!URL.canParse(resource)) return `Its resource ${resource} is no absolute URI.`
          if (resource.includes('#')) return `Its resource ${resource} has a fragment.`
          const known = [...facts.resources]
          // A shorter one of the same server is less specific, which is judged by itself.
          if (!known.some((one) => isPartOf(resource, one)))
            return `It named the resource ${resource}; the MCP server is ${known.join(' or ')}.`
        }
        return undefined
      },
      'It named the MCP server that it uses.',
    )
  },
})
