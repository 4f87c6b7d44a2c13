import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

const TOKEN_HANDLING = { document: 'mcp-2026-07-28-authorization', section: 'Token Handling' } as const

/** S-TOK: which tokens a protected resource takes. */
export const resourceToken = {
  'resource-validates-every-request': {
    code: 'S-TOK-01',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'The token is validated before anything else, on each request anew, whatever session, connection or earlier answer there was.',
    references: [
      { document: 'mcp-2026-07-28-security', section: 'Access Token Privilege Restriction' },
      TOKEN_HANDLING,
      { document: 'oauth21', section: '5.2' },
      { document: 'mcp-2026-07-28-basic', section: 'Statelessness' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'resource-checks-audience': {
    code: 'S-TOK-02',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'Only tokens that were issued for this server are accepted, judged by the audience or an equivalent check.',
    references: [
      TOKEN_HANDLING,
      { document: 'mcp-2026-07-28-security', section: 'Token Audience Binding and Validation' },
      { document: 'rfc8707', section: '2' },
      { document: 'rfc9068', section: '4' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'resource-passes-no-token-through': {
    code: 'S-TOK-03',
    party: 'protected-resource',
    level: 'MUST NOT',
    summary: 'Other tokens are neither accepted nor passed on; calls to another API use a token of their own.',
    references: [TOKEN_HANDLING, { document: 'mcp-2026-07-28-best-practices', section: 'Token Passthrough' }],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    unseen: 'what the server sends to an API that we do not run',
    official: [],
  },
  'resource-ignores-query-tokens': {
    code: 'S-TOK-04',
    party: 'protected-resource',
    level: 'MUST NOT',
    summary: 'A token in the query or in the body is not accepted.',
    references: [
      { document: 'mcp-2026-07-28-authorization', section: 'Token Requirements' },
      { document: 'oauth21', section: '5.1' },
      { document: 'rfc9700', section: '4.3.2' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'resource-validates-token-fully': {
    code: 'S-TOK-05',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'Of a JWT the algorithm, signature, issuer, audience, times and type are checked; an opaque token is introspected with authentication and must be active and meant for this server.',
    references: [
      { document: 'rfc9068', section: '4' },
      { document: 'rfc7519', section: '4.1.4' },
      { document: 'rfc8725', section: '3.1' },
      { document: 'rfc8725', section: '3.11' },
      { document: 'rfc7662', section: '2' },
      { document: 'rfc7662', section: '4' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'resource-authorizes-by-body': {
    code: 'S-TOK-06',
    party: 'protected-resource',
    level: 'MUST NOT',
    summary:
      'Permission is not decided by headers that copy the body, nor by names that the client put into _meta; headers that differ from the body are refused.',
    references: [
      { document: 'mcp-2026-07-28-http', section: 'Server Validation' },
      { document: 'sep-2243' },
      { document: 'mcp-2026-07-28-basic', section: '_meta' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2243-server-reject-invalid-headers', 'sep-2243-server-reject-error-code'],
  },
} as const satisfies Record<string, Requirement>
