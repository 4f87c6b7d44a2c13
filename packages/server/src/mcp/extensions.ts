import { type Extension, extensions } from '@mcp-auth/spec'
import type { Config } from '../core/config.ts'
import type { McpResource } from './resources/resource.ts'

/** The MCP extensions that are ways to get a token, by the grant that each of them uses. */
const byGrant: readonly { readonly extension: Extension; readonly grantType: string }[] = [
  { extension: 'client-credentials', grantType: 'client_credentials' },
  { extension: 'enterprise-managed', grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer' },
]

/** `capabilities.extensions` of an endpoint: those whose tokens it takes (MCP versioning, Extension Negotiation). What a foreign authorization server can do, we do not know. */
export function supportedExtensions(
  { discoverable, grantType }: McpResource,
  { authorizationServer }: Config,
): Record<string, Record<string, never>> {
  if (!discoverable || authorizationServer !== undefined) return {}
  const taken = byGrant.filter((row) => grantType === undefined || grantType === row.grantType)
  return Object.fromEntries(
    taken.flatMap(({ extension }) => {
      const { identifier } = extensions[extension]
      return identifier === undefined ? [] : [[identifier, {}] as const]
    }),
  )
}
