import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

/** C-GEN and C-DISC: when authorization starts, and protected resource metadata. */
export const clientDiscovery = {
  'client-follows-mcp-authorization': {
    code: 'C-GEN-01',
    party: 'client',
    level: 'SHOULD',
    summary:
      'A client that connects over HTTP uses the MCP authorization rules; one that starts a stdio server leaves them alone and hands over credentials in the environment.',
    references: [{ document: 'mcp-2026-07-28-authorization', section: 'Protocol Requirements' }],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
    unseen: 'a client that launches a stdio server and hands it credentials sends nothing over HTTP',
  },
  'client-authorizes-on-401': {
    code: 'C-GEN-02',
    party: 'client',
    level: 'MUST',
    summary:
      'Any 401 from the MCP endpoint, whatever the method and however late it comes, makes the client authorize instead of giving up or trying another transport.',
    references: [
      { document: 'mcp-2025-11-25-authorization', section: 'Protected Resource Metadata Discovery Requirements' },
      { document: 'mcp-2025-06-18-authorization', section: 'Authorization Server Location' },
      { document: 'rfc9110', section: '15.5.2' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    earlier: [{ revisions: { from: '2025-03-26', until: '2025-06-18' }, level: 'MUST', binding: 'implied' }],
    official: ['authorization-request', 'token-request'],
  },
  'client-parses-challenges': {
    code: 'C-GEN-03',
    party: 'client',
    level: 'MUST',
    summary:
      'WWW-Authenticate is read as HTTP defines it: possibly several challenges, parameters in any order, quoted or not, each name compared as a whole and in any letter case.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Protected Resource Metadata Discovery Requirements' },
      { document: 'rfc9110', section: '11.6.1' },
      { document: 'rfc9110', section: '11.2' },
      { document: 'rfc6750', section: '3' },
      { document: 'rfc9728', section: '5.1' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'client-reads-resource-metadata': {
    code: 'C-DISC-01',
    party: 'client',
    level: 'MUST',
    summary:
      'The authorization server is learnt from protected resource metadata; the host of the MCP server is not taken for it, except as a fallback to the oldest revision once that metadata proved absent.',
    references: [
      { document: 'mcp-2026-07-28-authorization', section: 'Overview' },
      { document: 'rfc9728', section: '3' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: ['prm-pathbased-requested'],
  },
  'client-fetches-challenge-url': {
    code: 'C-DISC-02',
    party: 'client',
    level: 'MUST',
    summary:
      'When the challenge carries resource_metadata, the client fetches that very URL, whatever its path, before it thinks of well-known locations.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Protected Resource Metadata Discovery Requirements' },
      { document: 'rfc9728', section: '5.1' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    earlier: [{ revisions: { from: '2025-06-18', until: '2025-11-25' }, level: 'MUST', binding: 'implied' }],
    official: ['prm-pathbased-requested'],
  },
  'client-tries-path-metadata-first': {
    code: 'C-DISC-03',
    party: 'client',
    level: 'MUST',
    summary:
      'Without resource_metadata in the challenge, the first well-known URL tried has the path of the MCP endpoint after /.well-known/oauth-protected-resource.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Protected Resource Metadata Discovery Requirements' },
      { document: 'rfc9728', section: '3.1' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: ['prm-pathbased-requested', 'prm-priority-order'],
  },
  'client-tries-root-metadata-next': {
    code: 'C-DISC-04',
    party: 'client',
    level: 'MUST',
    summary:
      'If the well-known URL with the path has nothing, the client asks at the root of the host; for an endpoint at the root that is the only one.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Protected Resource Metadata Discovery Requirements' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-stops-without-resource-metadata': {
    code: 'C-DISC-05',
    party: 'client',
    level: 'INFO',
    summary:
      'When no protected resource metadata is found, the client ends with an understandable error or goes on with values somebody configured.',
    references: [{ document: 'mcp-2026-07-28-discovery', section: 'Sequence Diagram' }],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-rejects-foreign-resource-metadata': {
    code: 'C-DISC-06',
    party: 'client',
    level: 'MUST NOT',
    summary:
      'Protected resource metadata is not used when its resource differs from the identifier it was asked for: the URL of the MCP server, if a challenge led there.',
    references: [
      { document: 'rfc9728', section: '3.3' },
      { document: 'rfc9728', section: '7.3' },
      { document: 'mcp-2026-07-28-authorization', section: 'Canonical Server URI' },
    ],
    binding: 'oauth',
    revisions: { from: '2025-06-18' },
    official: ['resource-mismatch-rejected'],
  },
  'client-picks-one-authorization-server': {
    code: 'C-DISC-07',
    party: 'client',
    level: 'MUST',
    summary:
      'Out of authorization_servers the client chooses one, freely, and never combines the endpoints of two: each entry is a server of its own.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Authorization Server Location' },
      { document: 'rfc9728', section: '7.6' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'client-rereads-resource-metadata': {
    code: 'C-DISC-08',
    party: 'client',
    level: 'SHOULD',
    summary:
      'A later 401 makes the client fetch protected resource metadata anew, so that it notices another authorization server.',
    references: [
      { document: 'mcp-2026-07-28-registration', section: 'Authorization Server Binding' },
      { document: 'rfc9728', section: '5.2' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    earlier: [{ revisions: { from: '2025-06-18', until: '2026-07-28' }, level: 'SHOULD', binding: 'oauth' }],
    official: ['sep-2352-reregister-on-as-change'],
  },
} as const satisfies Record<string, Requirement>
