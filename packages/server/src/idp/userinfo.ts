import { bearerToken } from '../core/bearer.ts'
import { HttpError, OAuthError } from '../core/errors.ts'
import { challenge, json, NO_STORE } from '../core/http.ts'
import { NAME } from '../core/version.ts'
import { isSubject } from '../oauth/authorize/subjects.ts'
import { findAccessToken } from '../oauth/verify.ts'
import type { Provider } from './provider.ts'
import { userClaims } from './scopes.ts'

/** `GET` and `POST /idp/oauth/userinfo` (OIDC Core §5.3): what the login told its client of the user, once more. */
export async function userInfoEndpoint(request: Request, idp: Provider): Promise<Response> {
  const token = bearerToken(request.headers)
  if (token === undefined) throw missingToken()
  const found = await findAccessToken(token, idp)
  if (found === undefined || !isSubject(found.subject)) throw invalidToken()
  return json(userClaims(found.subject, found.scope), { headers: NO_STORE })
}

/** RFC 6750 §3.1: no error code in the challenge when nothing was presented. */
function missingToken(): HttpError {
  const message = 'this endpoint needs an access token in the Authorization header'
  return new HttpError(401, 'unauthorized', message, { 'www-authenticate': challenge('Bearer', { realm: NAME }) })
}

function invalidToken(): OAuthError {
  const description = 'the access token is unknown here, expired or revoked'
  const parameters = { realm: NAME, error: 'invalid_token', error_description: description }
  return new OAuthError('invalid_token', description, {
    reference: { document: 'rfc6750', section: '3.1' },
    headers: { 'www-authenticate': challenge('Bearer', parameters) },
  })
}
