import { loadNotes } from '../load-notes.ts'
import type { TokenVerifier } from '../verifier.ts'
import type { McpResource } from './resource.ts'

/** `/mcp/oauth-v21`: takes access tokens of the authorization code grant only, refreshed or not. */
export function oauthV21(verifier: TokenVerifier): McpResource {
  return {
    id: 'oauth-v21',
    path: '/mcp/oauth-v21',
    title: 'MCP endpoint for users',
    instructions:
      'This endpoint takes OAuth access tokens issued for it that a user authorized in the authorization code flow.',
    discoverable: true,
    grantType: 'authorization_code',
    verifier,
    load: loadNotes(),
  }
}
