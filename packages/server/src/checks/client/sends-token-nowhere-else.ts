import type { EndpointName } from '../../core/route.ts'
import { defineCheck, eachOf } from '../check.ts'

const MAY_HAVE_IT: readonly EndpointName[] = ['mcp', 'introspection', 'revocation', 'idp-userinfo', 'idp-revocation']

/** C-USE-05 (RFC 9700 §4.9; RFC 6750 §5.3). */
export const sendsTokenNowhereElse = defineCheck({
  id: 'sends-token-nowhere-else',
  requirement: 'client-sends-token-nowhere-else',
  title: 'presents its access token to nobody but the MCP server',
  arises: 'a request elsewhere by a client that has an access token',
  judge(facts) {
    const elsewhere = facts.steps.filter(({ index, exchange: { endpoint, request } }) => {
      if (request.method === 'OPTIONS' || (endpoint !== undefined && MAY_HAVE_IT.includes(endpoint))) return false
      return facts.issued.some(({ kind, step }) => kind === 'access_token' && step.index < index)
    })
    return eachOf(
      elsewhere.map((step) => ({ step })),
      ({ step }) => {
        const { credentials, path } = step.reading
        const token = credentials === undefined ? undefined : facts.issuedAs(credentials.value)
        return token?.kind === 'access_token' ? `It presented its access token to ${path}.` : undefined
      },
      'It presented its access token nowhere else.',
    )
  },
})
