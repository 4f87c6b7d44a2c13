import { defineCheck, eachOf } from '../check.ts'

/** C-TOK-04 (RFC 8707 §2.2). */
export const sendsResourceOnRefresh = defineCheck({
  id: 'sends-resource-on-refresh',
  requirement: 'client-sends-resource-on-refresh',
  title: 'names the resource when it refreshes',
  arises: 'a refresh request, where the resource has metadata',
  judge(facts) {
    if (facts.foundNoResourceMetadata) return undefined
    const asked = new Set(facts.authorizations.flatMap(({ params }) => params.getAll('resource')))
    return eachOf(
      facts.refreshes,
      ({ params }) => {
        const sent = params.getAll('resource')
        if (sent.length === 0) return 'It refreshed without resource.'
        const other = asked.size === 0 ? undefined : sent.find((one) => !asked.has(one))
        return other === undefined ? undefined : `It asked for ${[...asked].join(' ')}, and refreshed for ${other}.`
      },
      'It named the same resource on refresh.',
    )
  },
})
