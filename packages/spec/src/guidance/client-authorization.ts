import type { clientAuthorization } from '../requirements/client-authorization.ts'
import type { Guidance } from './guidance.ts'

/** C-AZ. */
export const clientAuthorizationGuidance = {
  'client-uses-code-flow': {
    cause:
      'Old defaults and sample code live on: response_type=token for browser applications, grant_type=password because it needs no browser.',
    remedy:
      'Send response_type=code to authorization_endpoint and redeem the code at token_endpoint with grant_type=authorization_code. Where there is no browser, use the device grant if the server offers it.',
    brings: ['unsupported_response_type', 'unsupported_grant_type'],
  },
  'client-sends-code-challenge': {
    cause:
      'A confidential client takes PKCE for unnecessary, or the OAuth library leaves it off unless it is switched on.',
    remedy:
      'For each authorization request make a code_verifier, 32 random bytes in base64url, send code_challenge and code_challenge_method made from it, and keep the verifier for the token request.',
    brings: ['invalid_request'],
  },
  'client-uses-s256': {
    cause:
      'code_challenge_method is forgotten, so the hash in code_challenge is compared as if it were the verifier; or plain serves as a fallback where metadata is silent.',
    remedy:
      'Send code_challenge_method=S256, and as code_challenge the SHA-256 of the ASCII characters of the verifier in base64url without padding, 43 characters.',
    brings: ['invalid_request', 'invalid_grant'],
  },
  'client-renews-code-verifier': {
    cause:
      'The verifier is made once per process, or stored with the registration, and a second login or a retry after an error reuses it.',
    remedy:
      'Generate the verifier in the function that builds the authorization URL, keep it with that one request, and throw it away after the token request.',
  },
  'client-uses-registered-redirect-uri': {
    cause:
      'The callback listener announces itself in another way than was registered: localhost here and 127.0.0.1 there, /callback with and without a slash, another port on a host that is not loopback.',
    remedy:
      'Send the string you registered as redirect_uri. On loopback bind the port first and change nothing but the port; if a server insists on that too, register with the port you have bound.',
    brings: ['invalid_request'],
  },
  'client-uses-safe-redirect-uri': {
    cause:
      'A scheme of its own, such as myapp:/callback, is used as guides for mobile apps suggest, or plain http on the name of a machine in the local network.',
    remedy:
      'Use http://127.0.0.1 with a port and a path for what runs on the machine of its user, and an https URL for everything else.',
    brings: ['invalid_redirect_uri', 'invalid_request'],
  },
  'client-sends-state': {
    cause:
      'PKCE is thought to make state superfluous, or one constant, such as the name of the server, is sent each time.',
    remedy:
      'Make 16 or more random bytes for each authorization request, send them in base64url as state, and keep them with the verifier for the comparison in the callback.',
  },
  'client-sends-resource-in-authorization': {
    cause:
      'The OAuth library has no field for resource, or the client waits for a sign of support in the metadata, where none is defined.',
    remedy:
      'Add resource, with the value that the protected resource metadata has, to every authorization request, also to pushed ones. By RFC 6749 servers ignore parameters that they do not know.',
    brings: ['invalid_target'],
  },
  'client-sends-canonical-resource': {
    cause:
      'A configured base URL, the bare host name or the URL of the authorization server is sent, or a fragment of the URL as typed comes along.',
    remedy:
      'Send the value of resource in the protected resource metadata. Without such metadata send the URL of the MCP endpoint as configured, with its scheme and without a fragment.',
    brings: ['invalid_target'],
  },
  'client-sends-specific-resource': {
    cause:
      'Serialising with URL.href adds a slash to a host without a path, and URL.origin cuts the path of the endpoint off; both happen on the way from the metadata to the query.',
    remedy:
      'Pass resource of the metadata on as the string it is: parse it to check it, never to print it. If you build it from the MCP URL, keep its path and add no slash at the end.',
    brings: ['invalid_target'],
  },
  'client-requests-challenged-scope': {
    cause:
      'Scopes are hard-coded or copied from the authorization server metadata, often with openid and profile from a library default, and the scope of the challenge is never read.',
    remedy:
      'Read scope of the Bearer challenge and ask for exactly these values, plus offline_access at most, where the authorization server lists it.',
    brings: ['invalid_scope'],
  },
  'client-requests-supported-scopes': {
    cause:
      'scopes_supported is read from the authorization server, which lists the scopes of all its resources, or a few names are picked from the list.',
    remedy:
      'When the challenge has no scope, join all of scopes_supported of the protected resource metadata with spaces and send that.',
    brings: ['invalid_scope'],
  },
  'client-omits-unknown-scope': {
    cause:
      'A default such as "openid profile" fills the gap, or joining an empty list leaves an empty scope= in the query.',
    remedy:
      'Add the parameter only if the challenge or scopes_supported of the protected resource metadata gave you a scope; otherwise the server applies its own default.',
    brings: ['invalid_scope'],
  },
  'client-trusts-challenged-scope': {
    cause:
      'The challenge is filtered through scopes_supported as if that list were complete, and the scope that the call needs falls out.',
    remedy:
      'Ask for every scope of the challenge, whether or not scopes_supported has it, and treat the two lists as unrelated.',
    brings: ['insufficient_scope'],
  },
  'client-may-request-offline-access': {
    cause: 'offline_access is appended to every request in the hope of a refresh token, whatever the server knows.',
    remedy:
      'Look for offline_access in scopes_supported of the authorization server metadata, not of the resource, and append it only if it is there and you want refresh tokens.',
    brings: ['invalid_scope'],
  },
  'client-records-issuer': {
    cause:
      'State and verifier are kept for each request, but the issuer is taken from the latest discovery when the response arrives, and a second login in the meantime has changed that.',
    remedy:
      'Before you open the browser store one record for this request: issuer of the validated metadata, token_endpoint, code_verifier, redirect_uri, and state if you send it. When the response comes, use nothing but that record.',
  },
  'client-opens-only-web-urls': {
    cause:
      'The URL goes into a shell command line (start, open, xdg-open through exec), or to an opener that takes any scheme; CVE-2025-6514 was that.',
    remedy:
      'Parse the URL, refuse every scheme but https (and http on loopback), and start the external browser with an argument list instead of a command line.',
  },
  'client-keeps-endpoint-query': {
    cause:
      'The query is glued on with a second ?, or an assignment to URL.search replaces the one that is there; searchParams.append repeats a name that the endpoint already has.',
    remedy:
      'Parse authorization_endpoint and add your parameters with searchParams.set, which keeps the others and leaves each name once.',
    brings: ['invalid_request'],
  },
  'client-pushes-required-requests': {
    cause:
      'require_pushed_authorization_requests is not read, so the browser goes to authorization_endpoint with all parameters in the query.',
    remedy:
      'If that member is true in the server metadata or in your registration, POST the parameters with your client authentication to pushed_authorization_request_endpoint, and open authorization_endpoint with client_id and the request_uri of the answer.',
    brings: ['invalid_request'],
  },
} as const satisfies Record<keyof typeof clientAuthorization, Guidance>
