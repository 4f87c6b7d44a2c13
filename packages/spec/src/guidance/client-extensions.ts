import type { clientExtensions } from '../requirements/client-extensions.ts'
import type { Guidance } from './guidance.ts'

/** C-CC, C-EMA, C-DPOP, C-WIF and C-DEV. */
export const clientExtensionsGuidance = {
  'client-uses-client-credentials': {
    cause:
      'The path for users comes first in the code: the client registers itself or opens a browser before it looks at the credentials it was given.',
    remedy:
      'If client credentials are configured for this server, go from discovery straight to token_endpoint with grant_type=client_credentials. When the token ends, send the same request again.',
    brings: ['unauthorized_client'],
  },
  'client-authenticates-machine': {
    cause:
      'iss or sub of the assertion names the service instead of the client ID, aud is the URL of some other endpoint, or one assertion is sent again after it expired.',
    remedy:
      'Sign a new JWT for each token request: iss and sub the client ID, aud the issuer of the authorization server (some want its token endpoint), exp a few minutes away, a random jti. Send it as client_assertion with client_assertion_type urn:ietf:params:oauth:client-assertion-type:jwt-bearer.',
    brings: ['invalid_client'],
  },
  'client-sends-resource-with-client-credentials': {
    cause:
      'A generic OAuth client sends the grant and knows grant_type and scope only; resource was taken for a part of the browser flow.',
    remedy:
      'Add resource with the identifier from the protected resource metadata, and scope from the challenge or else from scopes_supported there; leave scope out if both are silent.',
    brings: ['invalid_target', 'invalid_scope'],
  },
  'client-exchanges-identity-assertion': {
    cause:
      'The ID token is labelled as an access token or a plain JWT, or grant_type holds the URN of a token type, as an example in the text has it.',
    remedy:
      'At the identity provider send grant_type=urn:ietf:params:oauth:grant-type:token-exchange, requested_token_type=urn:ietf:params:oauth:token-type:id-jag, the ID token as subject_token and subject_token_type=urn:ietf:params:oauth:token-type:id_token.',
    brings: ['invalid_request', 'invalid_grant'],
  },
  'client-names-server-as-audience': {
    cause:
      'audience gets the URL of the MCP server or of a token endpoint, since many token exchange services want the API there.',
    remedy:
      'Send the issuer from the metadata of the authorization server of the MCP server, unchanged, as audience; the MCP server itself is what resource is for.',
    brings: ['invalid_target', 'invalid_request'],
  },
  'client-names-resource-in-exchange': {
    cause: 'resource is left out since the text lets it be, or holds the issuer, which is the audience.',
    remedy:
      'If you send resource in the token exchange, which the official conformance suite expects, give it the value of resource in the protected resource metadata.',
    brings: ['invalid_target'],
  },
  'client-authenticates-at-both-servers': {
    cause:
      'The client ID of single sign-on is used at both servers, or the second request has no client authentication because the assertion seems to be enough.',
    remedy:
      'Keep two registrations, one for the token exchange at the identity provider and one for the JWT bearer grant. Authenticate there as the client_id that the ID-JAG names.',
    brings: ['invalid_client', 'invalid_grant'],
  },
  'client-redeems-id-jag': {
    cause:
      'The ID-JAG is used as if it were an access token, or the client still opens a browser at the authorization server of the MCP server.',
    remedy:
      'POST it as assertion with grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer to token_endpoint of that server, and send only the access_token of the answer to the MCP server.',
    brings: ['invalid_token'],
  },
  'client-detects-id-jag-support': {
    cause:
      'The flow is tried at every authorization server, or an ID-JAG that has expired is sent again until somebody logs in anew.',
    remedy:
      'Start it only where authorization_grant_profiles_supported has urn:ietf:params:oauth:grant-profile:id-jag. When an ID-JAG has expired, get a new one by another token exchange.',
    brings: ['unsupported_grant_type', 'invalid_grant'],
  },
  'client-proves-key-at-token-endpoint': {
    cause:
      'htu has the query or another host than was called, iat is off because the clock is, or alg is not in dpop_signing_alg_values_supported.',
    remedy:
      'Send one DPoP header with a JWT: typ dpop+jwt, an asymmetric alg that the metadata lists, the public key as jwk, htm POST, htu the token endpoint without query, iat now, a random jti. Check the clock.',
    brings: ['invalid_dpop_proof'],
  },
  'client-uses-dpop-scheme': {
    cause: 'The word Bearer is a constant, so a token whose token_type is DPoP goes out like any other.',
    remedy:
      'Read token_type of the token response. If it is DPoP, send Authorization: DPoP with the token, and the proof in the DPoP header next to it.',
    brings: ['invalid_token'],
  },
  'client-sends-fresh-proof': {
    cause:
      'One proof is made for a connection and used again, also when a call is repeated; or ath is missing because the code was written for the token endpoint.',
    remedy:
      'Make a proof for each request and each repetition: new jti and iat, htm and htu of that request, and with an access token ath, its SHA-256 in base64url. Sign with the key that the token is bound to.',
    brings: ['invalid_dpop_proof', 'invalid_token'],
  },
  'client-repeats-with-dpop-nonce': {
    cause:
      'use_dpop_nonce counts as a failed login, or the nonce of the authorization server is sent to the MCP server, which has its own.',
    remedy:
      'Put the value of DPoP-Nonce into nonce of a new proof with a new jti and send the request again, once. Keep the newest nonce of each server, from good answers as well.',
    after: ['use_dpop_nonce'],
  },
  'client-redeems-workload-jwt': {
    cause:
      'The JWT of the platform is sent as client_assertion or straight to the MCP server, or the client tries to register because no client ID is configured.',
    remedy:
      'POST grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer with that JWT as assertion to token_endpoint over https, with no client_secret and no registration before it.',
    brings: ['invalid_request', 'invalid_grant'],
  },
  'client-sends-resource-with-workload-jwt': {
    cause: 'aud of the JWT seems to say enough, though it names the authorization server and not the MCP server.',
    remedy: 'Add resource to the JWT bearer request, with the value of resource in the protected resource metadata.',
    brings: ['invalid_target'],
  },
  'client-reports-workload-errors': {
    cause:
      'A generic retry layer sends the refused assertion again, or the code goes on to client_credentials or to a browser.',
    remedy:
      'Report error and error_description as they came and stop. Before another attempt, get a new JWT from the platform.',
    after: ['invalid_grant'],
  },
  'client-polls-device-grant-politely': {
    cause:
      'The pace is fixed and faster than interval, slow_down is taken for authorization_pending, or polling goes on after expired_token.',
    remedy:
      'Wait interval seconds between polls (5 without it), add 5 at each slow_down, and stop at any error but these two. Send the client_id and resource of the device authorization request.',
    brings: ['slow_down'],
    after: ['authorization_pending', 'slow_down', 'expired_token', 'access_denied'],
  },
} as const satisfies Record<keyof typeof clientExtensions, Guidance>
