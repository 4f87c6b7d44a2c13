import type { Requirement } from '../requirement.ts'

/** C-TRN: transport rules that touch authorization. */
export const clientTransport = {
  'client-sends-version-header': {
    code: 'C-TRN-01',
    party: 'client',
    level: 'MUST',
    summary:
      'MCP-Protocol-Version is sent on every request after initialize or, since 2026-07-28, on every POST with the version that _meta gives.',
    references: [
      { document: 'mcp-2026-07-28-http', section: 'Protocol Version Header' },
      { document: 'mcp-2025-11-25-transports', section: 'Protocol Version Header' },
      { document: 'mcp-2025-06-18-transports', section: 'Protocol Version Header' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: ['sep-2575-http-client-sends-version-header', 'sep-2575-http-version-header-matches-meta'],
  },
  'client-sends-self-contained-requests': {
    code: 'C-TRN-02',
    party: 'client',
    level: 'MUST',
    summary:
      'Each request says in _meta the protocol version and client capabilities, preferably also who the client is; initialize, session IDs, GET and DELETE are gone.',
    references: [{ document: 'mcp-2026-07-28-basic', section: '_meta' }, { document: 'mcp-2026-07-28-http' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2575-client-populates-meta', 'sep-2575-client-sends-client-info'],
  },
  'client-sends-mirror-headers': {
    code: 'C-TRN-03',
    party: 'client',
    level: 'MUST',
    summary:
      'Mcp-Method is on every request, and Mcp-Name on tools/call, resources/read and prompts/get, also when the call is repeated with a token.',
    references: [{ document: 'mcp-2026-07-28-http', section: 'Standard Request Headers' }, { document: 'sep-2243' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2243-client-includes-standard-headers'],
  },
  'client-detects-server-era': {
    code: 'C-TRN-04',
    party: 'client',
    level: 'SHOULD',
    summary:
      'A client for old and new servers looks for a modern error in a 400 before it falls back to initialize, and remembers for each origin what it found.',
    references: [
      { document: 'mcp-2026-07-28-http', section: 'Backward Compatibility' },
      { document: 'mcp-2026-07-28-versioning', section: 'Backward Compatibility with Initialization-Based Versions' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2575-client-retry-supported-version'],
  },
  'client-keeps-session': {
    code: 'C-TRN-05',
    party: 'client',
    level: 'MUST',
    summary:
      'Mcp-Session-Id is returned along with the token; a 404 calls for a new session, not a new login, and a session no longer needed is best ended with DELETE.',
    references: [
      { document: 'mcp-2025-11-25-transports', section: 'Session Management' },
      { document: 'mcp-2025-06-18-transports', section: 'Session Management' },
      { document: 'mcp-2025-03-26-transports', section: 'Session Management' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-03-26', until: '2026-07-28' },
    official: [],
    officialTwins: ['server-session-terminated-returns-404'],
  },
  'client-falls-back-only-on-absence': {
    code: 'C-TRN-06',
    party: 'client',
    level: 'MUST',
    summary:
      'The old HTTP+SSE transport is tried only after 400, 404 or 405 (since 2026-07-28: without a modern error), never because of 401 or 403.',
    references: [
      { document: 'mcp-2026-07-28-http', section: 'HTTP+SSE Transport (2024-11-05)' },
      { document: 'mcp-2025-11-25-transports', section: 'Backwards Compatibility' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-declares-extensions': {
    code: 'C-TRN-07',
    party: 'client',
    level: 'INFO',
    summary:
      'Authorization extensions are declared in capabilities.extensions or, since 2026-07-28, in the clientCapabilities of each request.',
    references: [{ document: 'mcp-2026-07-28-versioning', section: 'Extension Negotiation' }],
    binding: 'extension',
    extensions: ['client-credentials', 'enterprise-managed', 'dpop', 'wif'],
    official: [],
  },
} as const satisfies Record<string, Requirement>
