import type { resource } from '../requirements/resource.ts'
import type { Guidance } from './guidance.ts'

/** S-PXY and S-EXT. */
export const resourceGuidance = {
  'resource-asks-consent-per-client': {
    cause:
      'The third party remembers that its user agreed to the proxy, so a new client that an attacker registered gets a code without any question.',
    remedy:
      'Keep a list of the clients that each user has agreed to, and show a consent page of your own for any other before you redirect to the third party.',
  },
  'resource-protects-consent': {
    cause:
      'The page names only the third party, its form has no CSRF token, or the upstream state is set before the user has agreed.',
    remedy:
      'Show client, scopes and redirect URI; add a CSRF token and frame-ancestors none; use __Host- cookies bound to the client. Make the upstream state after consent, and accept it once.',
  },
  'resource-follows-third-party-token': {
    cause:
      'The third-party token is handed to the client as it is, or our own token lives on after that one was revoked.',
    remedy:
      'Issue a token of your own that points to the stored third-party one, let it live no longer than that, and refuse it once the other is invalid.',
  },
  'resource-separates-elicitation': {
    cause:
      'The URL carries a session, so whoever opens it acts for the user who caused it; or the credentials obtained there are returned to the client.',
    remedy:
      'Send a URL that grants nothing by itself, let its page find out who the visitor is, and finish only if it is the user of the token. Keep what was obtained on the server.',
  },
  'resource-validates-dpop-proof': {
    cause:
      'Only the signature is verified: htu, htm or ath are not compared, or a token with cnf.jkt is accepted as Bearer.',
    remedy:
      'Check typ, alg, jwk, signature, htm, htu, ath and iat, compare the thumbprint of the key with cnf.jkt, and answer a failure with 401 and a DPoP challenge.',
  },
  'resource-issues-dpop-nonce': {
    cause: 'Nonces are asked for without sending one, or a server without memory accepts proofs of any age.',
    remedy:
      'With a 401 and error="use_dpop_nonce" send a DPoP-Nonce header, and accept recent values. Without nonces hold iat to five minutes.',
  },
  'resource-validates-extension-tokens': {
    cause:
      'A token that came by another grant is thought to be trusted, and the checks of the usual path are left out for it.',
    remedy: 'Send every token through the same verifier, whatever grant it came from.',
  },
} as const satisfies Record<keyof typeof resource, Guidance>
