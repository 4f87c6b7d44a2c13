import { broken, defineCheck, kept } from '../check.ts'
import { workloadGrants } from '../facts/id-jag.ts'

/** C-WIF-03 (SEP-1933). */
export const reportsWorkloadErrors = defineCheck({
  id: 'reports-workload-errors',
  requirement: 'client-reports-workload-errors',
  title: 'reports a refusal of the JWT of its platform, and tries nothing else',
  arises: 'a refused token request with the JWT of a workload, and what the client did next',
  judge(facts) {
    const refused = workloadGrants(facts).find(({ request: { error } }) => error !== undefined)
    if (refused === undefined) return undefined
    const again = facts.tokenRequests.find(({ step, params }) => {
      // With another JWT it has begun anew.
      return (
        step.index > refused.step.index &&
        (params.get('assertion') ?? '') === (refused.request.params.get('assertion') ?? '')
      )
    })
    const other = facts.tokenRequests.find(
      ({ step, grantType }) => step.index > refused.step.index && grantType !== refused.request.grantType,
    )
    const next = again ?? other
    if (next !== undefined)
      return broken(`It was refused with ${refused.request.error}, and asked again.`, [next.step, refused.step], {
        as: 'warn',
      })
    return facts.flow.ended ? kept('It did not ask again.', [refused.step]) : undefined
  },
})
