import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

const RESOURCE_PARAMETER = {
  document: 'mcp-2026-07-28-authorization',
  section: 'Resource Parameter Implementation',
} as const

/** C-TOK and C-REF: token requests, and refresh tokens. */
export const clientToken = {
  'client-posts-token-request': {
    code: 'C-TOK-01',
    party: 'client',
    level: 'MUST',
    summary:
      'A token request is a form-encoded POST to the token_endpoint of the metadata, with nothing secret in its URL.',
    references: [
      { document: 'rfc6749', section: '3.2' },
      { document: 'oauth21', section: '3.2' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: ['token-request'],
  },
  'client-sends-code-verifier': {
    code: 'C-TOK-02',
    party: 'client',
    level: 'MUST',
    summary:
      'The token request has the code_verifier that belongs to the challenge: 43 to 128 letters, digits or -._~ characters.',
    references: [
      { document: 'mcp-2026-07-28-security', section: 'Authorization Code Protection' },
      { document: 'rfc7636', section: '4.1' },
      { document: 'rfc7636', section: '4.5' },
    ],
    binding: 'mcp',
    revisions: ALL_REVISIONS,
    official: ['pkce-code-verifier-sent', 'pkce-verifier-matches-challenge'],
  },
  'client-sends-resource-in-token-request': {
    code: 'C-TOK-03',
    party: 'client',
    level: 'MUST',
    summary: 'The token request has the resource parameter, with the value of the authorization request.',
    references: [RESOURCE_PARAMETER, { document: 'rfc8707', section: '2.2' }],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: ['resource-parameter-in-token', 'resource-parameter-consistency'],
  },
  'client-sends-resource-on-refresh': {
    code: 'C-TOK-04',
    party: 'client',
    level: 'MUST',
    summary: 'Refreshes and other grants have that resource too, since they are token requests.',
    references: [RESOURCE_PARAMETER, { document: 'rfc8707', section: '2.2' }],
    binding: 'oauth',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'client-authenticates-as-registered': {
    code: 'C-TOK-05',
    party: 'client',
    level: 'MUST',
    summary:
      'The client authenticates by one method that is registered for it and that the server supports (client_secret_basic if none is listed); a public client sends its client_id.',
    references: [
      { document: 'rfc6749', section: '2.3' },
      { document: 'rfc6749', section: '3.2.1' },
      { document: 'oauth21', section: '2.4' },
      { document: 'rfc8414', section: '2' },
      { document: 'rfc7591', section: '2' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: ['token-endpoint-auth-method'],
  },
  'client-encodes-basic-credentials': {
    code: 'C-TOK-06',
    party: 'client',
    level: 'MUST',
    summary: 'For HTTP Basic, client ID and secret are each form-encoded before they are joined and put into base64.',
    references: [{ document: 'rfc6749', section: '2.3.1' }],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-repeats-redirect-uri': {
    code: 'C-TOK-07',
    party: 'client',
    level: 'MUST',
    summary:
      'OAuth 2.0 servers need the redirect_uri of the authorization request again in the token request; OAuth 2.1 dropped this.',
    references: [
      { document: 'rfc6749', section: '4.1.3' },
      { document: 'oauth21', section: '10.2' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-understands-token-type': {
    code: 'C-TOK-08',
    party: 'client',
    level: 'MUST',
    summary:
      'A token is used only if its token_type, in any letter case, is one the client understands; a scope narrower than asked for is coped with.',
    references: [
      { document: 'rfc6749', section: '7.1' },
      { document: 'rfc6749', section: '5.1' },
      { document: 'rfc6749', section: '3.3' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-drops-rejected-credentials': {
    code: 'C-TOK-09',
    party: 'client',
    level: 'INFO',
    summary:
      'After invalid_grant or invalid_client the rejected credential is dropped, and the request is repeated at most once.',
    references: [{ document: 'rfc6749', section: '5.2' }],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-expects-no-refresh-token': {
    code: 'C-REF-01',
    party: 'client',
    level: 'MUST NOT',
    summary: 'The client does not count on a refresh token; whether there is one is up to the authorization server.',
    references: [{ document: 'mcp-2026-07-28-authorization', section: 'Refresh Tokens' }],
    binding: 'mcp',
    revisions: { from: '2026-07-28' },
    official: [],
  },
  'client-refreshes-within-grant': {
    code: 'C-REF-02',
    party: 'client',
    level: 'MUST',
    summary:
      'A refresh uses the refresh_token grant with the client authentication as always, and asks for no scope beyond what was granted.',
    references: [
      { document: 'rfc6749', section: '6' },
      { document: 'oauth21', section: '4.3.1' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'client-uses-rotated-refresh-token': {
    code: 'C-REF-03',
    party: 'client',
    level: 'MUST',
    summary:
      'When a refresh brings a new refresh token, only that one is used from then on, also by other processes that share it.',
    references: [
      { document: 'oauth21', section: '4.3.1' },
      { document: 'rfc9700', section: '4.14' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
} as const satisfies Record<string, Requirement>
