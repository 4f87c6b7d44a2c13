import { broken, defineCheck, kept } from '../check.ts'
import { JWT_BEARER } from '../facts/id-jag.ts'

/** C-EMA-05 (EMA §5; RFC 7523 §2.1). */
export const redeemsIdJag = defineCheck({
  id: 'redeems-id-jag',
  requirement: 'client-redeems-id-jag',
  title: 'redeems the ID-JAG by the JWT bearer grant, and sends nobody to the authorization server',
  arises: 'a request that carries an ID-JAG',
  judge(facts) {
    const [jag] = facts.issued.filter(({ kind }) => kind === 'id_jag')
    if (jag === undefined) return undefined
    const [login] = facts.authorizations
    if (login !== undefined)
      return broken('It has an ID-JAG, and sent the user to the authorization server all the same.', [
        login.step,
        jag.step,
      ])
    const used = facts.tokenRequests.find(({ params }) => [...params.values()].includes(jag.value))
    if (used === undefined) return undefined
    if (used.grantType === JWT_BEARER && used.params.get('assertion') === jag.value)
      return kept('It redeemed the ID-JAG.', [used.step, jag.step])
    return broken(
      `It sent the ID-JAG with grant_type=${used.grantType ?? ''}, and not as assertion of the JWT bearer grant.`,
      [used.step, jag.step],
    )
  },
})
