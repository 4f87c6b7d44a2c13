/** MCP extensions that add requirements here; a member is undefined while it is not settled. */
export const extensions = {
  'client-credentials': {
    title: 'OAuth Client Credentials',
    identifier: 'io.modelcontextprotocol/oauth-client-credentials',
    status: 'draft',
  },
  'enterprise-managed': {
    title: 'Enterprise-Managed Authorization',
    identifier: 'io.modelcontextprotocol/enterprise-managed-authorization',
    status: 'stable',
  },
  dpop: { title: 'Demonstrating Proof of Possession', identifier: undefined, status: 'draft' },
  wif: { title: 'Workload Identity Federation', identifier: undefined, status: 'draft' },
  tasks: { title: 'Tasks', identifier: 'io.modelcontextprotocol/tasks', status: undefined },
} as const satisfies Record<string, ExtensionRow>

interface ExtensionRow {
  readonly title: string
  /** Key in `capabilities.extensions`. */
  readonly identifier: string | undefined
  readonly status: 'draft' | 'stable' | undefined
}

/** The short name of an MCP extension. */
export type Extension = keyof typeof extensions
