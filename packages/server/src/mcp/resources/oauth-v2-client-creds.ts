import { loadNotes } from '../load-notes.ts'
import type { TokenVerifier } from '../verifier.ts'
import type { McpResource } from './resource.ts'

/** `/mcp/oauth-v2-client-creds`: takes access tokens of the client credentials grant only. */
export function oauthV2ClientCreds(verifier: TokenVerifier): McpResource {
  return {
    id: 'oauth-v2-client-creds',
    path: '/mcp/oauth-v2-client-creds',
    title: 'MCP endpoint for services',
    instructions:
      'This endpoint takes OAuth access tokens issued for it that a client got for itself, by the client credentials grant.',
    discoverable: true,
    grantType: 'client_credentials',
    verifier,
    load: loadNotes(),
  }
}
