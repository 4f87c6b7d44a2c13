import { broken, defineCheck, kept } from '../check.ts'

/** C-USE-01 (OAuth 2.1 §5.1.1; RFC 6750 §2.1). */
export const sendsBearerHeader = defineCheck({
  id: 'sends-bearer-header',
  requirement: 'client-sends-bearer-header',
  title: 'presents its access token in the Authorization header',
  arises: 'a request to an MCP endpoint with an access token',
  judge(facts) {
    for (const { step } of facts.mcp) {
      const { headers, body } = step.exchange.request
      for (const { value } of facts.issued.filter(({ kind }) => kind === 'access_token')) {
        const elsewhere = [...headers].find(([name, text]) => name !== 'authorization' && text.includes(value))
        if (elsewhere !== undefined)
          return broken(`It presented its access token in the header ${elsewhere[0]}.`, [step])
        if (body?.text.includes(value) === true) return broken('It presented its access token in the body.', [step])
      }
    }
    const presented = facts.mcp.filter(({ token }) => token?.scheme === 'bearer' || token?.scheme === 'dpop')
    return presented.length === 0
      ? undefined
      : kept(
          'It presented its access token in the Authorization header.',
          presented.map(({ step }) => step),
        )
  },
})
