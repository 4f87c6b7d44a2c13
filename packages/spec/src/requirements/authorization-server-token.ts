import type { Requirement } from '../requirement.ts'
import { ALL_REVISIONS } from '../revision.ts'

/** A-TOK and A-EXT: the token endpoint, tokens, refresh, and extensions. */
export const authorizationServerToken = {
  'server-binds-codes': {
    code: 'A-TOK-01',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'A code lives briefly, works once and only with its client, redirect URI, challenge and resource; a second use better revokes what it gave.',
    references: [
      { document: 'oauth21', section: '4.1.2' },
      { document: 'oauth21', section: '4.1.3' },
      { document: 'rfc6749', section: '4.1.2' },
      { document: 'rfc6749', section: '10.5' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'server-restricts-audience': {
    code: 'A-TOK-02',
    party: 'authorization-server',
    level: 'MUST',
    summary: 'An access token is good for the resource that was asked for, not for all of them.',
    references: [
      { document: 'rfc8707', section: '2.2' },
      { document: 'rfc9068', section: '3' },
      { document: 'mcp-2026-07-28-security', section: 'Token Audience Binding and Validation' },
    ],
    binding: 'oauth',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'server-sends-token-response': {
    code: 'A-TOK-03',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'Success is JSON with access_token and token_type, preferably expires_in, scope if it differs from the request, and Cache-Control: no-store.',
    references: [
      { document: 'rfc6749', section: '5.1' },
      { document: 'oauth21', section: '3.2.3' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: ['authorization-code-grant'],
  },
  'server-sends-token-errors': {
    code: 'A-TOK-04',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'Errors are 400 and JSON with a registered code; a client that failed with Basic gets 401 and WWW-Authenticate.',
    references: [{ document: 'rfc6749', section: '5.2' }],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'server-enforces-client-authentication': {
    code: 'A-TOK-05',
    party: 'authorization-server',
    level: 'MUST',
    summary: 'The registered authentication method is demanded, two at once are refused, and Basic is form-decoded.',
    references: [
      { document: 'rfc6749', section: '2.3' },
      { document: 'rfc6749', section: '2.3.1' },
      { document: 'oauth21', section: '2.4' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'server-rotates-refresh-tokens': {
    code: 'A-TOK-06',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'Refresh tokens of public clients are replaced at each use, and the use of an old one revokes the family; access tokens are better short-lived.',
    references: [
      { document: 'mcp-2026-07-28-security', section: 'Token Theft' },
      { document: 'oauth21', section: '4.3.1' },
      { document: 'rfc9700', section: '4.14.2' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    earlier: [{ revisions: { from: '2025-03-26', until: '2025-06-18' }, level: 'SHOULD', binding: 'mcp' }],
    official: [],
  },
  'server-never-widens-on-refresh': {
    code: 'A-TOK-07',
    party: 'authorization-server',
    level: 'MUST NOT',
    summary:
      'A refresh adds neither scope nor resource and works only for its client; client credentials better get no refresh token.',
    references: [
      { document: 'rfc6749', section: '6' },
      { document: 'rfc6749', section: '4.4.3' },
      { document: 'oauth21', section: '4.3.1' },
      { document: 'rfc8707', section: '2.2' },
    ],
    binding: 'oauth',
    revisions: ALL_REVISIONS,
    official: [],
  },
  'server-follows-optional-endpoints': {
    code: 'A-TOK-08',
    party: 'authorization-server',
    level: 'INFO',
    summary:
      'Endpoints that are offered on top follow their RFCs: revocation answers 200 to unknown tokens, introspection asks for authentication, pushed requests work once, device polling obeys slow_down.',
    references: [
      { document: 'rfc7009', section: '2.2' },
      { document: 'rfc7662', section: '2.1' },
      { document: 'rfc9126', section: '2' },
      { document: 'rfc8628', section: '3.5' },
      { document: 'rfc8705' },
    ],
    binding: 'rfc',
    official: [],
  },
  'server-verifies-client-assertions': {
    code: 'A-EXT-01',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'For client credentials the metadata lists a usable authentication method (and the algorithms for JWTs), and an assertion is checked: signature, iss and sub, audience, expiry, better also jti.',
    references: [
      { document: 'ext-client-credentials', section: 'Server Metadata Requirements' },
      { document: 'rfc7523', section: '3' },
      { document: 'rfc8414', section: '2' },
    ],
    binding: 'extension',
    extensions: ['client-credentials'],
    official: [],
    officialTwins: [
      'client-credentials-assertion-type',
      'client-credentials-basic-auth',
      'client-credentials-grant-type',
      'client-credentials-jwt-iss',
      'client-credentials-jwt-sub',
      'client-credentials-jwt-verified',
    ],
  },
  'server-validates-id-jag': {
    code: 'A-EXT-02',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'An ID-JAG is accepted only with the right type, from a trusted issuer, in time, for this server and for the client that presents it; the token is limited to its resource and scopes.',
    references: [
      { document: 'ext-enterprise-managed', section: '5.1' },
      { document: 'ext-enterprise-managed', section: '6' },
      { document: 'id-jag', section: '4.4' },
      { document: 'rfc7523', section: '3' },
    ],
    binding: 'extension',
    extensions: ['enterprise-managed'],
    official: [],
    officialTwins: ['complete-flow-jwt-bearer', 'complete-flow-token-exchange'],
  },
  'server-issues-id-jag': {
    code: 'A-EXT-03',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'An identity provider checks that the subject token is valid and was made for the client, applies its policy, and answers with a short-lived ID-JAG and token_type N_A.',
    references: [
      { document: 'ext-enterprise-managed', section: '4' },
      { document: 'rfc8693', section: '2.2' },
      { document: 'id-jag', section: '4.3.3' },
    ],
    binding: 'extension',
    extensions: ['enterprise-managed'],
    official: [],
  },
  'server-binds-tokens-with-dpop': {
    code: 'A-EXT-04',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'The metadata lists asymmetric algorithms for DPoP only; proofs are checked, tokens carry cnf.jkt and token_type DPoP, clients registered as bound need a proof, and refresh tokens of public clients are bound too.',
    references: [
      { document: 'ext-dpop', section: 'Authorization Server Metadata' },
      { document: 'ext-dpop', section: 'Client Registration Metadata' },
      { document: 'rfc9449', section: '5' },
      { document: 'rfc9449', section: '6' },
      { document: 'rfc9449', section: '8' },
    ],
    binding: 'extension',
    extensions: ['dpop'],
    official: [
      'sep-1932-as-metadata-alg-values',
      'sep-1932-as-no-none-alg',
      'sep-1932-as-token-binding',
      'sep-1932-as-dpop-bound-enforcement',
    ],
  },
  'server-trusts-configured-workload-issuers': {
    code: 'A-EXT-05',
    party: 'authorization-server',
    level: 'MUST',
    summary:
      'The JWT bearer grant is listed; only configured issuers are trusted, their keys fetched over TLS, and a rule says which workload may reach which MCP server; resource is accepted.',
    references: [
      { document: 'ext-wif', section: 'Authorization Server Requirements' },
      { document: 'ext-wif', section: 'JWT Validation' },
    ],
    binding: 'extension',
    extensions: ['wif'],
    official: [],
    officialTwins: [
      'wif-assertion-audience',
      'wif-assertion-expired',
      'wif-assertion-malformed',
      'wif-assertion-missing',
      'wif-assertion-verified',
      'wif-grant-fallback',
      'wif-grant-type',
      'wif-no-retry',
    ],
  },
} as const satisfies Record<string, Requirement>
