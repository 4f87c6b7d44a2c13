import type { resourceToken } from '../requirements/resource-token.ts'
import type { Guidance } from './guidance.ts'

/** S-TOK. */
export const resourceTokenGuidance = {
  'resource-validates-every-request': {
    cause:
      'The token is checked at initialize and the session remembers the result, so later requests pass with an expired token or none.',
    remedy:
      'Validate the token on each HTTP request before anything else runs, and never take a session, a connection or an earlier answer for it.',
  },
  'resource-checks-audience': {
    cause:
      'The verifier checks signature and expiry alone; in several SDKs the audience check is an option that is off.',
    remedy:
      'Compare aud of the token, or of the introspection answer, with the resource identifier of this server, and refuse the token if it is not there.',
  },
  'resource-passes-no-token-through': {
    cause: 'The server is a thin layer over an API and forwards the Authorization header as it came.',
    remedy:
      'Take only tokens issued for this server, and get one of your own for the API behind, by token exchange or by an authorization with it.',
  },
  'resource-ignores-query-tokens': {
    cause: 'The OAuth middleware of the framework looks into query and body by default, as RFC 6750 once allowed.',
    remedy: 'Read the token from the Authorization header alone, and switch the other places off in the middleware.',
  },
  'resource-validates-token-fully': {
    cause:
      'The JWT is decoded but not verified, alg is taken from the token, an ID token passes for an access token, or introspection looks at the status and not at active.',
    remedy:
      'Verify with an allow list of algorithms, then check iss, aud, exp, nbf and typ at+jwt. For opaque tokens authenticate at introspection and require active: true and the audience.',
  },
  'resource-authorizes-by-body': {
    cause: 'A gateway decides by Mcp-Name while the server runs what the body says, so the two can be made to differ.',
    remedy:
      'Compare the headers with the body first, refuse a difference with 400 and -32020, and decide permission by the body.',
  },
} as const satisfies Record<keyof typeof resourceToken, Guidance>
