import { bearerToken } from '../core/bearer.ts'
import { HttpError } from '../core/errors.ts'
import { challenge, json, NO_STORE } from '../core/http.ts'
import { NAME } from '../core/version.ts'
import { isSubject } from '../oauth/authorize/subjects.ts'
import { findAccessToken } from '../oauth/verify.ts'
import type { Provider } from './provider.ts'
import { userClaims } from './scopes.ts'

/** `GET` and `POST /idp/oauth/userinfo` (OIDC Core §5.3): what the login told its client of the user, once more. */
export async function userInfoEndpoint(request: Request, idp: Provider): Promise<Response> {
  const token = bearerToken(request.headers)
  if (token === undefined) throw unauthorized('this endpoint needs an access token in the Authorization header')
  const found = await findAccessToken(token, idp)
  if (found === undefined || !isSubject(found.subject)) {
    throw unauthorized('the access token is unknown here, expired or revoked', 'invalid_token')
  }
  return json(userClaims(found.subject, found.scope), { headers: NO_STORE })
}

/** RFC 6750 §3.1: no error code in the challenge when nothing was presented. */
function unauthorized(message: string, error?: 'invalid_token'): HttpError {
  return new HttpError(401, error ?? 'unauthorized', message, {
    'www-authenticate': challenge('Bearer', { realm: NAME, error, error_description: error && message }),
  })
}
