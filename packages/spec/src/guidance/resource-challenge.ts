import type { resourceChallenge } from '../requirements/resource-challenge.ts'
import type { Guidance } from './guidance.ts'

/** S-401 and S-SCP. */
export const resourceChallengeGuidance = {
  'resource-answers-401': {
    cause: 'The check covers POST only, or it answers 200 with a JSON-RPC error, 403, or a redirect to a login page.',
    remedy:
      'Check the token in front of everything the endpoint serves, and answer 401 as the HTTP status, without a look at the JSON-RPC method.',
  },
  'resource-challenges-401': {
    cause:
      'A framework or gateway writes the 401 and knows no WWW-Authenticate, or CORS hides the header from browser clients.',
    remedy:
      'Add WWW-Authenticate: Bearer with resource_metadata to each 401, wherever it comes from, and expose the header to other origins by Access-Control-Expose-Headers.',
  },
  'resource-challenges-with-scope': {
    cause: 'The middleware that answers the 401 does not know what the operation needs, so it sends no scope.',
    remedy:
      'Give the middleware the scope that the endpoint, or the operation, needs, and send it as scope in the challenge.',
  },
  'resource-reports-invalid-token': {
    cause:
      'All 401s share one header, so clients cannot tell a missing token from an expired one, or an expired token gets 403.',
    remedy:
      'Answer 401 in both cases. Add error="invalid_token" only when a token was presented, and no error code when none was.',
  },
  'resource-sends-well-formed-challenge': {
    cause:
      'The header is joined by hand: a comma is missing, quotes are left out, a parameter comes twice, or resource_metadata is relative or names another resource.',
    remedy:
      'Build the header from name and value pairs with one function that quotes and escapes, and put the absolute URL of the document of this endpoint into it.',
  },
  'resource-uses-status-codes': {
    cause:
      'One exception handler turns every failure of authorization into 401, so clients with a good token log in again for nothing.',
    remedy:
      'Tell three cases apart: no or bad token, 401; good token without the scope or right, 403; a request that is malformed as such, 400.',
  },
  'resource-reports-insufficient-scope': {
    cause:
      'The tool itself notices the missing scope and answers 200 with a JSON-RPC error, which no client connects to its login.',
    remedy:
      'Check the scope before the call reaches the tool, and answer 403 with error="insufficient_scope", scope and resource_metadata in the Bearer challenge.',
  },
  'resource-challenges-all-scopes-at-once': {
    cause: 'The first missing scope ends the check, so a client with two of them missing is sent through two logins.',
    remedy: 'Collect what the operation needs as a whole and put that set into scope, in the same form each time.',
  },
  'resource-honours-scope-hierarchy': {
    cause: 'Scopes are compared as a plain set, so a token for admin is refused where read is asked for.',
    remedy: 'Expand the granted scopes by what each implies before you compare them with what the operation needs.',
  },
} as const satisfies Record<keyof typeof resourceChallenge, Guidance>
