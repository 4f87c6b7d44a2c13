import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

const ERROR_HANDLING = { document: 'mcp-2026-07-28-authorization', section: 'Error Handling' } as const
const INSUFFICIENT_SCOPE = {
  document: 'mcp-2026-07-28-authorization',
  section: 'Runtime Insufficient Scope Errors',
} as const

/** S-401 and S-SCP: challenges, for want of a token or of scope. */
export const resourceChallenge = {
  'resource-answers-401': {
    code: 'S-401-01',
    party: 'protected-resource',
    level: 'MUST',
    summary: 'Where authorization is needed and no valid token came, every method of the endpoint answers 401.',
    references: [
      ERROR_HANDLING,
      { document: 'mcp-2025-03-26-authorization', section: 'Overview' },
      { document: 'oauth21', section: '5.3' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'resource-challenges-401': {
    code: 'S-401-02',
    party: 'protected-resource',
    level: 'MUST',
    summary: 'A 401 has a WWW-Authenticate header with the Bearer (or DPoP) scheme.',
    references: [
      { document: 'rfc9110', section: '15.5.2' },
      { document: 'rfc6750', section: '3' },
      { document: 'oauth21', section: '5.3' },
      { document: 'mcp-2025-06-18-authorization', section: 'Authorization Server Location' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'resource-challenges-with-scope': {
    code: 'S-401-03',
    party: 'protected-resource',
    level: 'SHOULD',
    summary: 'The challenge says in scope what this request needs.',
    references: [
      { document: 'mcp-2026-07-28-authorization', section: 'Scope Selection Strategy' },
      { document: 'sep-835' },
      { document: 'rfc6750', section: '3' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'resource-reports-invalid-token': {
    code: 'S-401-04',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'An invalid, expired, revoked or foreign token gets 401, and should be told error="invalid_token"; a request without credentials should get no error code.',
    references: [
      { document: 'mcp-2026-07-28-authorization', section: 'Token Handling' },
      { document: 'rfc6750', section: '3.1' },
      { document: 'oauth21', section: '5.3.1' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'resource-sends-well-formed-challenge': {
    code: 'S-401-05',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'The challenge is well-formed, each parameter once and quoted correctly, and resource_metadata leads to the metadata of this very resource.',
    references: [
      { document: 'rfc9110', section: '11.2' },
      { document: 'rfc9110', section: '5.6.4' },
      { document: 'rfc9728', section: '5.1' },
      { document: 'rfc9728', section: '3.3' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'resource-uses-status-codes': {
    code: 'S-401-06',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      '401 is for a missing or invalid token, 403 for too little scope or permission, 400 for a malformed authorization request.',
    references: [ERROR_HANDLING],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'resource-reports-insufficient-scope': {
    code: 'S-SCP-01',
    party: 'protected-resource',
    level: 'SHOULD',
    summary:
      'A valid token with too little scope gets 403 with error="insufficient_scope", the scope needed, and resource_metadata.',
    references: [INSUFFICIENT_SCOPE, { document: 'rfc6750', section: '3.1' }],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
    officialTwins: ['scope-step-up-escalation'],
  },
  'resource-challenges-all-scopes-at-once': {
    code: 'S-SCP-02',
    party: 'protected-resource',
    level: 'SHOULD',
    summary:
      'One challenge names every scope of the operation, put together the same way each time; what was granted before need not be in it.',
    references: [INSUFFICIENT_SCOPE, { document: 'sep-2350' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
  'resource-honours-scope-hierarchy': {
    code: 'S-SCP-03',
    party: 'protected-resource',
    level: 'MUST',
    summary: 'Where a broader scope implies a narrower one, a token with the broader scope is enough.',
    references: [
      { document: 'mcp-2026-07-28-authorization', section: 'Step-Up Authorization Flow' },
      { document: 'sep-2350' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
} as const satisfies Record<string, Requirement>
