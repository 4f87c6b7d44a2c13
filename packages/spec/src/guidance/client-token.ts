import type { clientToken } from '../requirements/client-token.ts'
import type { Guidance } from './guidance.ts'

/** C-TOK and C-REF. */
export const clientTokenGuidance = {
  'client-posts-token-request': {
    cause: 'A general HTTP client sends JSON by default, or the parameters end up in the query of the token endpoint.',
    remedy:
      'POST to token_endpoint as application/x-www-form-urlencoded with all parameters in the body; passing a URLSearchParams as the body of fetch does both.',
    brings: ['invalid_request'],
  },
  'client-sends-code-verifier': {
    cause:
      'The verifier was lost between redirect and callback (another process, a reloaded page, a second login), or the challenge is sent in its place.',
    remedy:
      'Store the verifier with the pending request and send it unchanged as code_verifier. 32 random bytes in base64url without padding make the 43 characters that it needs at least.',
    brings: ['invalid_grant', 'invalid_request'],
  },
  'client-sends-resource-in-token-request': {
    cause:
      'resource is added to the authorization URL only, or the token request serialises it anew and ends up with one slash more.',
    remedy:
      'Keep the string that you sent as resource with the pending request, and send the same string in the body of the token request.',
    brings: ['invalid_target'],
  },
  'client-sends-resource-on-refresh': {
    cause:
      'The refresh is another function, or a method of the OAuth library, which sends refresh_token and client_id and nothing else.',
    remedy:
      'Store resource next to the refresh token, and send it with each refresh, and with any other grant, with the value of the login.',
    brings: ['invalid_target'],
  },
  'client-authenticates-as-registered': {
    cause:
      'One method is hard-wired: Basic although the client is registered for client_secret_post, header and body at once, or no client_id from a public client because the library ties it to a secret.',
    remedy:
      'Take token_endpoint_auth_method of your registration, if token_endpoint_auth_methods_supported has it (without that list, client_secret_basic). Send the secret by this one method; with none send client_id in the body.',
    brings: ['invalid_client', 'invalid_request'],
  },
  'client-encodes-basic-credentials': {
    cause:
      'ID and secret go into base64 as they are, which works until one of them has a colon, a percent sign, a plus or a space; many libraries do it so.',
    remedy:
      'Encode ID and secret each as application/x-www-form-urlencoded, where a space becomes +, join them with a colon, and put the result into base64 after Basic.',
    brings: ['invalid_client'],
  },
  'client-repeats-redirect-uri': {
    cause:
      'A library written for OAuth 2.1 leaves redirect_uri out, or the URI is built a second time and comes out with another port, host or slash.',
    remedy:
      'Keep the redirect_uri that you sent to authorization_endpoint and send the same string in the token request.',
    brings: ['invalid_grant'],
  },
  'client-understands-token-type': {
    cause:
      "token_type is not read at all, or compared as === 'Bearer', which refuses bearer; a scope narrower than asked for sends some clients straight back to authorize.",
    remedy:
      'Compare token_type without regard to case and use the token only if you implement that type. Take scope of the answer, if it is there, for what was granted, and work with it.',
  },
  'client-drops-rejected-credentials': {
    cause:
      'invalid_grant and invalid_client are retried like a passing failure, with the same refresh token or client ID, sometimes at every start. The opposite mistake is to delete good tokens after any 4xx.',
    remedy:
      'After invalid_grant forget the refresh token or code, after invalid_client the registration, and start over from there once at most. Keep everything after a 5xx or a timeout.',
    after: ['invalid_grant', 'invalid_client'],
  },
  'client-expects-no-refresh-token': {
    cause:
      'Code reads refresh_token as if it were always there, so a login without one ends in an exception, or in a token that nobody renews.',
    remedy:
      'Treat refresh_token as optional. When the access token has ended and there is none, start a new authorization or say that one is needed.',
  },
  'client-refreshes-within-grant': {
    cause:
      'The refresh lacks the client authentication that the code exchange had, or takes its scope from the configuration instead of from what was granted.',
    remedy:
      'POST grant_type=refresh_token and refresh_token with the same client authentication as before. Leave scope out, or send a part of what was granted.',
    brings: ['invalid_scope', 'invalid_client'],
  },
  'client-uses-rotated-refresh-token': {
    cause:
      'Two processes or tabs refresh at the same moment, and the second sends a token that was just replaced, which ends the whole login at servers that detect reuse; or nobody saves the new refresh_token.',
    remedy:
      'Save refresh_token of the answer before you use the new access token. Hold a lock across processes while you refresh, and once you have it read the store again: somebody may have refreshed already.',
    brings: ['invalid_grant'],
  },
} as const satisfies Record<keyof typeof clientToken, Guidance>
