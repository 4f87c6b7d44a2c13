import { broken, defineCheck, kept } from '../check.ts'

/** C-GEN-02 (MCP authorization server discovery; RFC 9110 §15.5.2). */
export const authorizesOn401 = defineCheck({
  id: 'authorizes-on-401',
  requirement: 'client-authorizes-on-401',
  title: 'takes a 401 as the beginning of authorization',
  arises: 'a 401 from an MCP endpoint, and what the client did next',
  judge(facts) {
    const refused = facts.mcp.find(({ status, token }) => status === 401 && token === undefined)
    if (refused === undefined) return undefined
    const next = facts.steps.slice(refused.step.index + 1)
    const login = next.find(({ exchange: { endpoint }, reading: { path } }) => {
      return path.startsWith('/.well-known/') || (endpoint !== undefined && endpoint !== 'mcp')
    })
    const authorized = facts.mcp.find(({ step, token }) => step.index > refused.step.index && token !== undefined)
    const answer = login ?? authorized?.step
    if (answer !== undefined) return kept('After the 401 it went on to get authorized.', [refused.step, answer])
    const again = facts.mcp.find(({ step }) => step.index > refused.step.index)
    // Whoever only looked and left has broken nothing.
    if (again === undefined || !facts.flow.ended) return undefined
    return broken(
      'After the 401 it sent further requests without a token, and never began to get one.',
      [again.step, refused.step],
      {
        absence: true,
      },
    )
  },
})
