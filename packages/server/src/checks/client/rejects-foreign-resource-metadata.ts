import { defineCheck } from '../check.ts'
import type { Facts } from '../facts.ts'
import type { Step } from '../step.ts'
import { used } from '../used.ts'

/** C-DISC-06 (RFC 9728 §3.3, §7.3). */
export const rejectsForeignResourceMetadata = defineCheck({
  id: 'rejects-foreign-resource-metadata',
  requirement: 'client-rejects-foreign-resource-metadata',
  title: 'uses no metadata of another resource',
  arises: 'metadata of another resource than the one it was asked for',
  judge(facts) {
    const read = facts.resourceMetadata.flatMap(({ step, path, document }) => {
      const resource = document?.['resource']
      const expected = askedFor(path, step, facts)
      return typeof resource !== 'string' || expected === undefined ? [] : [{ step, resource, expected }]
    })
    const wrong = read.find(({ resource, expected }) => !same(resource, expected))
    // Who has read the right one as well can have used that.
    if (wrong === undefined || read.some(({ resource, expected }) => same(resource, expected))) return undefined
    const { step, resource, expected } = wrong
    const distance = distanceOf(resource, expected)
    return used(facts, step, {
      stopped: `It did not use metadata of ${resource}.`,
      although: `the metadata is of ${resource}, and it had asked for that of ${expected}`,
      // Only metadata of something elsewhere is beyond dispute.
      ...(distance !== 'elsewhere' && { as: distance === 'around' ? ('info' as const) : ('warn' as const) }),
    })
  },
})

/** The resource whose metadata was asked for: the one whose path is in the URL, else the endpoint that was used last before. */
function askedFor(path: string, step: Step, facts: Facts): string | undefined {
  const inserted = /^\/\.well-known\/oauth-protected-resource(\/.+)$/.exec(path)?.[1]
  if (inserted !== undefined) return step.exchange.origin + inserted
  const last = facts.mcp.findLast((request) => request.step.index < step.index)
  return last === undefined ? undefined : last.step.exchange.origin + last.path
}

/** How another resource lies to an endpoint. */
function distanceOf(resource: string, endpoint: string): 'around' | 'beside' | 'elsewhere' {
  if (!URL.canParse(resource)) return 'elsewhere'
  const [one, other] = [new URL(resource), new URL(endpoint)]
  if (one.origin !== other.origin) return 'elsewhere'
  return `${other.pathname}/`.startsWith(`${one.pathname.replace(/\/$/, '')}/`) ? 'around' : 'beside'
}

/** Whether two names are of one resource, whatever their scheme's and host's case. A slash at the end is judged where it is sent. */
function same(resource: string, endpoint: string): boolean {
  return (
    URL.canParse(resource) && new URL(resource).href.replace(/\/$/, '') === new URL(endpoint).href.replace(/\/$/, '')
  )
}
