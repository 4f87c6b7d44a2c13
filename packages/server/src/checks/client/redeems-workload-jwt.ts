import { defineCheck, eachOf } from '../check.ts'
import { workloadGrants } from '../facts/id-jag.ts'

/** C-WIF-01 (WIF §Flow 1; RFC 7523 §2.1). */
export const redeemsWorkloadJwt = defineCheck({
  id: 'redeems-workload-jwt',
  requirement: 'client-redeems-workload-jwt',
  title: 'redeems the JWT of its platform without a secret, a registration or a browser',
  arises: 'a token request with the JWT of a workload',
  judge(facts) {
    return eachOf(
      workloadGrants(facts),
      ({ step, request: { params } }) => {
        if (!params.has('assertion')) return 'It used the JWT bearer grant without assertion.'
        if (params.has('client_secret') || step.reading.credentials !== undefined)
          return 'It sent a secret of its own with the JWT of its platform.'
        const [other] = facts.at('registration', 'authorization')
        return other === undefined || other.index > step.index ? undefined : `It went to ${other.reading.path} first.`
      },
      'It redeemed the JWT of its platform alone.',
    )
  },
})
