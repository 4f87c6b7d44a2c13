import { broken, defineCheck, kept } from '../check.ts'
import { largestOf } from '../group.ts'

/** So often one registration may be sent: once, and once more by mistake. */
const SOME = 2

/** C-REG-12 (SEP-837). */
export const survivesRejectedRegistration = defineCheck({
  id: 'survives-rejected-registration',
  requirement: 'client-survives-rejected-registration',
  title: 'copes with a registration that is refused',
  arises: 'a registration refused with 400',
  judge(facts) {
    const refused = facts.registrations.filter(({ step }) => step.exchange.response.status === 400)
    const [first] = refused
    if (first === undefined) return undefined
    // Who begins anew, at the MCP endpoint, is started anew by somebody.
    const begun = facts.mcp.map(({ step }) => step.index)
    const same = largestOf(refused, ({ step }) => {
      const attempt = begun.findLastIndex((index) => index < step.index)
      return `${attempt} ${step.exchange.request.body?.text}`
    })
    const steps = same.map(({ step }) => step)
    if (same.length > SOME) return broken(`It sent one registration ${same.length} times, refused each time.`, steps)
    const nameless = facts.authorizations.find(({ step, clientId }) => step.index > first.step.index && !clientId)
    if (nameless !== undefined)
      return broken('It asked for authorization without a client_id, after its registration was refused.', [
        nameless.step,
        first.step,
      ])
    return facts.flow.ended
      ? kept(
          'It did not go on with what was refused.',
          refused.map(({ step }) => step),
        )
      : undefined
  },
})
