import type { Requirement } from '../requirement.ts'

const LOCATION = { document: 'mcp-2026-07-28-discovery', section: 'Authorization Server Location' } as const

/** S-PRM: the metadata that a protected resource publishes. */
export const resourceMetadata = {
  'resource-publishes-metadata': {
    code: 'S-PRM-01',
    party: 'protected-resource',
    level: 'MUST',
    summary: 'A protected MCP server publishes protected resource metadata that leads to its authorization servers.',
    references: [{ document: 'mcp-2026-07-28-authorization', section: 'Overview' }, LOCATION],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'resource-lists-authorization-servers': {
    code: 'S-PRM-02',
    party: 'protected-resource',
    level: 'MUST',
    summary: 'That metadata has authorization_servers with at least one issuer.',
    references: [LOCATION, { document: 'rfc9728', section: '2' }],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'resource-makes-metadata-findable': {
    code: 'S-PRM-03',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'The metadata can be found: in 2025-06-18 through resource_metadata in the 401 challenge, later through that or a well-known URL, with the path or at the root.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Protected Resource Metadata Discovery Requirements' },
      { document: 'mcp-2025-06-18-authorization', section: 'Authorization Server Location' },
      { document: 'sep-985' },
      { document: 'rfc9728', section: '3.1' },
      { document: 'rfc9728', section: '5.1' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'resource-names-itself-exactly': {
    code: 'S-PRM-04',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'resource is there and equals the identifier from which the metadata URL was built or, if a challenge led there, the URL that the client called.',
    references: [
      { document: 'rfc9728', section: '3.3' },
      { document: 'rfc9728', section: '2' },
    ],
    binding: 'oauth',
    revisions: { from: '2025-06-18' },
    official: [],
    officialTwins: ['resource-mismatch-rejected'],
  },
  'resource-serves-metadata-openly': {
    code: 'S-PRM-05',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'The metadata answers a GET without a token with 200 and application/json; bearer_methods_supported, if given, names only header.',
    references: [
      { document: 'rfc9728', section: '3.2' },
      { document: 'rfc9728', section: '3.1' },
      { document: 'rfc9728', section: '2' },
      { document: 'mcp-2026-07-28-authorization', section: 'Token Requirements' },
    ],
    binding: 'oauth',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'resource-lists-minimal-scopes': {
    code: 'S-PRM-06',
    party: 'protected-resource',
    level: 'SHOULD',
    summary: 'scopes_supported is the least that basic use needs; more is asked for by challenges.',
    references: [
      { document: 'mcp-2026-07-28-authorization', section: 'Scope Selection Strategy' },
      { document: 'sep-835' },
      { document: 'mcp-2026-07-28-best-practices', section: 'Scope Minimization' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'resource-omits-offline-access': {
    code: 'S-PRM-07',
    party: 'protected-resource',
    level: 'SHOULD NOT',
    summary: 'offline_access appears neither in scopes_supported of the protected resource metadata nor in challenges.',
    references: [{ document: 'mcp-2026-07-28-authorization', section: 'Refresh Tokens' }, { document: 'sep-2207' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
} as const satisfies Record<string, Requirement>
