import { epochSeconds } from '../core/clock.ts'
import type { Context } from '../core/context.ts'
import { decodeJwt, isAudience, isType, type Jwt, timeProblem } from '../core/jwt.ts'
import { publicKeys, signingAlgorithms } from './keys.ts'
import { type AccessToken, accessTokens } from './records.ts'
import { ACCESS_TOKEN_TYPE } from './token/access-token.ts'
import { followedFamily } from './token/family.ts'

/**
 * What the authorization server knows of an access token; undefined when it is unknown, expired or revoked, or the login it follows
 * has ended. Throws `temporarily_unavailable` when the provider of that login cannot be asked.
 */
export async function findAccessToken(token: string, ctx: Context): Promise<AccessToken | undefined> {
  const found = await accessTokens(ctx).get(token)
  if (found?.family === undefined) return found
  const family = await followedFamily(found.family, ctx)
  return family === undefined || family.revoked !== undefined ? undefined : found
}

/**
 * Why a JWT is no access token of ours for `audience` (RFC 9068 §4); undefined when it is one, or when the token is no JWT: an
 * opaque one has no dot. Judged from the token and the published keys alone, as any protected resource would.
 */
export async function signedTokenProblem(token: string, audience: string, ctx: Context): Promise<string | undefined> {
  if (!token.includes('.')) return undefined
  const jwt = decodeJwt(token)
  if (jwt === undefined) return 'the access token has dots in it, but is no JWT'
  const problem = (await signatureProblem(token, jwt.header, ctx)) ?? claimProblem(jwt, audience, ctx)
  return problem && `the access token is a JWT, but its ${problem}`
}

async function signatureProblem(token: string, header: Jwt['header'], ctx: Context): Promise<string | undefined> {
  const algorithm = signingAlgorithms.find((name) => name === header['alg'])
  // RFC 8725 §3.1: only what we sign with, which leaves out none and everything symmetric.
  if (algorithm === undefined) return `alg must be one of ${signingAlgorithms.join(', ')}`
  const { keys } = await publicKeys(ctx)
  const key = keys.find(({ kid }) => kid === header['kid'])
  if (key === undefined) return 'kid must be that of a key in the key set of the issuer'
  if (key['alg'] !== algorithm) return `alg must be ${key['alg']}, that of the key its kid names`
  const { signatureHolds } = await import('../core/jose.ts')
  return (await signatureHolds(token, key, algorithm)) ? undefined : 'signature does not verify'
}

function claimProblem({ header, claims }: Jwt, audience: string, ctx: Context): string | undefined {
  // RFC 8725 §3.11: explicit typing keeps other JWTs of the same issuer, such as ID tokens, from passing for this one.
  if (!isType(header['typ'], ACCESS_TOKEN_TYPE)) return `typ must be ${ACCESS_TOKEN_TYPE}`
  if (claims['iss'] !== ctx.issuer) return `iss must be ${ctx.issuer}`
  if (!isAudience(claims['aud'], audience)) return `aud must be ${audience}`
  return timeProblem(claims, epochSeconds(ctx.clock), 0)
}
