import type { authorizationServerToken } from '../requirements/authorization-server-token.ts'
import type { Guidance } from './guidance.ts'

/** A-TOK and A-EXT. */
export const authorizationServerTokenGuidance = {
  'server-binds-codes': {
    cause:
      'A code is deleted only after the token was made, so two parallel requests both succeed, or client and redirect URI are not compared.',
    remedy:
      'Take the code out of the store in one atomic step, then compare client, redirect URI, verifier and resource. Revoke what it gave when it comes a second time.',
  },
  'server-restricts-audience': {
    cause: 'aud is a constant of the server, or the client ID, whatever resource was asked for.',
    remedy:
      'Write the resource of the request into aud of the token or of its record, and refuse another resource at refresh with invalid_target.',
  },
  'server-sends-token-response': {
    cause:
      'expires_in is missing or a string, a narrowed scope is not mentioned, or a cache keeps the answer for lack of no-store.',
    remedy:
      'Answer 200 with JSON: access_token, token_type, expires_in in seconds as a number, scope whenever it differs, and Cache-Control: no-store.',
  },
  'server-sends-token-errors': {
    cause: 'Errors come with 200, 500 or as HTML, or with a code of the product that no client knows.',
    remedy:
      'Answer 400 with JSON and a registered error, 401 for invalid_client, with WWW-Authenticate: Basic if the client used the header.',
  },
  'server-enforces-client-authentication': {
    cause:
      'Any method is accepted as long as the secret is right, or Basic is split without form-decoding both halves.',
    remedy:
      'Look up the method of the client and refuse all others, also two at once. Decode base64, split at the first colon, then form-decode ID and secret.',
  },
  'server-rotates-refresh-tokens': {
    cause: 'The old token goes on working after a refresh, or reuse is refused without ending what was stolen with it.',
    remedy:
      'Give a new refresh token at each use, mark the old one as used, and when it comes again revoke everything of that login.',
  },
  'server-never-widens-on-refresh': {
    cause: 'scope of the refresh request is taken as it is, or the token is found without a look at the client.',
    remedy:
      'Refuse a scope or resource beyond the grant, and a token of another client with invalid_grant. Give no refresh token for client_credentials.',
  },
  'server-follows-optional-endpoints': {
    cause: 'Revocation says whether a token existed, introspection answers anybody, or a request_uri works twice.',
    remedy:
      'Answer 200 to every revocation of an authenticated client, authenticate callers of introspection, use up a request_uri, and raise the interval when you say slow_down.',
  },
  'server-verifies-client-assertions': {
    cause:
      'The signature is checked but aud, exp or sub are not, or the algorithms are missing from the metadata, so clients have to guess.',
    remedy:
      'List private_key_jwt with token_endpoint_auth_signing_alg_values_supported, and check signature, iss and sub, aud and exp, better also that jti is new.',
  },
  'server-validates-id-jag': {
    cause:
      'Any JWT that the identity provider signed is accepted, such as an ID token, or client_id in it is not compared with who presents it.',
    remedy:
      'Require typ oauth-id-jag+jwt, a trusted issuer, your own issuer as the only aud, client_id of the authenticated client and a time that holds, then limit the token to its resource and scope.',
  },
  'server-issues-id-jag': {
    cause: 'The subject token is taken from any client, or the answer calls the assertion a Bearer token.',
    remedy:
      'Check that the audience of the subject token is the client that asks, apply your policy, and answer with issued_token_type id-jag, token_type N_A and a short expires_in.',
  },
  'server-binds-tokens-with-dpop': {
    cause:
      'The proof is checked, but the token carries no cnf.jkt, or says Bearer, or a refresh works with another key.',
    remedy:
      'Write the thumbprint of the key into cnf.jkt, answer token_type DPoP, bind refresh tokens of public clients as well, and list asymmetric algorithms only.',
  },
  'server-trusts-configured-workload-issuers': {
    cause: 'Keys are fetched from whatever iss says, or a valid JWT is enough without a rule for its subject.',
    remedy:
      'Trust issuers by configuration alone, check the JWT by RFC 7523, map its subject to the servers it may reach, and refuse the rest with invalid_grant.',
  },
} as const satisfies Record<keyof typeof authorizationServerToken, Guidance>
