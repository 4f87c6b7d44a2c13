import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

const SESSIONS = { document: 'mcp-2025-11-25-transports', section: 'Session Management' } as const

/** S-SES and S-TRN: sessions, handles, caches, and transport rules that touch authorization. */
export const resourceTransport = {
  'resource-distrusts-session-id': {
    code: 'S-SES-01',
    party: 'protected-resource',
    level: 'MUST NOT',
    summary:
      'A session ID does not count as authentication; it is made of visible ASCII, and should be impossible to guess and bound to the user.',
    references: [{ document: 'mcp-2025-11-25-best-practices', section: 'Session Hijacking' }, SESSIONS],
    binding: 'mcp',
    revisions: { from: '2025-03-26', until: '2026-07-28' },
    official: ['server-session-id-visible-ascii'],
  },
  'resource-answers-404-to-ended-session': {
    code: 'S-SES-02',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'A session that was ended gets 404, not 401, when the token is valid; the server may answer DELETE with 405.',
    references: [
      SESSIONS,
      { document: 'mcp-2025-06-18-transports', section: 'Session Management' },
      { document: 'mcp-2025-03-26-transports', section: 'Session Management' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-03-26', until: '2026-07-28' },
    official: ['server-session-terminated-returns-404', 'server-session-delete-accepted'],
  },
  'resource-distrusts-state-handle': {
    code: 'S-SES-03',
    party: 'protected-resource',
    level: 'MUST NOT',
    summary: 'Holding a state handle gives no right; handles are better random and bound to the user of the token.',
    references: [
      { document: 'mcp-2026-07-28-best-practices', section: 'State Handle Hijacking' },
      { document: 'sep-2567' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
  'resource-distrusts-request-state': {
    code: 'S-SES-04',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'requestState is treated as coming from an attacker: protected against change where permission depends on it, and better bound to user, request and time.',
    references: [
      { document: 'mcp-2026-07-28-mrtr', section: 'Server Requirements (Basic Workflow)' },
      { document: 'sep-2322' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2322-reject-tampered-state'],
  },
  'resource-binds-tasks': {
    code: 'S-SES-05',
    party: 'protected-resource',
    level: 'MUST',
    summary: 'A task can be used only with the authorization under which it was made.',
    references: [{ document: 'sep-2663' }],
    binding: 'extension',
    extensions: ['tasks'],
    revisions: { from: '2026-07-28' },
    official: [],
  },
  'resource-marks-scoped-lists-private': {
    code: 'S-SES-06',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'Lists may differ by scope, but are then private in cacheScope on every page, and what is left out of a list is still refused when called.',
    references: [
      { document: 'mcp-2026-07-28-caching', section: 'Cache Scope Field' },
      { document: 'mcp-2026-07-28-tools', section: 'Capabilities' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2549-cache-scope-valid'],
  },
  'resource-validates-origin': {
    code: 'S-TRN-01',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'Origin is checked, and since 2025-11-25 an invalid one gets 403; a server for local use better listens on 127.0.0.1 only.',
    references: [
      { document: 'mcp-2026-07-28-http', section: 'Security & Endpoint' },
      { document: 'mcp-2025-11-25-transports', section: 'Security Warning' },
      { document: 'mcp-2025-03-26-transports', section: 'Security Warning' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: ['localhost-host-rebinding-rejected'],
  },
  'resource-refuses-unsupported-version': {
    code: 'S-TRN-02',
    party: 'protected-resource',
    level: 'MUST',
    summary: 'An unsupported MCP-Protocol-Version gets 400; a missing one is better taken for 2025-03-26.',
    references: [
      { document: 'mcp-2025-11-25-transports', section: 'Protocol Version Header' },
      { document: 'mcp-2025-06-18-transports', section: 'Protocol Version Header' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18', until: '2026-07-28' },
    official: [],
  },
  'resource-uses-modern-errors': {
    code: 'S-TRN-03',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'A header that is missing or differs gets 400 and -32020, an unsupported version 400 and -32022, a malformed _meta 400 and -32602, an unknown method 404 and -32601.',
    references: [
      { document: 'mcp-2026-07-28-http', section: 'Server Validation' },
      { document: 'mcp-2026-07-28-http', section: 'Protocol Version Header' },
      { document: 'mcp-2026-07-28-basic', section: '_meta' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [
      'sep-2575-http-server-header-mismatch-400',
      'sep-2575-http-server-unsupported-version-400',
      'sep-2575-server-unsupported-version-error',
      'sep-2575-http-server-meta-invalid-400',
      'sep-2575-http-server-method-not-found-404',
    ],
  },
  'resource-implements-discover': {
    code: 'S-TRN-04',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'server/discover exists, with or without a token as the server likes; a server without old revisions better answers GET and DELETE with 405 and ignores session headers.',
    references: [
      { document: 'mcp-2026-07-28-discover' },
      { document: 'mcp-2026-07-28-http', section: 'Earlier Streamable HTTP Revisions' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2575-server-implements-discover'],
  },
  'resource-mirrors-no-secrets': {
    code: 'S-TRN-05',
    party: 'protected-resource',
    level: 'SHOULD NOT',
    summary: 'A tool parameter that is secret is not marked with x-mcp-header, as intermediaries could read its value.',
    references: [{ document: 'mcp-2026-07-28-tools', section: 'x-mcp-header' }, { document: 'sep-2243' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
} as const satisfies Record<string, Requirement>
