import { ID_JAG_TYPE } from '@mcp-auth/spec'
import { epochSeconds } from '../core/clock.ts'
import { OAuthError } from '../core/errors.ts'
import { decodeJwt, isType, timeProblem } from '../core/jwt.ts'
import { signatureProblem } from '../core/remote-keys.ts'
import { isSubject, type Subject } from '../oauth/authorize/subjects.ts'
import { publicKeys, signingKey } from '../oauth/keys.ts'
import type { Client } from '../oauth/records.ts'
import type { LoginCode } from './login-code.ts'
import type { Provider } from './provider.ts'
import { userClaims } from './scopes.ts'

/** The one algorithm of ID tokens (OIDC Core §3.1.3.7: RS256 unless the client registered another). */
export const ID_TOKEN_ALGORITHM = 'RS256'

/** Signs claims with the key of the identity provider. */
export async function signedByProvider(
  claims: Readonly<Record<string, unknown>>,
  type: string,
  idp: Provider,
): Promise<string> {
  const key = await signingKey(idp)
  const { signJwt } = await import('../core/jose.ts')
  return signJwt({ typ: type, kid: key.kid }, claims, key)
}

/** The ID token of a login (OIDC Core §2, §3.1.3.6). */
export async function newIdToken({ request, subject, authTime }: LoginCode, idp: Provider): Promise<string> {
  const now = epochSeconds(idp.clock)
  const claims = {
    iss: idp.issuer,
    aud: request.clientId,
    iat: now,
    exp: now + idp.config.idTokenLifetime,
    auth_time: authTime,
    ...(request.nonce !== undefined && { nonce: request.nonce }),
    ...userClaims(subject, request.scope),
  }
  return signedByProvider(await idp.point('idp.id-token', claims), 'JWT', idp)
}

/** Whom an ID token of ours speaks of, and since when. */
export interface Identity {
  readonly subject: Subject
  /** Seconds since the epoch. */
  readonly authTime: unknown
}

/**
 * Judges the ID token that a client presents as its subject token. ID-JAG §4.3.3: the provider "MUST validate the subject token"
 * and that its audience is the client of the request. Throws `invalid_grant`.
 */
export async function requireIdToken(token: string, client: Client, idp: Provider): Promise<Identity> {
  const jwt = decodeJwt(token)
  if (jwt === undefined) throw refused('must be an ID token, which is a signed JWT')
  const { header, claims } = jwt
  // Our ID-JAGs have the same key and issuer, and are no identity assertions (RFC 8725 §3.11).
  if (isType(header['typ'], ID_JAG_TYPE)) throw refused(`must be an ID token, not one with typ ${ID_JAG_TYPE}`)
  if (header['alg'] !== ID_TOKEN_ALGORITHM) throw refused(`alg must be ${ID_TOKEN_ALGORITHM}`)
  const source = { owner: 'this identity provider', jwks: await publicKeys(idp) }
  const problem = await signatureProblem(token, { algorithm: ID_TOKEN_ALGORITHM, kid: header['kid'] }, source, idp)
  if (problem !== undefined) throw refused(problem.says, problem.reason)
  if (claims['iss'] !== idp.issuer) throw refused(`iss must be ${idp.issuer}`)
  if (claims['aud'] !== client.clientId) {
    throw refused(`aud must be ${client.clientId}, the client that presents it`, `aud ${JSON.stringify(claims['aud'])}`)
  }
  const time = timeProblem(claims, epochSeconds(idp.clock), 0)
  if (time !== undefined) throw refused(`${time}: log in again`)
  const { sub: subject, auth_time: authTime } = claims
  if (typeof subject !== 'string' || !isSubject(subject)) throw refused('sub must be a user of this identity provider')
  return { subject, authTime }
}

function refused(problem: string, reason?: string): OAuthError {
  return new OAuthError('invalid_grant', `subject_token: ${problem}`, {
    requirement: 'server-issues-id-jag',
    reference: { document: 'id-jag', section: '4.3.3' },
    ...(reason !== undefined && { reason }),
  })
}
