import { broken, defineCheck, kept } from '../check.ts'

/** C-USE-03 (RFC 9700 §4.3.2). */
export const keepsTokenOutOfQuery = defineCheck({
  id: 'keeps-token-out-of-query',
  requirement: 'client-keeps-token-out-of-query',
  title: 'keeps its access token out of every URL',
  arises: 'a request to an MCP endpoint by a client that has an access token',
  judge(facts) {
    const tokens = facts.issued.filter(({ kind }) => kind === 'access_token')
    const used = facts.mcp.filter(({ step }) => tokens.some((token) => token.step.index < step.index))
    const shown = facts.steps.find(({ exchange: { request } }) =>
      tokens.some(({ value }) => request.url.includes(value)),
    )
    if (shown !== undefined) return broken('It put its access token into a URL.', [shown])
    return used.length === 0
      ? undefined
      : kept(
          'Its access token is in no URL.',
          used.map(({ step }) => step),
        )
  },
})
