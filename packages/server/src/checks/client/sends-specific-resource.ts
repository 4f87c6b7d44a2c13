import { broken, defineCheck, eachOf } from '../check.ts'

/** What is left of a URI without what is only a way to write it. */
function normal(uri: string): string {
  return new URL(uri).href.replace(/\/$/, '')
}

/** C-AZ-10 (MCP authorization, Canonical Server URI). */
export const sendsSpecificResource = defineCheck({
  id: 'sends-specific-resource',
  requirement: 'client-sends-specific-resource',
  title: 'sends the resource as the server writes it, and as specific as it is',
  arises: 'an authorization request with resource, after metadata of the resource',
  judge(facts) {
    const told = facts.resourceMetadata.flatMap(({ document }) =>
      typeof document?.['resource'] === 'string' ? [document['resource']] : [],
    )
    const named = facts.authorizations.filter(({ params }) => URL.canParse(params.get('resource') ?? ''))
    if (told.length === 0) return undefined
    return eachOf(
      named,
      ({ params, step }) => {
        for (const resource of params.getAll('resource').filter((one) => URL.canParse(one))) {
          if (facts.resources.has(resource)) continue
          const near = told.find((one) => URL.canParse(one) && new URL(one).origin === new URL(resource).origin)
          if (near === undefined || resource.includes('#')) continue
          const note = `It named the resource ${resource}; the metadata says ${near}.`
          if (normal(near) === normal(resource)) return note
          if (new URL(near).pathname.startsWith(new URL(resource).pathname)) return broken(note, [step], { as: 'fail' })
        }
        return undefined
      },
      'It sent the resource as the server writes it.',
    )
  },
})
