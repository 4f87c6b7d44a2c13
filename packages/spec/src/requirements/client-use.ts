import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

const TOKEN_REQUIREMENTS = { document: 'mcp-2026-07-28-authorization', section: 'Token Requirements' } as const
const STEP_UP = { document: 'mcp-2026-07-28-authorization', section: 'Step-Up Authorization Flow' } as const

/** C-USE and C-STEP: using the access token, and asking for more scope. */
export const clientUse = {
  'client-sends-bearer-header': {
    code: 'C-USE-01',
    party: 'client',
    level: 'MUST',
    summary: 'The access token goes into the Authorization request header, with the Bearer scheme.',
    references: [
      TOKEN_REQUIREMENTS,
      { document: 'oauth21', section: '5.1.1' },
      { document: 'rfc6750', section: '2.1' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: ['valid-bearer-token'],
  },
  'client-sends-token-on-every-request': {
    code: 'C-USE-02',
    party: 'client',
    level: 'MUST',
    summary:
      'Every HTTP request to the MCP server has the token: each POST and, in the revisions that know them, GET streams, resumptions and DELETE.',
    references: [TOKEN_REQUIREMENTS],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: ['valid-bearer-token'],
  },
  'client-keeps-token-out-of-query': {
    code: 'C-USE-03',
    party: 'client',
    level: 'MUST NOT',
    summary: 'An access token is not put into the query of a URL.',
    references: [TOKEN_REQUIREMENTS, { document: 'rfc9700', section: '4.3.2' }],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-sends-no-foreign-token': {
    code: 'C-USE-04',
    party: 'client',
    level: 'MUST NOT',
    summary: 'The MCP server gets no token other than those that its own authorization server issued.',
    references: [{ document: 'mcp-2026-07-28-authorization', section: 'Token Handling' }],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: ['invalid-bearer-token'],
  },
  'client-sends-token-nowhere-else': {
    code: 'C-USE-05',
    party: 'client',
    level: 'MUST NOT',
    summary:
      'The token is not sent to anyone but the MCP server: not with metadata requests, to authorization endpoints, for icons, or after a redirect to another origin.',
    references: [
      { document: 'rfc9700', section: '4.9' },
      { document: 'rfc6750', section: '5.3' },
      { document: 'mcp-2025-11-25-basic', section: 'Icons' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-protects-tokens': {
    code: 'C-USE-06',
    party: 'client',
    level: 'MUST',
    summary:
      'Access and refresh tokens are stored safely, and a refresh token is sent only to the server that issued it.',
    references: [
      { document: 'mcp-2026-07-28-security', section: 'Token Theft' },
      { document: 'mcp-2026-07-28-authorization', section: 'Refresh Tokens' },
      { document: 'oauth21', section: '4.3' },
      { document: 'oauth21', section: '7.1' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    unseen: 'how the client stores tokens',
    official: [],
  },
  'client-recovers-from-expired-token': {
    code: 'C-USE-07',
    party: 'client',
    level: 'INFO',
    summary:
      'A 401 despite a token leads to one refresh or new authorization and one repetition of the call, and then to an end.',
    references: [{ document: 'rfc6750', section: '3.1' }, { document: 'sep-2702' }],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-steps-up': {
    code: 'C-STEP-01',
    party: 'client',
    level: 'SHOULD',
    summary:
      'After 403 insufficient_scope a client that acts for a user asks for a new authorization that includes the challenged scopes; one acting for itself may give up.',
    references: [STEP_UP, { document: 'sep-835' }],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: ['scope-step-up-escalation'],
  },
  'client-unites-scopes': {
    code: 'C-STEP-02',
    party: 'client',
    level: 'SHOULD',
    summary: 'That new authorization asks for the earlier scopes as well as the challenged ones.',
    references: [
      { document: 'mcp-2026-07-28-authorization', section: 'Scope Selection Strategy' },
      STEP_UP,
      { document: 'sep-2350' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2350-scope-union-on-reauth'],
  },
  'client-limits-step-up': {
    code: 'C-STEP-03',
    party: 'client',
    level: 'SHOULD',
    summary:
      'The request is repeated a few times at most before the refusal counts as final, and failed attempts are remembered per resource and operation.',
    references: [STEP_UP, { document: 'sep-835' }],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: ['scope-retry-limit', 'scope-retry-auth-attempt'],
  },
  'client-accepts-other-403': {
    code: 'C-STEP-04',
    party: 'client',
    level: 'INFO',
    summary: 'A 403 for another reason, such as Origin or policy, does not start a new authorization.',
    references: [
      { document: 'rfc6750', section: '3.1' },
      { document: 'mcp-2026-07-28-http', section: 'Security & Endpoint' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
} as const satisfies Record<string, Requirement>
