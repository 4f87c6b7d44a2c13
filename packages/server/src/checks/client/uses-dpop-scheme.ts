import { defineCheck, eachOf } from '../check.ts'

/** C-DPOP-02 (RFC 9449 §7.1). */
export const usesDpopScheme = defineCheck({
  id: 'uses-dpop-scheme',
  requirement: 'client-uses-dpop-scheme',
  title: 'presents a token that is bound to its key by the DPoP scheme',
  arises: 'a request to an MCP endpoint with a token that is bound to a key',
  judge(facts) {
    const bound = facts.mcp.filter(
      ({ token }) => token !== undefined && facts.issuedAs(token.value)?.tokenType === 'DPoP',
    )
    return eachOf(
      bound,
      ({ token }) =>
        token?.scheme === 'dpop' ? undefined : 'It presented a token of the type DPoP as a bearer token.',
      'It presented its bound token by the DPoP scheme.',
    )
  },
})
