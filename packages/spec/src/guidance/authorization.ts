import type { Guidance } from '../guidance.ts'

/** What clients ask for, and make of the answer. */
export const authorizationGuidance = {
  'client-uses-code-flow': {
    cause: 'An old library or snippet uses the implicit or the password grant.',
    remedy: 'Ask with response_type=code, and redeem the code at the token endpoint.',
  },
  'client-sends-code-challenge': {
    cause: 'PKCE is switched off, or only on for public clients.',
    remedy: 'Make a verifier of 43 to 128 characters for each login, and send its S256 challenge.',
  },
  'client-uses-s256': {
    cause: 'code_challenge_method is left out, which means plain.',
    remedy: 'Send code_challenge_method=S256 with the base64url SHA-256 of the verifier.',
  },
  'client-renews-code-verifier': {
    cause: 'The verifier is made once when the program starts, or saved and reused.',
    remedy: 'Make verifier and challenge where the authorization URL is made, each time.',
  },
  'client-uses-registered-redirect-uri': {
    cause:
      'The callback listens on another path or host name than the one registered, such as localhost for 127.0.0.1.',
    remedy: 'Register the URI that you listen on; on loopback only the port may differ later.',
  },
  'client-uses-safe-redirect-uri': {
    cause: 'The callback is a plain http URL of a host in the network, or a private-use scheme.',
    remedy: 'Listen on http://127.0.0.1 with a free port, or use an https URL.',
  },
  'client-sends-state': {
    cause: 'state is constant, short, or left to PKCE.',
    remedy: 'Send at least 128 random bits as state, new for each request, and keep it until the answer comes.',
  },
  'client-sends-resource-in-authorization': {
    cause: 'The OAuth library does not know RFC 8707, or sends resource only when metadata was found.',
    remedy: 'Add resource with the identifier of the MCP server to every authorization request.',
  },
  'client-sends-canonical-resource': {
    cause: 'resource is the issuer, a configured name, or the URL of another server.',
    remedy: 'Send the member resource of the metadata, or the URL of the MCP endpoint, absolute and without fragment.',
  },
  'client-sends-specific-resource': {
    cause: 'The URL went through a parser: new URL("https://host").href adds a slash, and its origin drops the path.',
    remedy: 'Send the string of the metadata character by character.',
  },
  'client-requests-challenged-scope': {
    cause: 'Scopes are hard-coded, or all of scopes_supported is asked for.',
    remedy: 'Ask for the scope of the challenge and nothing more; ask for more when an operation is refused.',
  },
  'client-requests-supported-scopes': {
    cause: 'Without a scope in the challenge the client falls back to scopes of its own.',
    remedy: 'Ask for all of scopes_supported of the protected resource metadata.',
  },
  'client-omits-unknown-scope': {
    cause: 'An empty scope, or openid, is sent by default.',
    remedy: 'Leave scope out where neither the challenge nor the metadata names any.',
  },
  'client-trusts-challenged-scope': {
    cause: 'The challenged scope is filtered by scopes_supported.',
    remedy: 'Ask for exactly what the challenge says, whether or not the metadata lists it.',
  },
  'client-may-request-offline-access': {
    cause: 'offline_access is added whenever a refresh token is wanted.',
    remedy: 'Add it only where scopes_supported of the authorization server has it.',
  },
  'client-records-issuer': {
    cause: 'The callback handler uses whatever server was looked at last.',
    remedy: 'Save the issuer beside state and verifier when the login begins, and redeem the code there.',
  },
  'client-opens-only-web-urls': {
    cause: 'The URL is handed to a shell or to the handler of any scheme.',
    remedy: 'Accept https, and http on loopback, and start the browser without a shell.',
  },
  'client-keeps-endpoint-query': {
    cause: 'Parameters are appended to what is there, by two layers of code, or the query of the endpoint is replaced.',
    remedy: 'Parse the endpoint, keep its query, and set each parameter once.',
  },
  'client-pushes-required-requests': {
    cause: 'require_pushed_authorization_requests is not read.',
    remedy:
      'Post the parameters to pushed_authorization_request_endpoint, and open the URL with client_id and request_uri.',
  },
  'client-rejects-mismatched-iss': {
    cause: 'The callback handler reads code and state, and drops iss.',
    remedy: 'Compare iss with the recorded issuer as strings before you look at code, and stop when they differ.',
  },
  'client-rejects-missing-iss': {
    cause: 'iss is checked only if it is there.',
    remedy: 'Where authorization_response_iss_parameter_supported is true, refuse an answer without iss.',
  },
  'client-compares-unadvertised-iss': {
    cause: 'iss is ignored because the metadata does not announce it.',
    remedy: 'Compare iss whenever it comes.',
  },
  'client-proceeds-without-iss': {
    cause: 'iss is required of every server.',
    remedy: 'Go on where it is neither announced nor sent.',
  },
  'client-compares-iss-exactly': {
    cause: 'Both sides are normalised by a URL parser before they are compared.',
    remedy: 'Compare the two strings as they came.',
  },
  'client-ignores-mismatched-error': {
    cause: 'Error answers are shown before iss is looked at.',
    remedy: 'Check iss first, for errors as well, and ignore the rest of a foreign answer.',
  },
  'client-checks-state': {
    cause: 'state is sent, and never compared.',
    remedy: 'Compare state with the saved one in the callback, and end the login when it is missing or another.',
  },
  'client-stops-on-authorization-error': {
    cause: 'Every failure starts the login again.',
    remedy: 'Show the error, and wait for the user.',
  },
  'client-sends-code-once': {
    cause: 'The callback runs twice, by a reload or a double render, or a timeout repeats the token request.',
    remedy: 'Forget the login as soon as its code is sent, and do not repeat a token request that was answered.',
  },
} as const satisfies Readonly<Record<string, Guidance>>
