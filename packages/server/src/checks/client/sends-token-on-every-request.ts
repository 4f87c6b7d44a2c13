import { broken, defineCheck, kept } from '../check.ts'
import type { McpRequest } from '../facts/mcp-request.ts'

/** Whether a request without a token is of one who has it: it names the session, or uses the connection on which the token came before and after. */
function isSame(bare: McpRequest, all: readonly McpRequest[]): boolean {
  if (bare.session !== undefined)
    return all.some(({ step, token }) => step.index < bare.step.index && token !== undefined)
  const { connection } = bare.step.exchange.via
  if (connection === undefined) return false
  const here = all.filter(({ step, token }) => step.exchange.via.connection === connection && token !== undefined)
  const before = here.filter(({ step }) => step.index < bare.step.index)
  return here.some(
    ({ step, token }) => step.index > bare.step.index && before.some((one) => one.token?.value === token?.value),
  )
}

/** C-USE-02 (MCP authorization, Token Requirements). */
export const sendsTokenOnEveryRequest = defineCheck({
  id: 'sends-token-on-every-request',
  requirement: 'client-sends-token-on-every-request',
  title: 'presents its access token on every request to the MCP server',
  arises: 'several requests to an MCP endpoint, the first of them with an access token',
  judge(facts) {
    const authorized = facts.mcp.filter(({ token, status }) => token !== undefined && status !== 401)
    const [first] = authorized
    if (first === undefined) return undefined
    const bare = facts.mcp.find(
      (request) => request.token === undefined && request.status === 401 && isSame(request, facts.mcp),
    )
    if (bare !== undefined) {
      return broken(`It sent ${bare.httpMethod} ${bare.path} without the access token that it had.`, [
        bare.step,
        first.step,
      ])
    }
    return authorized.length < 2
      ? undefined
      : kept(
          'It presented its access token on each request.',
          authorized.map(({ step }) => step),
        )
  },
})
