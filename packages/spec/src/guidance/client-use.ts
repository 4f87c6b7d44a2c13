import type { clientUse } from '../requirements/client-use.ts'
import type { Guidance } from './guidance.ts'

/** C-USE and C-STEP. */
export const clientUseGuidance = {
  'client-sends-bearer-header': {
    cause:
      'The token goes into a header of the kind that API keys use, a cookie, or a field of the JSON-RPC message, left over from a server with keys.',
    remedy: 'Send the Authorization header with Bearer, one space and the token, and put the token nowhere else.',
  },
  'client-sends-token-on-every-request': {
    cause:
      'The header is set where POSTs are made, while the GET of the event stream, its resumption and the DELETE of the session take another path; EventSource cannot set headers at all.',
    remedy:
      'Set the header in the one function that sends anything to the MCP endpoint, and read the current token there each time. Replace EventSource by fetch with a streamed body.',
  },
  'client-keeps-token-out-of-query': {
    cause:
      'EventSource cannot set headers, so the token moved into ?access_token=, and from there into logs, histories and Referer headers.',
    remedy:
      'Remove the parameter and send the Authorization header; for event streams use fetch in place of EventSource. Revoke tokens that were in a URL, where the server lets you.',
  },
  'client-sends-no-foreign-token': {
    cause:
      'A token that is at hand is passed on: the ID token, the token of an upstream API, or the one of another MCP server from a cache that only knows the user.',
    remedy:
      'Choose the token by issuer and resource, and send only an access_token that the authorization server of this MCP server gave you for it.',
    brings: ['invalid_token'],
  },
  'client-sends-token-nowhere-else': {
    cause:
      'The header is a default of a shared HTTP client, so requests for metadata, registration and icons carry it too; or a redirect to another origin is followed with all headers.',
    remedy:
      'Attach the token only when the URL is that of the MCP endpoint, and use a bare client for everything else. Follow redirects yourself and drop Authorization when the origin changes.',
  },
  'client-protects-tokens': {
    cause:
      'Tokens lie in a file that everybody can read, in localStorage or in a log; a refresh token goes astray when it is looked up by MCP URL after the authorization server has changed.',
    remedy:
      'Use the keychain of the system or a file that only its user can read, and mask tokens in logs. Store the issuer with each refresh token and send the token only there.',
  },
  'client-recovers-from-expired-token': {
    cause:
      'The stored refresh token is never used, so each expiry opens the browser; or every 401 starts another round, and a server that refuses all tokens causes logins without end.',
    remedy:
      'On a 401 with a token refresh once, or authorize anew if there is no refresh token, and repeat the call once with the new token. If that is refused as well, report it and stop.',
    after: ['invalid_token'],
  },
  'client-steps-up': {
    cause:
      'Only 401 is connected to the login, so the 403 reaches the user as a plain error; or a refresh is tried, which cannot add a scope.',
    remedy:
      'On a 403 with error="insufficient_scope" read scope of the challenge, start a new authorization that asks for it, and repeat the call with the new token.',
    after: ['insufficient_scope'],
  },
  'client-unites-scopes': {
    cause:
      'The scope of the challenge replaces the earlier one although it may name only what was missing, so the new token can no longer do what the old one could.',
    remedy:
      'Ask for the union of the scopes you had (asked for or granted) and those of the challenge, and store that set for the next time.',
    brings: ['insufficient_scope'],
    after: ['insufficient_scope'],
  },
  'client-limits-step-up': {
    cause:
      'Each 403 starts a login and nobody counts, so a scope that is never granted opens the browser again and again.',
    remedy:
      'Count the attempts for each resource and operation. After a few (the official conformance suite lets three pass) return the 403 to the caller and do not ask again for that operation.',
    after: ['insufficient_scope'],
  },
  'client-accepts-other-403': {
    cause:
      'Every 403 is read as a lack of scope, also one for a wrong Origin, a policy or a permission that no scope gives.',
    remedy:
      'Ask for more scope only if the challenge of the 403 says error="insufficient_scope"; show any other 403 as it is.',
  },
} as const satisfies Record<keyof typeof clientUse, Guidance>
