import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

/** C-ASMD and C-LEG: authorization server metadata, and how 2025-03-26 did without protected resource metadata. */
export const clientMetadata = {
  'client-uses-metadata-endpoints': {
    code: 'C-ASMD-01',
    party: 'client',
    level: 'MUST',
    summary: 'Endpoints are taken from the authorization server metadata that the client fetched, not guessed.',
    references: [
      { document: 'mcp-2026-07-28-authorization', section: 'Overview' },
      { document: 'mcp-2025-06-18-authorization', section: 'Server Metadata Discovery' },
      { document: 'mcp-2025-03-26-authorization', section: 'Server Metadata Discovery' },
      { document: 'rfc8414', section: '3' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: ['authorization-server-metadata'],
  },
  'client-supports-oidc-discovery': {
    code: 'C-ASMD-02',
    party: 'client',
    level: 'MUST',
    summary: 'Both kinds of authorization server metadata work for the client: RFC 8414 and OpenID Connect Discovery.',
    references: [{ document: 'mcp-2026-07-28-authorization', section: 'Overview' }],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: ['authorization-server-metadata'],
  },
  'client-orders-metadata-urls': {
    code: 'C-ASMD-03',
    party: 'client',
    level: 'MUST',
    summary:
      'Metadata URLs are tried in order: for an issuer with a path, RFC 8414 inserted, OpenID inserted, OpenID appended; for one without, RFC 8414 then OpenID at the root.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Authorization Server Metadata Discovery' },
      { document: 'rfc8414', section: '3.1' },
      { document: 'rfc8414', section: '5' },
      { document: 'sep-2351' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: ['authorization-server-metadata'],
  },
  'client-keeps-issuer-path': {
    code: 'C-ASMD-04',
    party: 'client',
    level: 'MUST NOT',
    summary:
      'The path of the issuer is not dropped when the metadata URL is built, since the root of that host may describe another tenant.',
    references: [{ document: 'rfc8414', section: '3.1' }],
    binding: 'oauth',
    revisions: { from: '2025-06-18' },
    official: ['authorization-server-metadata-wrong-path'],
  },
  'client-rejects-mismatched-metadata-issuer': {
    code: 'C-ASMD-05',
    party: 'client',
    level: 'MUST',
    summary:
      'Metadata counts only if its issuer equals, character by character, the issuer from which the metadata URL was built.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Authorization Server Metadata Discovery' },
      { document: 'sep-2468' },
      { document: 'rfc8414', section: '3.3' },
      { document: 'oidc-discovery', section: '4.3' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    earlier: [{ revisions: { from: '2025-03-26', until: '2026-07-28' }, level: 'MUST', binding: 'oauth' }],
    official: ['sep-2468-client-validate-metadata-issuer'],
  },
  'client-requires-s256-in-metadata': {
    code: 'C-ASMD-06',
    party: 'client',
    level: 'MUST',
    summary:
      'The client checks PKCE support in the metadata and goes no further when code_challenge_methods_supported is missing or offers no method it may use.',
    references: [
      { document: 'mcp-2026-07-28-security', section: 'Authorization Code Protection' },
      { document: 'oauth21', section: '4.1.1' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-uses-legacy-base-url': {
    code: 'C-LEG-01',
    party: 'client',
    level: 'MUST',
    summary:
      'In revision 2025-03-26 the authorization server is the origin of the MCP URL, its path removed, and the metadata is at the root of that origin.',
    references: [{ document: 'mcp-2025-03-26-authorization', section: 'Authorization Base URL' }],
    binding: 'mcp',
    revisions: { from: '2025-03-26', until: '2025-06-18' },
    official: ['authorization-server-metadata'],
  },
  'client-uses-default-endpoints-last': {
    code: 'C-LEG-02',
    party: 'client',
    level: 'MUST',
    summary:
      'In revision 2025-03-26 metadata is asked for first; only where there is none are /authorize, /token and /register at the base URL used.',
    references: [
      { document: 'mcp-2025-03-26-authorization', section: 'Fallbacks for Servers without Metadata Discovery' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-03-26', until: '2025-06-18' },
    official: ['client-registration', 'authorization-request', 'token-request'],
  },
  'client-sends-version-on-discovery': {
    code: 'C-LEG-03',
    party: 'client',
    level: 'SHOULD',
    summary: 'In revision 2025-03-26 requests for server metadata carry the MCP-Protocol-Version header.',
    references: [{ document: 'mcp-2025-03-26-authorization', section: 'Server Metadata Discovery Headers' }],
    binding: 'mcp',
    revisions: { from: '2025-03-26', until: '2025-06-18' },
    official: [],
  },
} as const satisfies Record<string, Requirement>
