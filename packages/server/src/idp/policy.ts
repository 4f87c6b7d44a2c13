import type { Client } from '../oauth/records.ts'

/** What the administrator lets a client have at an authorization server (EMA §4.1). */
export interface Policy {
  /** Whom it is for: one client, or every client whose id is the URL of its document. */
  readonly client: string | { readonly source: Client['source'] }
  /** Who that is at the authorization server (ID-JAG §5); the same name without it, as documents have it. */
  readonly clientThere?: string
  /** Paths of the MCP endpoints it may reach; all without it. */
  readonly resources?: readonly string[]
  /** The most it may have; given without being asked for, it is the most ordinary part of that. */
  readonly scope: readonly string[]
}

/** The whole policy; what no row allows is refused. */
const policies: readonly Policy[] = [
  {
    client: 'enterprise-sso-client',
    clientThere: 'enterprise-mcp-client',
    scope: ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read', 'mcp:tools:write'],
  },
  {
    client: { source: 'metadata-document' },
    resources: ['/mcp/oauth'],
    scope: ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read'],
  },
]

/** The row for this client, if there is one. */
export function policyOf({ clientId, source }: Client): Policy | undefined {
  return policies.find(({ client }) => (typeof client === 'string' ? client === clientId : client.source === source))
}
