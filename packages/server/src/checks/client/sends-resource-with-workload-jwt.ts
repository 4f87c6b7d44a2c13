import { defineCheck, eachOf } from '../check.ts'
import { workloadGrants } from '../facts/id-jag.ts'

/** C-WIF-02 (WIF §Flow 1; RFC 8707 §2.2). */
export const sendsResourceWithWorkloadJwt = defineCheck({
  id: 'sends-resource-with-workload-jwt',
  requirement: 'client-sends-resource-with-workload-jwt',
  title: 'names the resource with the JWT of its platform',
  arises: 'a token request with the JWT of a workload',
  judge(facts) {
    return eachOf(
      workloadGrants(facts),
      ({ request: { params } }) =>
        params.has('resource') ? undefined : 'It redeemed the JWT of its platform without resource.',
      'It named the resource.',
    )
  },
})
