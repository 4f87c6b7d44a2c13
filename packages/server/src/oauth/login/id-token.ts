import { ID_JAG_TYPE } from '@mcp-auth/spec'
import { epochSeconds } from '../../core/clock.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { decodeJwt, isType, type Jwt, timeProblem } from '../../core/jwt.ts'
import type { LoginProvider } from '../../core/login-provider.ts'
import { signatureProblem } from '../../core/remote-keys.ts'
import { equalSecrets } from '../../core/secret.ts'
import { SKEW } from '../assertion.ts'

/** What it is signed with where the client registered nothing else (OIDC Core §3.1.3.7, 7.). */
const ALGORITHM = 'RS256'

/** Whom an ID token speaks of, judged as OIDC Core §3.1.3.7 has it. Throws `invalid_request`, or `temporarily_unavailable`. */
export async function requireSubject(
  token: string,
  nonce: string,
  provider: LoginProvider,
  ctx: Context,
): Promise<string> {
  const jwt = decodeJwt(token)
  if (jwt === undefined) throw refused('must be a signed JWT')
  const { alg, kid, typ } = jwt.header
  // A provider signs ID-JAGs with the same key, and they name a subject too (RFC 8725 §3.11).
  if (isType(typ, ID_JAG_TYPE)) throw refused(`typ must not be ${ID_JAG_TYPE}`)
  if (alg !== ALGORITHM) throw refused(`alg must be ${ALGORITHM}`)
  const source = { owner: provider.issuer, ...(await provider.keys()) }
  const unsigned = await signatureProblem(token, { algorithm: ALGORITHM, kid }, source, ctx)
  if (unsigned !== undefined) throw refused(unsigned.says, unsigned.reason)
  const problem = claimProblem(jwt.claims, nonce, provider) ?? timeProblem(jwt.claims, epochSeconds(ctx.clock), SKEW)
  if (problem !== undefined) throw refused(problem)
  const { sub } = jwt.claims
  if (typeof sub !== 'string' || sub === '') throw refused('sub must be there')
  return sub
}

function claimProblem(
  { iss, aud, azp, nonce: presented }: Jwt['claims'],
  nonce: string,
  { issuer, clientId }: LoginProvider,
): string | undefined {
  if (iss !== issuer) return `iss must be ${issuer}`
  // 3.: "or if it contains additional audiences not trusted by the Client"; we trust none.
  if (aud !== clientId && !(Array.isArray(aud) && aud.length === 1 && aud[0] === clientId)) {
    return `aud must be ${clientId} alone`
  }
  if (azp !== undefined && azp !== clientId) return `azp must be ${clientId}`
  // Else a code of another login was put into this answer.
  if (typeof presented !== 'string' || !equalSecrets(nonce, presented)) return 'nonce must be that of this login'
  return undefined
}

function refused(problem: string, reason?: string): OAuthError {
  return new OAuthError(
    'invalid_request',
    `id_token of the identity provider: ${problem}; start again from the client`,
    {
      reference: { document: 'oidc-core', section: '3.1.3.7' },
      ...(reason !== undefined && { reason }),
    },
  )
}
