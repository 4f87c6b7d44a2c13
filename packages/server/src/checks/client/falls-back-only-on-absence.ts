import { broken, defineCheck, kept } from '../check.ts'

/** C-TRN-06 (MCP transports, Backwards Compatibility). */
export const fallsBackOnlyOnAbsence = defineCheck({
  id: 'falls-back-only-on-absence',
  requirement: 'client-falls-back-only-on-absence',
  title: 'does not take a 401 for a server of the old HTTP+SSE transport',
  arises: 'a 401 from an MCP endpoint, and what the client did next',
  judge(facts) {
    const refused = facts.mcp.find(
      ({ status, token, httpMethod }) => status === 401 && token === undefined && httpMethod === 'POST',
    )
    if (refused === undefined) return undefined
    const next = facts.steps[refused.step.index + 1]
    if (next === undefined) return undefined
    const listens =
      next.exchange.request.method === 'GET' &&
      next.exchange.endpoint === 'mcp' &&
      next.reading.credentials === undefined
    if (!listens) return kept('After the 401 it did not ask for a stream of the old transport.', [refused.step, next])
    return broken('After the 401 it asked for a stream by GET, as for the old HTTP+SSE transport.', [
      next,
      refused.step,
    ])
  },
})
