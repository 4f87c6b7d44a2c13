import { defineFault } from './fault.ts'
import { ABSENT, instead } from './instead.ts'

/** The metadata of the authorization server is only where OpenID providers have theirs (MCP authorization, Authorization Server Metadata Discovery). */
export const missingOauthMetadata = defineFault({
  id: 'missing-oauth-metadata',
  title: 'Authorization server has its metadata where OpenID providers have it, and nowhere else',
  point: 'http.response',
  provokes: 'client-supports-oidc-discovery',
  apply: (exchange) => instead(exchange, (path) => path === '/.well-known/oauth-authorization-server', ABSENT),
})
