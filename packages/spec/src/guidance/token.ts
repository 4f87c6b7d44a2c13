import type { Guidance } from '../guidance.ts'

/** How clients get, use and renew tokens. */
export const tokenGuidance = {
  'client-posts-token-request': {
    cause: 'The HTTP client sends JSON by default, or puts parameters into the URL.',
    remedy: 'Send a POST with application/x-www-form-urlencoded, all parameters in the body.',
  },
  'client-sends-code-verifier': {
    cause: 'The verifier of another login is read back, or was lost between the browser and the callback.',
    remedy: 'Save the verifier under the state of its login, and send that one.',
  },
  'client-sends-resource-in-token-request': {
    cause: 'resource is added to the authorization URL by hand, and the library makes the token request without it.',
    remedy: 'Send the same resource in the body of the token request.',
  },
  'client-sends-resource-on-refresh': {
    cause: 'The refresh is another code path, which was forgotten.',
    remedy: 'Save the resource beside the tokens, and send it with each refresh.',
  },
  'client-authenticates-as-registered': {
    cause: 'The method is fixed in the code, or a secret is sent in the header and in the body.',
    remedy: 'Use the token_endpoint_auth_method of the registration, one method for each request.',
  },
  'client-encodes-basic-credentials': {
    cause: 'ID and secret are joined and base64-encoded as they are.',
    remedy: 'Form-urlencode each of them first (RFC 6749 §2.3.1).',
  },
  'client-repeats-redirect-uri': {
    cause: 'The redirect URI is computed twice, with another port or slash.',
    remedy: 'Save the redirect URI with the login, and send that one with the code.',
  },
  'client-understands-token-type': {
    cause: 'token_type is not looked at, or compared with one spelling.',
    remedy: 'Compare it without regard to case, and use no token of a type you do not know.',
  },
  'client-drops-rejected-credentials': {
    cause: 'A refused refresh is retried like a network failure.',
    remedy: 'After invalid_grant drop the refresh token and log in once; after invalid_client register once.',
  },
  'client-sends-bearer-header': {
    cause: 'The token is put into a header of its own, a cookie or the body.',
    remedy: 'Send Authorization: Bearer and the token.',
  },
  'client-sends-token-on-every-request': {
    cause: 'Only POST goes through the code that adds the token; GET streams and DELETE are made elsewhere.',
    remedy: 'Add the Authorization header in the one place that sends requests to the MCP endpoint.',
  },
  'client-keeps-token-out-of-query': {
    cause: 'The token is put into the URL because a stream API takes no headers.',
    remedy: 'Use a client that can send headers, and keep the token out of every URL.',
  },
  'client-sends-no-foreign-token': {
    cause: 'The ID token or the refresh token is taken for the access token.',
    remedy: 'Send the access_token of the token answer, and no other.',
  },
  'client-sends-token-nowhere-else': {
    cause: 'A default header of the HTTP client goes to every host and path.',
    remedy: 'Add the token per request, for the MCP endpoint alone, and take it away on redirects.',
  },
  'client-protects-tokens': {
    cause: 'The whole token answer is handed to other parts of the program, or to the MCP server.',
    remedy: 'Keep the refresh token in the code that refreshes, and send it to the token endpoint of its issuer alone.',
  },
  'client-recovers-from-expired-token': {
    cause: 'A 401 starts the login, although a refresh token is there.',
    remedy: 'Refresh first, once; send the call again; only when the refresh is refused ask the user.',
  },
  'client-expects-no-refresh-token': {
    cause: 'The code after the login reads refresh_token without asking whether it came.',
    remedy: 'Go on without one, and log in again when the access token ends.',
  },
  'client-refreshes-within-grant': {
    cause: 'The refresh sends the scope that the client would like to have.',
    remedy: 'Leave scope out on refresh; ask for more by a new authorization.',
  },
  'client-uses-rotated-refresh-token': {
    cause: 'The new refresh token is not saved, or two processes refresh with the same one.',
    remedy: 'Save the new token before you use the access token, and let one refresh at a time under a lock.',
  },
  'client-steps-up': {
    cause: 'A 403 is shown as an error, or answered by a refresh, which cannot widen a grant.',
    remedy: 'On insufficient_scope start an authorization with the scope of the challenge, then send the call again.',
  },
  'client-unites-scopes': {
    cause: 'The step-up asks for the challenged scope alone, and the old ones are lost.',
    remedy: 'Ask for what the token had together with what the challenge names.',
  },
  'client-limits-step-up': {
    cause: 'Each 403 starts another authorization.',
    remedy: 'Count attempts for each operation, and give up after a few; remember what failed.',
  },
  'client-accepts-other-403': {
    cause: 'Every 403 is taken for a lack of scope.',
    remedy: 'Start an authorization only for error="insufficient_scope"; show any other 403.',
  },
} as const satisfies Readonly<Record<string, Guidance>>
