import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

const CIMD_RULES = { document: 'mcp-2026-07-28-registration', section: 'Implementation Requirements' } as const

/** A-REG: what an authorization server does with clients that introduce themselves. */
export const authorizationServerRegistration = {
  'server-registers-dynamically': {
    code: 'A-REG-01',
    party: 'authorization-server',
    level: 'MAY',
    summary:
      'Dynamic registration, now optional and deprecated, answers 201 with client_id and everything that was registered, changed values too, and says when a secret expires.',
    references: [
      { document: 'mcp-2026-07-28-registration', section: 'Dynamic Client Registration' },
      { document: 'mcp-2025-06-18-authorization', section: 'Dynamic Client Registration' },
      { document: 'rfc7591', section: '3.2.1' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    earlier: [{ revisions: { from: '2025-03-26', until: '2025-11-25' }, level: 'SHOULD', binding: 'mcp' }],
    deprecated: '2026-07-28',
    official: [],
  },
  'server-refuses-bad-registration': {
    code: 'A-REG-02',
    party: 'authorization-server',
    level: 'MUST',
    summary: 'A bad registration gets 400 with invalid_redirect_uri or invalid_client_metadata.',
    references: [
      { document: 'rfc7591', section: '3.2.2' },
      { document: 'rfc7591', section: '5' },
      { document: 'rfc7592', section: '2' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'server-may-enforce-application-type': {
    code: 'A-REG-03',
    party: 'authorization-server',
    level: 'INFO',
    summary:
      'application_type may be enforced as OpenID defines it: absent means web, and web refuses localhost and http redirect URIs.',
    references: [
      {
        document: 'mcp-2026-07-28-registration',
        section: 'Application Type and Redirect URI Constraints',
      },
      { document: 'sep-837' },
      { document: 'oidc-registration', section: '2' },
    ],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
  'server-accepts-metadata-documents': {
    code: 'A-REG-04',
    party: 'authorization-server',
    level: 'SHOULD',
    summary:
      'A client ID that is a URL is accepted and its document fetched; the document has to be valid JSON with the required members and that URL as client_id.',
    references: [
      CIMD_RULES,
      { document: 'cimd-00', section: '3' },
      { document: 'cimd-00', section: '4' },
      { document: 'cimd-02', section: '5' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'server-checks-documented-redirect-uris': {
    code: 'A-REG-05',
    party: 'authorization-server',
    level: 'MUST',
    summary: 'The redirect URI of a request is in the metadata document, and that document holds no shared secret.',
    references: [
      CIMD_RULES,
      { document: 'cimd-00', section: '4.1' },
      { document: 'cimd-00', section: '4.5' },
      { document: 'cimd-02', section: '4' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'server-caches-metadata-documents': {
    code: 'A-REG-06',
    party: 'authorization-server',
    level: 'SHOULD',
    summary: 'Metadata documents are cached as their HTTP headers say; errors and malformed documents must not be.',
    references: [CIMD_RULES, { document: 'cimd-00', section: '4.4' }, { document: 'cimd-02', section: '5.2' }],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'server-guards-document-fetch': {
    code: 'A-REG-07',
    party: 'authorization-server',
    level: 'SHOULD',
    summary:
      'When it fetches a metadata document the server guards against being sent to internal addresses: special-use addresses refused, no redirects followed, 200 only, a size limit.',
    references: [
      { document: 'mcp-2026-07-28-security', section: 'Authorization Server Abuse Protection' },
      { document: 'cimd-01', section: '6.5' },
      { document: 'cimd-01', section: '4' },
      { document: 'cimd-01', section: '6.6' },
      { document: 'cimd-02', section: '8.6' },
      { document: 'mcp-2026-07-28-best-practices', section: 'SSRF Against Authorization Servers' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    stricter: { level: 'MUST', reference: { document: 'cimd-01', section: '6.5' } },
    official: [],
  },
  'server-shows-redirect-host': {
    code: 'A-REG-08',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'The consent page shows the host name of the redirect URI and, better, a warning if that is only localhost.',
    references: [
      { document: 'mcp-2026-07-28-security', section: 'Localhost Redirect URI Risks' },
      { document: 'mcp-2026-07-28-security', section: 'Trust Policies' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'server-avoids-url-client-ids': {
    code: 'A-REG-09',
    party: 'authorization-server',
    level: 'SHOULD',
    summary: 'Client IDs that the server makes up do not start with https://.',
    references: [{ document: 'cimd-01', section: '6.9' }],
    binding: 'oauth',
    revisions: { from: '2025-11-25' },
    official: [],
  },
} as const satisfies Record<string, Requirement>
