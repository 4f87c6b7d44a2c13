import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

const VALIDATION = {
  document: 'mcp-2026-07-28-authorization',
  section: 'Authorization Response Validation',
} as const
const ISS = { document: 'rfc9207', section: '2.4' } as const

/** C-RESP: the authorization response, and the defence against mixing up authorization servers. */
export const clientResponse = {
  'client-rejects-mismatched-iss': {
    code: 'C-RESP-01',
    party: 'client',
    level: 'MUST',
    summary:
      'Where the metadata announces iss and the response has it, the client sends the code on only if iss equals the recorded issuer.',
    references: [VALIDATION, ISS],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2468-client-compare-iss-supported'],
  },
  'client-rejects-missing-iss': {
    code: 'C-RESP-02',
    party: 'client',
    level: 'MUST',
    summary: 'Where the metadata announces iss and the response lacks it, the client rejects the response.',
    references: [VALIDATION, ISS],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2468-client-reject-missing-iss'],
  },
  'client-compares-unadvertised-iss': {
    code: 'C-RESP-03',
    party: 'client',
    level: 'MUST',
    summary: 'An iss that the metadata did not announce is compared with the recorded issuer all the same.',
    references: [VALIDATION, ISS],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2468-client-compare-iss-unadvertised'],
  },
  'client-proceeds-without-iss': {
    code: 'C-RESP-04',
    party: 'client',
    level: 'MUST',
    summary: 'Where iss is neither announced nor present, the client goes on.',
    references: [VALIDATION, ISS],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2468-client-proceed-no-iss'],
  },
  'client-compares-iss-exactly': {
    code: 'C-RESP-05',
    party: 'client',
    level: 'MUST NOT',
    summary:
      'iss is compared as it is: letter case, default port, trailing slash and percent-encoding are not evened out first.',
    references: [VALIDATION, { document: 'rfc3986', section: '6.2.1' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2468-client-no-normalization'],
  },
  'client-ignores-mismatched-error': {
    code: 'C-RESP-06',
    party: 'client',
    level: 'MUST NOT',
    summary:
      'In an error response whose iss is wrong, error, error_description and error_uri are neither obeyed nor shown.',
    references: [VALIDATION, ISS],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    unseen: 'what the client shows its user',
    official: [],
  },
  'client-checks-state': {
    code: 'C-RESP-07',
    party: 'client',
    level: 'SHOULD',
    summary: 'A response whose state is missing or not the one that was sent is thrown away.',
    references: [{ document: 'mcp-2026-07-28-security', section: 'Open Redirection' }],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'client-stops-on-authorization-error': {
    code: 'C-RESP-08',
    party: 'client',
    level: 'INFO',
    summary: 'access_denied and errors like it end the attempt; a new one waits for the user.',
    references: [{ document: 'rfc6749', section: '4.1.2.1' }],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-sends-code-once': {
    code: 'C-RESP-09',
    party: 'client',
    level: 'MUST',
    summary: 'An authorization code is sent once, to the token endpoint of the server that the request was for.',
    references: [
      { document: 'oauth21', section: '4.1.3' },
      { document: 'rfc9700', section: '4.4' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
} as const satisfies Record<string, Requirement>
