import { defineCheck, eachOf } from '../check.ts'

/** C-USE-04 (MCP authorization, Token Handling). */
export const sendsNoForeignToken = defineCheck({
  id: 'sends-no-foreign-token',
  requirement: 'client-sends-no-foreign-token',
  title: 'presents to the MCP server only access tokens of its authorization server',
  arises: 'a request to an MCP endpoint with a token',
  judge(facts) {
    const presented = facts.mcp.filter(({ token }) => token !== undefined && facts.issuedAs(token.value) !== undefined)
    return eachOf(
      presented,
      ({ token }) => {
        const kind = token === undefined ? undefined : facts.issuedAs(token.value)?.kind
        return kind === 'access_token'
          ? undefined
          : `It presented its ${String(kind).replace('_', ' ')} to the MCP server.`
      },
      'It presented an access token of the authorization server.',
    )
  },
})
