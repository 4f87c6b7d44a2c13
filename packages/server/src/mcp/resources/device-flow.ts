import { loadNotes } from '../load-notes.ts'
import type { TokenVerifier } from '../verifier.ts'
import type { McpResource } from './resource.ts'

/** `/mcp/device-flow`: takes access tokens of the device authorization grant only, refreshed or not. */
export function deviceFlow(verifier: TokenVerifier): McpResource {
  return {
    id: 'device-flow',
    path: '/mcp/device-flow',
    title: 'MCP endpoint for devices',
    instructions: 'This endpoint takes OAuth access tokens issued for it that a user authorized in the device flow.',
    discoverable: true,
    grantType: 'urn:ietf:params:oauth:grant-type:device_code',
    verifier,
    load: loadNotes(),
  }
}
