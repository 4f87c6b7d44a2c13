import { elicitationRoute } from '../everything/elicitation-page.ts'
import { loadEverything } from '../load-everything.ts'
import type { TokenVerifier } from '../verifier.ts'
import type { McpResource } from './resource.ts'

/** `/mcp/everything`: takes access tokens of the authorization server, and serves every feature of the protocol to try. */
export function everything(verifier: TokenVerifier): McpResource {
  return {
    id: 'everything',
    path: '/mcp/everything',
    title: 'MCP endpoint with everything',
    instructions:
      'This endpoint takes OAuth access tokens issued for it. Its tools, resources and prompts try the features of a client: elicitation, sampling, roots, progress, logging, subscriptions, completion and results that need input.',
    discoverable: true,
    verifier,
    load: loadEverything(),
    streams: true,
    pages: [elicitationRoute],
  }
}
