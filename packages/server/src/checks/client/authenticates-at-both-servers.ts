import { defineCheck, eachOf } from '../check.ts'
import { redemptions } from '../facts/id-jag.ts'

/** C-EMA-04 (EMA §4, §5; ID-JAG §4.4). */
export const authenticatesAtBothServers = defineCheck({
  id: 'authenticates-at-both-servers',
  requirement: 'client-authenticates-at-both-servers',
  title: 'redeems the ID-JAG as the client that it names',
  arises: 'a token request with an ID-JAG',
  judge(facts) {
    return eachOf(
      redemptions(facts),
      ({ request, claims }) => {
        const { clientId } = request
        if (clientId === undefined) return 'It redeemed an ID-JAG without saying which client it is.'
        return clientId === claims['client_id']
          ? undefined
          : `The ID-JAG is for ${String(claims['client_id'])}; it redeemed it as ${clientId}.`
      },
      'It redeemed the ID-JAG as the client that it names.',
    )
  },
})
