import type { clientMetadata } from '../requirements/client-metadata.ts'
import type { Guidance } from './guidance.ts'

/** C-ASMD and C-LEG. */
export const clientMetadataGuidance = {
  'client-uses-metadata-endpoints': {
    cause:
      'Endpoints are put together from the origin of the issuer, /authorize and /token, because that fitted the first server the client was tried on.',
    remedy:
      'Take authorization_endpoint, token_endpoint and registration_endpoint as they stand in the metadata, host and path included.',
  },
  'client-supports-oidc-discovery': {
    cause:
      'Only /.well-known/oauth-authorization-server is asked, yet many identity providers publish nothing but openid-configuration.',
    remedy:
      'When the RFC 8414 locations have nothing, go on to the openid-configuration ones and read the same members there: issuer, authorization_endpoint, token_endpoint, code_challenge_methods_supported.',
  },
  'client-orders-metadata-urls': {
    cause:
      'The forms for an issuer with a path are easy to confuse: RFC 8414 puts the well-known part before the path, OpenID Connect Discovery behind it, and clients leave one out or swap them.',
    remedy:
      'For https://host/tenant ask /.well-known/oauth-authorization-server/tenant, then /.well-known/openid-configuration/tenant, then /tenant/.well-known/openid-configuration. Without a path: oauth-authorization-server, then openid-configuration.',
  },
  'client-keeps-issuer-path': {
    cause:
      "new URL('/.well-known/oauth-authorization-server', issuer) resolves against the host and loses the path; storing only the origin of an issuer does the same.",
    remedy:
      'Build the URL from the parts of the issuer: origin, then the well-known part, then the path without its trailing slash. When that finds nothing, do not try again without the path.',
  },
  'client-rejects-mismatched-metadata-issuer': {
    cause:
      'The issuer of the document is not looked at, or both values pass through new URL() or lose a slash before they are compared; one trailing slash is the commonest difference between servers and their own metadata.',
    remedy:
      'Keep the issuer as the string that authorization_servers has and compare it with === to issuer in the document. If they differ, refuse the document and print both; a stray slash is for the operator of the server to repair.',
  },
  'client-requires-s256-in-metadata': {
    cause:
      'A missing code_challenge_methods_supported counts as consent: several SDKs go on without it, since large identity providers leave it out of their OpenID documents.',
    remedy:
      'Go on only if code_challenge_methods_supported has a method you may use: S256, for any client that can compute SHA-256. Otherwise stop before you register or open the browser, and name the missing member.',
  },
  'client-uses-legacy-base-url': {
    cause:
      'The path of the MCP URL stays in the metadata URL of a 2025-03-26 server, because the rules of later revisions are applied to it.',
    remedy:
      'For a server of that revision cut the MCP URL down to its origin: https://host/v1/mcp gives https://host/.well-known/oauth-authorization-server.',
  },
  'client-uses-default-endpoints-last': {
    cause:
      'The default paths are used straight away, being the same for every old server, and metadata that would have named others is never asked for.',
    remedy:
      'Send a GET for /.well-known/oauth-authorization-server at the base URL first, and use the default paths only after an answer that there is none.',
  },
  'client-sends-version-on-discovery': {
    cause: 'The MCP transport sets the header, while discovery goes through a bare fetch that knows nothing of it.',
    remedy: 'Add MCP-Protocol-Version, with the version you speak, to the GET requests for metadata.',
  },
} as const satisfies Record<keyof typeof clientMetadata, Guidance>
