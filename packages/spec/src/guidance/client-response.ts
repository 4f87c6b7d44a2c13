import type { clientResponse } from '../requirements/client-response.ts'
import type { Guidance } from './guidance.ts'

/** C-RESP. */
export const clientResponseGuidance = {
  'client-rejects-mismatched-iss': {
    cause:
      'The callback handler hands on code and state alone, so iss is gone before anything could compare it, or it is only logged.',
    remedy:
      'Read iss from the query of the callback and compare it with === to the issuer recorded for this request. If they differ, stop: no token request, and no further use of the response.',
  },
  'client-rejects-missing-iss': {
    cause:
      'The check reads like if (iss && iss !== issuer), so a response without iss passes, and leaving it out is all an attacker has to do.',
    remedy:
      'Look at authorization_response_iss_parameter_supported of the recorded metadata: if it is true and the response has no iss, end the attempt before the token request.',
  },
  'client-compares-unadvertised-iss': {
    cause:
      'The comparison hangs on authorization_response_iss_parameter_supported, so a wrong iss from a server that does not announce it goes through.',
    remedy:
      'Compare whenever the response has iss, whatever the metadata says. If it equals the recorded issuer, go on.',
  },
  'client-proceeds-without-iss': {
    cause:
      'Once the check was built in, iss was demanded of every server, although many, above all older ones, neither announce nor send it.',
    remedy:
      'If the metadata does not announce iss and the response has none, go on to the token request with the usual checks of state and PKCE.',
  },
  'client-compares-iss-exactly': {
    cause:
      'Both values go through new URL() or lose a trailing slash before they are compared, to be lenient, so https://AS.example:443/ counts as https://as.example.',
    remedy:
      'Decode the query once and compare the value with the recorded issuer as a string, changing neither. If the values of a server differ among themselves, tell its operator.',
  },
  'client-ignores-mismatched-error': {
    cause:
      "Errors are handled before iss is compared: the handler shows error_description, or tries another scope, for a response that may be somebody else's.",
    remedy:
      'Compare iss before you look at error. On a mismatch end the attempt with words of your own that quote nothing of the response.',
  },
  'client-checks-state': {
    cause:
      'state is sent, but the callback only looks for code, skips the comparison when the parameter is missing, or compares with a value that a parallel login has overwritten.',
    remedy:
      'Find the pending request by the state of the response. If there is none with that value, drop the response, send no token request, and keep waiting for the right one.',
  },
  'client-stops-on-authorization-error': {
    cause:
      'Any login that fails is started again by itself, and a user who has just denied sees the browser open anew.',
    remedy:
      'When the response has error, and its state and iss are right, end the attempt, show the reason, and open the browser again only when the user asks for it.',
    after: ['access_denied'],
  },
  'client-sends-code-once': {
    cause:
      'The token request is repeated by a generic retry layer, after a timeout, or because the callback page was loaded twice; a second use can even revoke the tokens of the first.',
    remedy:
      'Remove the pending request from your store when its response arrives, before the token request. If that request fails, start a new authorization instead of sending the code again.',
    brings: ['invalid_grant'],
  },
} as const satisfies Record<keyof typeof clientResponse, Guidance>
