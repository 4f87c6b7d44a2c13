import type { Requirement } from '../requirement.ts'

const BINDING = { document: 'mcp-2026-07-28-registration', section: 'Authorization Server Binding' } as const
const SEP = { document: 'sep-2352' } as const

/** C-BIND: credentials belong to the issuer that gave them, also when the authorization server changes. */
export const clientBinding = {
  'client-separates-issuers': {
    code: 'C-BIND-01',
    party: 'client',
    level: 'MUST',
    summary: 'Registrations and tokens are kept apart for each authorization server, under its issuer.',
    references: [
      { document: 'mcp-2026-07-28-discovery', section: 'Authorization Server Location' },
      BINDING,
      SEP,
      { document: 'rfc6749', section: '2.2' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
  'client-reuses-no-foreign-credentials': {
    code: 'C-BIND-02',
    party: 'client',
    level: 'MUST NOT',
    summary:
      'Credentials from one authorization server are not shown to another, even after protected resource metadata moved there.',
    references: [BINDING, SEP],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2352-no-reuse-on-as-change', 'sep-2352-no-cross-as-credential-reuse'],
  },
  'client-registers-anew-at-new-server': {
    code: 'C-BIND-03',
    party: 'client',
    level: 'MUST',
    summary:
      'When the authorization server changes, a dynamically registered client registers there; the URL of a metadata document can simply be used again.',
    references: [BINDING, SEP],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2352-reregister-on-as-change'],
  },
  'client-reports-moved-server': {
    code: 'C-BIND-04',
    party: 'client',
    level: 'SHOULD',
    summary:
      'A pre-registered client reports an error when protected resource metadata names a server other than the one its credentials are for.',
    references: [BINDING, SEP],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    unseen: 'whether the client tells its user',
    official: [],
  },
} as const satisfies Record<string, Requirement>
