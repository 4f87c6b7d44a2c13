import { epochSeconds } from '../core/clock.ts'
import type { Context } from '../core/context.ts'
import type { ForeignAuthorizationServer } from '../core/foreign-authorization-server.ts'
import { isJsonObject } from '../core/json.ts'
import { decodeJwt, isAudience, type Jwt, timeProblem } from '../core/jwt.ts'
import { signatureAlgorithms } from '../core/key-set.ts'
import { signatureProblem } from '../core/remote-keys.ts'
import type { Caller } from './caller.ts'
import { introspected } from './foreign-introspection.ts'
import { foreignJwksUri } from './foreign-metadata.ts'
import type { Refusal, TokenVerifier } from './verifier.ts'

type Claims = Jwt['claims']

/** Seconds by which its clock may differ from ours. */
const SKEW = 5

/** `typ` of an access token that is a JWT (RFC 9068 §2.1), in either form of a media type (RFC 7515 §4.1.9). */
const ACCESS_TOKEN_TYPE = /^(?:application\/)?at\+jwt$/i

/** Judges the access tokens of a foreign authorization server: by asking it, or as JWTs by its keys. */
export function foreignTokens(server: ForeignAuthorizationServer): TokenVerifier {
  return {
    async verify(token, resource, ctx) {
      const { introspection } = server
      const found =
        introspection === undefined
          ? await signedClaims(token, server, ctx)
          : ((await introspected(token, introspection, ctx)) ?? `the access token is not active at ${server.issuer}`)
      if (typeof found === 'string') return { problem: found }
      const problem = claimProblem(found, server, resource, ctx)
      return problem === undefined ? callerOf(found, server.issuer, resource) : { problem }
    },
  }
}

/** The claims of a JWT that the server signed as an access token (RFC 9068 §4, RFC 8725 §3.1, §3.11); else why not. */
async function signedClaims(token: string, server: ForeignAuthorizationServer, ctx: Context): Promise<Claims | string> {
  const { issuer, jwks, untyped = false } = server
  const jwt = decodeJwt(token)
  if (jwt === undefined) return `the access token is no JWT of ${issuer}`
  const { alg, kid, typ } = jwt.header
  const algorithm = signatureAlgorithms.find((name) => name === alg)
  if (algorithm === undefined) return `alg of the access token must be one of ${signatureAlgorithms.join(', ')}`
  if (!untyped && !(typeof typ === 'string' && ACCESS_TOKEN_TYPE.test(typ))) {
    return 'typ of the access token must be at+jwt'
  }
  const jwksUri = jwks === undefined ? await foreignJwksUri(server, ctx) : undefined
  const source = { owner: issuer, jwks, jwksUri, reach: 'any' } as const
  const problem = await signatureProblem(token, { algorithm, kid }, source, ctx)
  return problem === undefined ? jwt.claims : `${problem.says}`
}

/** An introspection answer need not repeat the issuer, who gave it; who the token is for it must say (RFC 8707 §2). */
function claimProblem(
  claims: Claims,
  { issuer, introspection }: ForeignAuthorizationServer,
  resource: string,
  ctx: Context,
): string | undefined {
  const { iss, aud, exp } = claims
  if (iss !== issuer && !(introspection !== undefined && iss === undefined)) {
    return `iss of the access token must be ${issuer}`
  }
  if (!isAudience(aud, resource)) return `aud of the access token must be ${resource}`
  if (introspection !== undefined && exp === undefined) return undefined
  const problem = timeProblem(claims, epochSeconds(ctx.clock), SKEW)
  return problem && `${problem}, in the access token`
}

function callerOf(claims: Claims, issuer: string, resource: string): Caller | Refusal {
  const { sub, client_id: clientId, azp, cnf } = claims
  const client = textOf(clientId) ?? textOf(azp)
  const subject = textOf(sub) ?? client
  if (subject === undefined) return { problem: 'sub of the access token must be there' }
  const jkt = isJsonObject(cnf) ? textOf(cnf['jkt']) : undefined
  return {
    subject,
    scope: scopeOf(claims),
    audience: resource,
    issuer,
    ...(client !== undefined && { clientId: client }),
    ...(jkt !== undefined && { jkt }),
  }
}

/** RFC 9068 §2.2.3: one string; some servers say `scp`, or a list. Without any the token has no scope, and may do nothing. */
function scopeOf({ scope, scp }: Claims): readonly string[] {
  const stated = scope ?? scp
  if (typeof stated === 'string') return stated.split(' ').filter((name) => name !== '')
  return Array.isArray(stated) ? stated.filter((name) => typeof name === 'string') : []
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
