import type { Requirement } from '../requirement.ts'

const CONFUSED_DEPUTY = { document: 'mcp-2026-07-28-best-practices', section: 'Confused Deputy Problem' } as const

/** S-PXY and S-EXT: proxies, third-party authorization, elicitation, and extensions. */
export const resource = {
  'resource-asks-consent-per-client': {
    code: 'S-PXY-01',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'A proxy with one client ID of its own at a third party gets consent for each MCP client before it sends the user there.',
    references: [{ document: 'mcp-2026-07-28-security', section: 'Confused Deputy Problem' }, CONFUSED_DEPUTY],
    binding: 'mcp',
    revisions: { from: '2025-06-18' },
    official: [],
  },
  'resource-protects-consent': {
    code: 'S-PXY-02',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'The consent page names client, scopes and redirect URI and cannot be forged or framed; its cookies are locked to host and client, and state is set after consent, used once and checked.',
    references: [{ document: 'mcp-2026-07-28-best-practices', section: 'Required Protections' }, CONFUSED_DEPUTY],
    binding: 'best-practices',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'resource-follows-third-party-token': {
    code: 'S-PXY-03',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'In the third-party flow of 2025-03-26 the server issues a token of its own, tied to the safely stored third-party one, and ends it when that one ends.',
    references: [{ document: 'mcp-2025-03-26-authorization', section: 'Third-Party Authorization Flow' }],
    binding: 'mcp',
    revisions: { from: '2025-03-26', until: '2025-06-18' },
    official: [],
  },
  'resource-separates-elicitation': {
    code: 'S-PXY-04',
    party: 'protected-resource',
    level: 'MUST NOT',
    summary:
      'A URL elicitation is not the server’s own login, opens nothing by itself, hands no third-party credentials to the client, and is finished by the user who began it.',
    references: [
      { document: 'mcp-2026-07-28-elicitation', section: 'URL Mode Elicitation for OAuth Flows' },
      { document: 'mcp-2026-07-28-elicitation', section: 'Safe URL Handling' },
      { document: 'mcp-2025-11-25-elicitation', section: 'Phishing' },
    ],
    binding: 'mcp',
    revisions: { from: '2025-11-25' },
    official: [],
  },
  'resource-validates-dpop-proof': {
    code: 'S-EXT-01',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'A DPoP proof is checked in full, with iat within five minutes and the key of cnf.jkt; a bound token as Bearer is refused, and failure is a 401 with a DPoP challenge.',
    references: [
      { document: 'ext-dpop', section: 'MCP Server Validation' },
      { document: 'rfc9449', section: '4.3' },
      { document: 'rfc9449', section: '7.1' },
      { document: 'rfc9449', section: '7.2' },
    ],
    binding: 'extension',
    extensions: ['dpop'],
    official: [
      'sep-1932-server-validate-proof',
      'sep-1932-server-iat-window',
      'sep-1932-server-reject-401',
      'sep-1932-asymmetric-alg-only',
    ],
  },
  'resource-issues-dpop-nonce': {
    code: 'S-EXT-02',
    party: 'protected-resource',
    level: 'SHOULD',
    summary:
      'Servers with high demands on security give out DPoP nonces; those that keep no state have to hold to the time window of iat.',
    references: [
      { document: 'ext-dpop', section: 'Proof Validity Window' },
      { document: 'ext-dpop', section: 'Replay Detection Without State' },
      { document: 'rfc9449', section: '9' },
    ],
    binding: 'extension',
    extensions: ['dpop'],
    official: ['sep-1932-server-nonce'],
  },
  'resource-validates-extension-tokens': {
    code: 'S-EXT-03',
    party: 'protected-resource',
    level: 'MUST',
    summary:
      'However an extension obtained a token, its audience, scope and expiry are checked as ever; support may be declared in capabilities.extensions.',
    references: [
      { document: 'ext-client-credentials', section: 'Extension Requirements' },
      { document: 'ext-enterprise-managed' },
      { document: 'ext-dpop', section: 'Integration with MCP Security Model' },
      { document: 'ext-wif', section: 'MCP Server Requirements' },
      { document: 'mcp-2026-07-28-versioning', section: 'Extension Negotiation' },
    ],
    binding: 'extension',
    extensions: ['client-credentials', 'enterprise-managed', 'dpop', 'wif'],
    official: ['sep-1932-server-audience-validation'],
  },
} as const satisfies Record<string, Requirement>
