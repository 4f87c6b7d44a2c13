import { loadNotes } from '../load-notes.ts'
import { staticTokens } from '../static-token.ts'
import type { McpResource } from './resource.ts'

/** `/mcp/bearer-token`: takes a static token, and has no discovery and no issuance. */
export function bearerToken(): McpResource {
  return {
    id: 'bearer-token',
    path: '/mcp/bearer-token',
    title: 'Static-bearer MCP endpoint',
    instructions:
      'This endpoint takes a static bearer token that was configured or minted for it. It takes no OAuth token.',
    discoverable: false,
    verifier: staticTokens,
    load: loadNotes(),
  }
}
