import type { Anchors, Document } from './document.ts'

const MCP = 'https://modelcontextprotocol.io'

function rfc(number: number, title: string): Document {
  return {
    title,
    short: `RFC ${number}`,
    url: `https://www.rfc-editor.org/rfc/rfc${number}.html`,
    anchors: 'number',
  }
}

function draft(name: string, short: string, title: string): Document {
  return { title, short, url: `https://datatracker.ietf.org/doc/html/${name}`, anchors: 'number' }
}

function openid(page: string, short: string, title: string, anchors: Anchors): Document {
  return { title, short, url: `https://openid.net/specs/${page}.html`, anchors }
}

function mcp(revision: string, path: string, title: string): Document {
  return {
    title: `MCP ${revision}: ${title}`,
    short: `MCP ${revision} ${title}`,
    url: `${MCP}/specification/${revision}/${path}`,
    anchors: 'heading',
  }
}

function bestPractices(revision: string): Document {
  return {
    title: `MCP ${revision}: Security Best Practices`,
    short: `MCP ${revision} Security Best Practices`,
    url: `${MCP}/docs/${revision}/tutorials/security/security_best_practices`,
    anchors: 'heading',
  }
}

function sep(number: number): Document {
  return {
    title: `MCP Specification Enhancement Proposal ${number}`,
    short: `SEP-${number}`,
    url: `https://github.com/modelcontextprotocol/modelcontextprotocol/pull/${number}`,
    anchors: {},
  }
}

function authExtension(commit: string, path: string, title: string): Document {
  return {
    title: `MCP extension: ${title}`,
    short: `MCP extension ${title}`,
    url: `https://github.com/modelcontextprotocol/ext-auth/blob/${commit}/specification/${path}.mdx`,
    anchors: 'heading',
  }
}

/** Every document that is cited here. */
export const documents = {
  rfc3986: rfc(3986, 'Uniform Resource Identifier (URI): Generic Syntax'),
  rfc6265: rfc(6265, 'HTTP State Management Mechanism'),
  rfc6749: rfc(6749, 'The OAuth 2.0 Authorization Framework'),
  rfc6750: rfc(6750, 'The OAuth 2.0 Authorization Framework: Bearer Token Usage'),
  rfc7009: rfc(7009, 'OAuth 2.0 Token Revocation'),
  rfc7519: rfc(7519, 'JSON Web Token (JWT)'),
  rfc7521: rfc(7521, 'Assertion Framework for OAuth 2.0 Client Authentication and Authorization Grants'),
  rfc7523: rfc(7523, 'JSON Web Token (JWT) Profile for OAuth 2.0 Client Authentication and Authorization Grants'),
  rfc7591: rfc(7591, 'OAuth 2.0 Dynamic Client Registration Protocol'),
  rfc7592: rfc(7592, 'OAuth 2.0 Dynamic Client Registration Management Protocol'),
  rfc7636: rfc(7636, 'Proof Key for Code Exchange by OAuth Public Clients'),
  rfc7662: rfc(7662, 'OAuth 2.0 Token Introspection'),
  rfc8252: rfc(8252, 'OAuth 2.0 for Native Apps'),
  rfc8414: rfc(8414, 'OAuth 2.0 Authorization Server Metadata'),
  rfc8628: rfc(8628, 'OAuth 2.0 Device Authorization Grant'),
  rfc8693: rfc(8693, 'OAuth 2.0 Token Exchange'),
  rfc8705: rfc(8705, 'OAuth 2.0 Mutual-TLS Client Authentication and Certificate-Bound Access Tokens'),
  rfc8707: rfc(8707, 'Resource Indicators for OAuth 2.0'),
  rfc8725: rfc(8725, 'JSON Web Token Best Current Practices'),
  rfc9068: rfc(9068, 'JSON Web Token (JWT) Profile for OAuth 2.0 Access Tokens'),
  rfc9101: rfc(9101, 'The OAuth 2.0 Authorization Framework: JWT-Secured Authorization Request (JAR)'),
  rfc9110: rfc(9110, 'HTTP Semantics'),
  rfc9126: rfc(9126, 'OAuth 2.0 Pushed Authorization Requests'),
  rfc9207: rfc(9207, 'OAuth 2.0 Authorization Server Issuer Identification'),
  rfc9396: rfc(9396, 'OAuth 2.0 Rich Authorization Requests'),
  rfc9449: rfc(9449, 'OAuth 2.0 Demonstrating Proof of Possession (DPoP)'),
  rfc9700: rfc(9700, 'Best Current Practice for OAuth 2.0 Security'),
  rfc9728: rfc(9728, 'OAuth 2.0 Protected Resource Metadata'),
  oauth21: draft('draft-ietf-oauth-v2-1-13', 'OAuth 2.1', 'The OAuth 2.1 Authorization Framework (draft 13)'),
  'cimd-00': draft(
    'draft-ietf-oauth-client-id-metadata-document-00',
    'CIMD-00',
    'OAuth Client ID Metadata Document (draft 00)',
  ),
  'cimd-01': draft(
    'draft-ietf-oauth-client-id-metadata-document-01',
    'CIMD-01',
    'OAuth Client ID Metadata Document (draft 01)',
  ),
  'cimd-02': draft(
    'draft-ietf-oauth-client-id-metadata-document-02',
    'CIMD-02',
    'OAuth Client ID Metadata Document (draft 02)',
  ),
  'id-jag': draft(
    'draft-ietf-oauth-identity-assertion-authz-grant-04',
    'ID-JAG',
    'Identity Assertion JWT Authorization Grant (draft 04)',
  ),
  'oidc-core': openid('openid-connect-core-1_0', 'OIDC Core', 'OpenID Connect Core 1.0', {
    '3.1.2.1': 'AuthRequest',
    '3.1.2.3': 'Authenticates',
    '3.1.2.5': 'AuthResponse',
    '3.1.2.6': 'AuthError',
    '3.1.3.1': 'TokenRequest',
    '3.1.3.3': 'TokenResponse',
    '3.1.3.7': 'IDTokenValidation',
  }),
  'oidc-discovery': openid('openid-connect-discovery-1_0', 'OIDC Discovery', 'OpenID Connect Discovery 1.0', {
    '3': 'ProviderMetadata',
    '4': 'ProviderConfig',
    '4.3': 'ProviderConfigurationValidation',
  }),
  'oidc-registration': openid(
    'openid-connect-registration-1_0',
    'OIDC Registration',
    'OpenID Connect Dynamic Client Registration 1.0',
    { '2': 'ClientMetadata' },
  ),
  'oidc-backchannel-logout': openid(
    'openid-connect-backchannel-1_0',
    'OIDC Back-Channel Logout',
    'OpenID Connect Back-Channel Logout 1.0',
    { '2.4': 'LogoutToken' },
  ),
  'mcp-2025-03-26-authorization': mcp('2025-03-26', 'basic/authorization', 'Authorization'),
  'mcp-2025-03-26-transports': mcp('2025-03-26', 'basic/transports', 'Transports'),
  'mcp-2025-06-18-authorization': mcp('2025-06-18', 'basic/authorization', 'Authorization'),
  'mcp-2025-06-18-transports': mcp('2025-06-18', 'basic/transports', 'Transports'),
  'mcp-2025-11-25-authorization': mcp('2025-11-25', 'basic/authorization', 'Authorization'),
  'mcp-2025-11-25-transports': mcp('2025-11-25', 'basic/transports', 'Transports'),
  'mcp-2025-11-25-basic': mcp('2025-11-25', 'basic/index', 'Base Protocol'),
  'mcp-2025-11-25-elicitation': mcp('2025-11-25', 'client/elicitation', 'Elicitation'),
  'mcp-2026-07-28-authorization': mcp('2026-07-28', 'basic/authorization', 'Authorization'),
  'mcp-2026-07-28-discovery': mcp(
    '2026-07-28',
    'basic/authorization/authorization-server-discovery',
    'Authorization Server Discovery',
  ),
  'mcp-2026-07-28-registration': mcp('2026-07-28', 'basic/authorization/client-registration', 'Client Registration'),
  'mcp-2026-07-28-security': mcp(
    '2026-07-28',
    'basic/authorization/security-considerations',
    'Authorization Security Considerations',
  ),
  'mcp-2026-07-28-basic': {
    ...mcp('2026-07-28', 'basic/index', 'Base Protocol'),
    anchors: { _meta: 'meta', Statelessness: 'statelessness' },
  },
  'mcp-2026-07-28-versioning': mcp('2026-07-28', 'basic/versioning', 'Versioning'),
  'mcp-2026-07-28-http': mcp('2026-07-28', 'basic/transports/streamable-http', 'Streamable HTTP'),
  'mcp-2026-07-28-mrtr': mcp('2026-07-28', 'basic/patterns/mrtr', 'Multi Round-Trip Requests'),
  'mcp-2026-07-28-discover': mcp('2026-07-28', 'server/discover', 'Discovery'),
  'mcp-2026-07-28-tools': mcp('2026-07-28', 'server/tools', 'Tools'),
  'mcp-2026-07-28-caching': mcp('2026-07-28', 'server/utilities/caching', 'Caching'),
  'mcp-2026-07-28-elicitation': mcp('2026-07-28', 'client/elicitation', 'Elicitation'),
  'mcp-2026-07-28-deprecated': mcp('2026-07-28', 'deprecated', 'Deprecated Features'),
  'mcp-2025-11-25-best-practices': bestPractices('2025-11-25'),
  'mcp-2026-07-28-best-practices': bestPractices('2026-07-28'),
  'ext-client-credentials': authExtension('main', 'draft/oauth-client-credentials', 'OAuth Client Credentials'),
  'ext-enterprise-managed': {
    ...authExtension('main', 'stable/enterprise-managed-authorization', 'Enterprise-Managed Authorization'),
    anchors: {
      '4': '4-token-exchange',
      '5': '5-access-token-request',
      '5.1': '51-processing-rules',
      '6': '6-discovery',
    },
  },
  'ext-dpop': authExtension('f2f94539fe4dc28aa53b7caed88f929aba02aec6', 'draft/dpop-extension', 'DPoP'),
  'ext-wif': authExtension(
    'bfbd9781cf274cff16971a1e7069dd7dca78cc1e',
    'draft/workload-identity-federation',
    'Workload Identity Federation',
  ),
  'sep-835': sep(835),
  'sep-837': sep(837),
  'sep-985': sep(985),
  'sep-1933': sep(1933),
  'sep-2207': sep(2207),
  'sep-2243': sep(2243),
  'sep-2322': sep(2322),
  'sep-2350': sep(2350),
  'sep-2351': sep(2351),
  'sep-2352': sep(2352),
  'sep-2468': sep(2468),
  'sep-2567': sep(2567),
  'sep-2663': sep(2663),
  'sep-2702': sep(2702),
  'cve-2025-6514': {
    title: 'CVE-2025-6514: mcp-remote executes commands from the authorization_endpoint of an untrusted server',
    short: 'CVE-2025-6514',
    url: 'https://www.cve.org/CVERecord?id=CVE-2025-6514',
    anchors: {},
  },
} as const satisfies Record<string, Document>
