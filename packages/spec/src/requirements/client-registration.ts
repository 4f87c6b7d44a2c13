import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

const APPLICATION_TYPE = {
  document: 'mcp-2026-07-28-registration',
  section: 'Application Type and Redirect URI Constraints',
} as const
const CIMD_RULES = { document: 'mcp-2026-07-28-registration', section: 'Implementation Requirements' } as const
const REFRESH_TOKENS = { document: 'mcp-2026-07-28-authorization', section: 'Refresh Tokens' } as const

/** C-REG: how a client becomes known to an authorization server. */
export const clientRegistration = {
  'client-has-client-id': {
    code: 'C-REG-01',
    party: 'client',
    level: 'MUST',
    summary:
      'Before it asks for authorization the client has a client ID: pre-registered, a metadata document URL, or from dynamic registration.',
    references: [{ document: 'mcp-2026-07-28-authorization', section: 'Client Registration' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    earlier: [{ revisions: { from: '2025-03-26', until: '2026-07-28' }, level: 'MUST', binding: 'implied' }],
    official: ['client-registration'],
  },
  'client-prefers-registration-order': {
    code: 'C-REG-02',
    party: 'client',
    level: 'SHOULD',
    summary:
      'A client that can do everything prefers a pre-registered ID, then its metadata document if the server announces support, then dynamic registration if offered, and asks the user last.',
    references: [
      { document: 'mcp-2026-07-28-registration' },
      { document: 'mcp-2025-11-25-authorization', section: 'Client Registration Approaches' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: ['cimd-client-id-used', 'pre-registration-auth'],
  },
  'client-accepts-static-credentials': {
    code: 'C-REG-03',
    party: 'client',
    level: 'SHOULD',
    summary:
      'The client can be given fixed credentials, built in or typed by the user, and registers only at an endpoint that the metadata names.',
    references: [
      { document: 'mcp-2026-07-28-registration', section: 'Pre-registration' },
      { document: 'mcp-2025-11-25-authorization', section: 'Preregistration' },
      { document: 'mcp-2025-06-18-authorization', section: 'Dynamic Client Registration' },
      { document: 'mcp-2025-03-26-authorization', section: 'Dynamic Client Registration' },
      { document: 'rfc8414', section: '2' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    earlier: [{ revisions: { from: '2025-03-26', until: '2025-11-25' }, level: 'SHOULD', binding: 'implied' }],
    official: ['pre-registration-auth'],
  },
  'client-supports-metadata-documents': {
    code: 'C-REG-04',
    party: 'client',
    level: 'SHOULD',
    summary:
      'The client can present the URL of its metadata document as client ID, and does so only where client_id_metadata_document_supported is true.',
    references: [
      { document: 'mcp-2026-07-28-registration', section: 'Client ID Metadata Documents' },
      { document: 'cimd-00', section: '5' },
      { document: 'cimd-02', section: '6' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: ['cimd-client-id-used'],
  },
  'client-uses-valid-metadata-document-url': {
    code: 'C-REG-05',
    party: 'client',
    level: 'MUST',
    summary:
      'A client ID that is a URL uses https and has a path, without fragment, user name, password or dot segments; a query is better avoided.',
    references: [CIMD_RULES, { document: 'cimd-00', section: '3' }, { document: 'cimd-02', section: '3' }],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-serves-metadata-document': {
    code: 'C-REG-06',
    party: 'client',
    level: 'MUST',
    summary:
      'The metadata document is served over https as JSON, and holds client_id exactly as its own URL, client_name and redirect_uris.',
    references: [
      CIMD_RULES,
      { document: 'cimd-00', section: '4.1' },
      { document: 'cimd-01', section: '4' },
      { document: 'cimd-02', section: '4' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-publishes-no-shared-secret': {
    code: 'C-REG-07',
    party: 'client',
    level: 'MUST NOT',
    summary: 'A metadata document, being public, names no client secret and no authentication method that needs one.',
    references: [
      { document: 'cimd-00', section: '4.1' },
      { document: 'cimd-02', section: '4' },
    ],
    binding: 'oauth',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-may-use-private-key-jwt': {
    code: 'C-REG-08',
    party: 'client',
    level: 'MAY',
    summary:
      'A metadata document may announce private_key_jwt and its keys; a client that does so authenticates that way in its token requests.',
    references: [
      CIMD_RULES,
      { document: 'cimd-00', section: '6.2' },
      { document: 'cimd-02', section: '8.2' },
      { document: 'rfc7523', section: '2.2' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'client-supports-dynamic-registration': {
    code: 'C-REG-09',
    party: 'client',
    level: 'MAY',
    summary:
      'The client can register itself with a JSON POST of its redirect_uris to the registration_endpoint; once recommended, now optional and deprecated.',
    references: [
      { document: 'mcp-2026-07-28-registration', section: 'Dynamic Client Registration' },
      { document: 'mcp-2025-11-25-authorization', section: 'Dynamic Client Registration' },
      { document: 'mcp-2025-06-18-authorization', section: 'Dynamic Client Registration' },
      { document: 'rfc7591', section: '2' },
      { document: 'rfc7591', section: '3.1' },
      { document: 'mcp-2026-07-28-deprecated', section: 'Deprecated' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    earlier: [{ revisions: { from: '2025-03-26', until: '2025-11-25' }, level: 'SHOULD', binding: 'mcp' }],
    deprecated: '2026-07-28',
    official: ['client-registration'],
  },
  'client-sends-application-type': {
    code: 'C-REG-10',
    party: 'client',
    level: 'MUST',
    summary:
      'A dynamic registration states application_type; left out, OpenID servers take it for web and may refuse local redirect URIs.',
    references: [APPLICATION_TYPE, { document: 'sep-837' }, { document: 'oidc-registration', section: '2' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-837-application-type-present'],
  },
  'client-chooses-application-type': {
    code: 'C-REG-11',
    party: 'client',
    level: 'SHOULD',
    summary:
      'application_type is native for desktop, mobile, command-line and localhost web applications, and web for browser applications on a remote host.',
    references: [APPLICATION_TYPE, { document: 'sep-837' }, { document: 'oidc-registration', section: '2' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
  'client-survives-rejected-registration': {
    code: 'C-REG-12',
    party: 'client',
    level: 'MUST',
    summary:
      'A registration refused for its redirect URIs is handled: better with an error that helps, possibly with an adjusted second try, not by repeating the same request.',
    references: [APPLICATION_TYPE, { document: 'sep-837' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
  'client-lists-refresh-grant': {
    code: 'C-REG-13',
    party: 'client',
    level: 'SHOULD',
    summary: 'A client that would like refresh tokens has refresh_token among the grant_types of its metadata.',
    references: [REFRESH_TOKENS, { document: 'sep-2207' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: ['sep-2207-client-metadata-grant-types'],
  },
  'client-follows-registered-values': {
    code: 'C-REG-14',
    party: 'client',
    level: 'MUST',
    summary:
      'What the registration response says holds, even where the client had asked for something else: authentication method, redirect URIs, expiry of the secret.',
    references: [{ document: 'rfc7591', section: '3.2.1' }],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: ['token-endpoint-auth-method'],
  },
  'client-reuses-registration': {
    code: 'C-REG-15',
    party: 'client',
    level: 'INFO',
    summary:
      'One registration per issuer is kept and used again at the next login, and renewed once if the authorization server has forgotten it.',
    references: [{ document: 'rfc7591', section: '3.2.1' }, { document: 'sep-2352' }],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: [],
  },
} as const satisfies Record<string, Requirement>
