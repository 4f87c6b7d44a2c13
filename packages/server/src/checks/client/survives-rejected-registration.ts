import { broken, defineCheck, kept } from '../check.ts'
import type { McpRequest } from '../facts/mcp-request.ts'
import type { Registration } from '../facts/registration.ts'

/** So often one registration may be sent: once, and once more by mistake. */
const SOME = 2

/** The most registrations with one body that came in a row. Who begins anew, at the MCP endpoint, is started anew by somebody. */
function alike(refused: readonly Registration[], mcp: readonly McpRequest[]): readonly Registration[] {
  const rows = refused.map((first, at) =>
    refused.slice(at).filter(({ step }) => {
      const begins = mcp.some((request) => request.step.index > first.step.index && request.step.index < step.index)
      return !begins && step.exchange.request.body?.text === first.step.exchange.request.body?.text
    }),
  )
  return rows.sort((one, other) => other.length - one.length)[0] ?? []
}

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
    const same = alike(refused, facts.mcp)
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
