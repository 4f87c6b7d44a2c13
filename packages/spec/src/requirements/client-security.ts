import type { Requirement } from '../requirement.ts'

/** C-SEC: security guidance for clients. */
export const clientSecurity = {
  'client-weighs-ssrf': {
    code: 'C-SEC-01',
    party: 'client',
    level: 'MUST',
    summary:
      'A client that runs on a server takes precautions against being sent to internal addresses by the OAuth URLs and redirects it follows; https and blocking private ranges are recommended.',
    references: [
      { document: 'mcp-2026-07-28-best-practices', section: 'Server-Side Request Forgery (SSRF)' },
      { document: 'rfc9728', section: '7.7' },
      { document: 'oauth21', section: '1.5' },
    ],
    binding: 'best-practices',
    revisions: { from: '2025-06-18' },
    published: '2026-02',
    official: [],
  },
  'client-opens-elicitation-with-consent': {
    code: 'C-SEC-02',
    party: 'client',
    level: 'MUST NOT',
    summary:
      'The URL of an elicitation is neither fetched in advance nor opened without consent, and is not the client’s own login.',
    references: [
      { document: 'mcp-2026-07-28-elicitation', section: 'Safe URL Handling' },
      { document: 'mcp-2025-11-25-elicitation', section: 'Safe URL Handling' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-protects-session-id': {
    code: 'C-SEC-03',
    party: 'client',
    level: 'MUST',
    summary: 'A session ID is handled as a secret, though it proves nothing about who sends it.',
    references: [
      { document: 'mcp-2025-11-25-transports', section: 'Session Management' },
      { document: 'mcp-2025-11-25-best-practices', section: 'Session Hijacking' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-03-26', until: '2026-07-28' },
    official: [],
  },
  'client-separates-private-caches': {
    code: 'C-SEC-04',
    party: 'client',
    level: 'MUST NOT',
    summary: 'Cached results marked private are not shared between access tokens.',
    references: [{ document: 'mcp-2026-07-28-caching', section: 'Cache Scope Field' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
} as const satisfies Record<string, Requirement>
