import { loadNotes } from '../load-notes.ts'
import type { TokenVerifier } from '../verifier.ts'
import type { McpResource } from './resource.ts'

/** `/mcp/oauth`: takes access tokens of the authorization server, and only those issued for it. */
export function oauth(verifier: TokenVerifier): McpResource {
  return {
    id: 'oauth',
    path: '/mcp/oauth',
    title: 'OAuth-protected MCP endpoint',
    instructions:
      'This endpoint takes OAuth access tokens issued for it. The authorization server is named in its protected resource metadata.',
    discoverable: true,
    verifier,
    load: loadNotes(),
  }
}
