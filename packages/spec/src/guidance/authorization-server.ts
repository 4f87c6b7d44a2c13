import type { authorizationServer } from '../requirements/authorization-server.ts'
import type { Guidance } from './guidance.ts'

/** A-META and A-AZ. */
export const authorizationServerGuidance = {
  'server-publishes-metadata': {
    cause:
      'The issuer has a path, and the document is at one of the forms only, or at the root of the host, where clients look last or never.',
    remedy:
      'Ask for the URLs in the order of clients and answer 200 with JSON at the first: well-known part inserted for RFC 8414, inserted or appended for OpenID.',
  },
  'server-names-issuer-exactly': {
    cause:
      'The product adds or drops a trailing slash, or a reverse proxy changes host or scheme, so issuer is not what the protected resource lists.',
    remedy:
      'Copy issuer from the metadata into authorization_servers of the resource, byte for byte, and configure the public URL instead of deriving it from the request.',
  },
  'server-lists-s256': {
    cause: 'PKCE works but is not announced, since OpenID Connect Discovery does not define the member.',
    remedy: 'Add code_challenge_methods_supported with S256 to the document, to both of them if you publish two.',
  },
  'server-uses-https': {
    cause: 'TLS ends at a proxy, and the server, seeing plain http behind it, writes http endpoints into its metadata.',
    remedy: 'Configure the public https origin for all URLs in metadata and redirects, and serve no token over http.',
  },
  'server-announces-iss': {
    cause: 'iss is sent on success only, lacks its flag in the metadata, or differs from issuer by a slash.',
    remedy:
      'Add iss with the exact issuer to success and error responses, and set authorization_response_iss_parameter_supported to true.',
  },
  'server-advertises-truthfully': {
    cause:
      'The lists are copied from a template: a method or grant is named that no client can use, or one that works is missing.',
    remedy:
      'Derive the lists from the configuration that the endpoints use, and list offline_access only where it brings a refresh token.',
  },
  'server-signals-registration': {
    cause: 'The feature is switched on but the member is missing from the metadata, so no client tries it.',
    remedy:
      'Set client_id_metadata_document_supported to true where you accept document URLs, and registration_endpoint where you register clients.',
  },
  'server-serves-code-flow-only': {
    cause: 'Implicit or password grants are left on for old clients of the same server.',
    remedy:
      'Accept response_type=code alone from MCP clients and refuse grant_type=password, if need be client by client.',
  },
  'server-enforces-pkce': {
    cause: 'PKCE is checked only when a challenge came, so leaving out both challenge and verifier works.',
    remedy:
      'Refuse a public client without code_challenge with invalid_request, store the challenge with the code, and refuse a verifier that is missing, wrong or was not announced with invalid_grant.',
  },
  'server-compares-redirect-uri-exactly': {
    cause:
      'Prefixes, wildcards or normalised URLs are accepted; or the port of loopback is compared as well, which shuts out native clients.',
    remedy: 'Compare strings. Only for http URIs on a loopback address leave the port out of the comparison.',
  },
  'server-avoids-open-redirect': {
    cause: 'Errors are redirected before client and redirect URI have been checked.',
    remedy:
      'Check client_id, then redirect_uri, and show a page if either is wrong; redirect errors only after both are right.',
  },
  'server-returns-state': {
    cause: 'state is decoded and encoded again on the way, lost with errors, or appended a second time by a template.',
    remedy: 'Keep state as an opaque string and write it once with the URL API into success and error responses.',
  },
  'server-honours-resource': {
    cause: 'The parameter is ignored or refused as unknown, or only its first value is read.',
    remedy:
      'Read each value of resource, check it against the resources you serve, answer invalid_target to others, and bind code and token to it.',
  },
  'server-asks-user': {
    cause:
      'Consent given once is reused for every request, also for a public client on loopback that anybody can imitate; or the login page may be framed.',
    remedy:
      'Ask again where the client cannot prove who it is, send frame-ancestors none, and redirect from forms with 302 or 303, not 307.',
  },
} as const satisfies Record<keyof typeof authorizationServer, Guidance>
