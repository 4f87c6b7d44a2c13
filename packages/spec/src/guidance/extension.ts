import type { Guidance } from '../guidance.ts'

/** Security, transport, and the extensions. */
export const extensionGuidance = {
  'client-weighs-ssrf': {
    cause: 'URLs of metadata are fetched wherever they point.',
    remedy: 'Require https outside loopback, and refuse private and link-local addresses after resolving the name.',
  },
  'client-opens-elicitation-with-consent': {
    cause: 'The URL is fetched for a preview.',
    remedy: 'Show the whole URL, and open it in a browser only after the user agreed.',
  },
  'client-protects-session-id': {
    cause: 'The session ID is put into a URL, or sent to every path of the host.',
    remedy: 'Send Mcp-Session-Id as a header, to the MCP endpoint that gave it alone.',
  },
  'client-separates-private-caches': {
    cause: 'Results are cached by method and parameters.',
    remedy: 'Make the access token part of the key for what is private.',
  },
  'client-sends-version-header': {
    cause: 'The header is added after initialize only, or not to notifications and streams.',
    remedy:
      'Send MCP-Protocol-Version with each request after the handshake, and with each POST of 2026-07-28, equal to _meta.',
  },
  'client-sends-self-contained-requests': {
    cause: 'Requests of 2026-07-28 are built by code for the handshake lifecycle.',
    remedy:
      'Put protocolVersion, clientInfo and clientCapabilities into _meta of each request, and send no session ID.',
  },
  'client-sends-mirror-headers': {
    cause: 'The headers are set once, and not when a request is repeated after a login.',
    remedy: 'Derive Mcp-Method and Mcp-Name from the body wherever a request is sent.',
  },
  'client-detects-server-era': {
    cause: 'Any refusal of a modern request leads to initialize.',
    remedy: 'After a 401 authorize and repeat; after a 400 look for a modern error before you fall back.',
  },
  'client-keeps-session': {
    cause: 'The session ID is lost when the connection or the token is renewed, or a 404 starts a login.',
    remedy: 'Keep Mcp-Session-Id across a refresh; after a 404 initialize again with the same token.',
  },
  'client-falls-back-only-on-absence': {
    cause: 'Any failure of the first POST is answered by a GET for the old transport.',
    remedy: 'Fall back on 400, 404 and 405 alone; a 401 asks for a token.',
  },
  'client-declares-extensions': {
    cause: 'The extension is used, and not declared.',
    remedy: 'Name it in capabilities.extensions, or in clientCapabilities of each request.',
  },
  'client-uses-client-credentials': {
    cause: 'The machine client goes through the login code of users first.',
    remedy: 'After discovery post grant_type=client_credentials with the configured credentials, and nothing else.',
  },
  'client-authenticates-machine': {
    cause: 'The assertion has another iss than sub, no type parameter, or the request has no credentials.',
    remedy: 'Sign a JWT with iss and sub equal to the client ID, or send the secret by the method of the metadata.',
  },
  'client-sends-resource-with-client-credentials': {
    cause: 'resource is added to the code flow only.',
    remedy: 'Send resource in the body of this token request too.',
  },
  'client-exchanges-identity-assertion': {
    cause: 'requested_token_type or subject_token_type is missing or is that of an access token.',
    remedy:
      'Post the token exchange grant with requested_token_type id-jag, and the ID token as subject_token with its type.',
  },
  'client-names-server-as-audience': {
    cause: 'audience is the MCP server or the token endpoint.',
    remedy: 'Send the issuer of the authorization server of the MCP server, character by character.',
  },
  'client-names-resource-in-exchange': {
    cause: 'resource is left out because the stable text makes it optional.',
    remedy: 'Send the resource of the protected resource metadata.',
  },
  'client-authenticates-at-both-servers': {
    cause: 'One set of credentials is used at both servers.',
    remedy:
      'Authenticate at the identity provider as for login, and at the authorization server as the client that the ID-JAG names.',
  },
  'client-redeems-id-jag': {
    cause: 'The ID-JAG is sent to the MCP server, or as subject_token.',
    remedy: 'Send it as assertion of the JWT bearer grant, and use the access token that it gives.',
  },
  'client-detects-id-jag-support': {
    cause: 'The exchange is tried everywhere.',
    remedy: 'Look for the id-jag profile in authorization_grant_profiles_supported first.',
  },
  'client-proves-key-at-token-endpoint': {
    cause: 'The proof has another algorithm, htu or method than the request.',
    remedy: 'Make a dpop+jwt with the public key, htm POST, htu the token endpoint, iat now and a new jti.',
  },
  'client-uses-dpop-scheme': {
    cause: 'The header is always Bearer.',
    remedy: 'Use the token_type of the token answer as the scheme.',
  },
  'client-sends-fresh-proof': {
    cause: 'One proof is made for each token or connection.',
    remedy: 'Make a proof for each request, with its method, URL, a new jti and the hash of the token.',
  },
  'client-repeats-with-dpop-nonce': {
    cause: 'use_dpop_nonce is taken for a failure.',
    remedy: 'Read DPoP-Nonce, make a new proof with it, and send the request once more.',
  },
  'client-redeems-workload-jwt': {
    cause: 'The workload JWT is sent as client_assertion, or the client registers first.',
    remedy: 'Send it as assertion of the JWT bearer grant, without secret and registration.',
  },
  'client-sends-resource-with-workload-jwt': {
    cause: 'resource is added to the code flow only.',
    remedy: 'Send the canonical URI of the MCP server as resource.',
  },
  'client-reports-workload-errors': {
    cause: 'A refusal is retried, or another grant is tried.',
    remedy: 'Report the error of the server as it is.',
  },
  'client-polls-device-grant-politely': {
    cause: 'The interval of the answer is ignored, or slow_down does not change it.',
    remedy:
      'Wait interval seconds between polls, five more after each slow_down, and stop on access_denied and expired_token.',
  },
} as const satisfies Readonly<Record<string, Guidance>>
