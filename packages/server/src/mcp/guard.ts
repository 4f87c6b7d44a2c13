import type { Context } from '../core/context.ts'
import { checkProof } from '../core/dpop-proof.ts'
import { OAuthError } from '../core/errors.ts'
import { scopeGrants } from '../core/scopes.ts'
import type { Caller } from './caller.ts'
import { insufficientScope, invalidToken, malformedToken, missingToken } from './challenge.ts'
import { presentedCredentials, schemeProblem } from './credentials.ts'
import type { McpResource } from './resources/resource.ts'

/**
 * Finds out whom a request speaks for, before anything else is looked at. Only the Authorization header counts: a token in
 * the query or the body is as good as none (MCP authorization, Token Requirements). Throws with a challenge.
 */
export async function authenticate(request: Request, resource: McpResource, ctx: Context): Promise<Caller> {
  const presented = presentedCredentials(request, resource)
  if (presented === undefined) throw await missingToken(resource, ctx)
  if ('problem' in presented) throw await malformedToken(presented.problem, presented.scheme, resource, ctx)
  const { scheme, token } = presented
  const url = ctx.issuer + resource.path
  const found = await resource.verifier.verify(token, url, ctx)
  if ('problem' in found)
    throw await invalidToken(new OAuthError('invalid_token', found.problem), scheme, resource, ctx)
  const problem = schemeProblem(scheme, found, resource, ctx)
  if (problem !== undefined) throw await invalidToken(problem, scheme, resource, ctx)
  if (scheme === 'DPoP') await requireProof(request, { token, jkt: found.jkt, url }, resource, ctx)
  if (resource.grantType !== undefined && found.grantType !== resource.grantType) {
    const description = `this endpoint takes only access tokens of the grant ${resource.grantType}, not of ${found.grantType}`
    throw await invalidToken(new OAuthError('invalid_token', description), scheme, resource, ctx)
  }
  return found
}

/** Whether a request makes no attempt at a scheme of ours: what methods that need no token are open to. */
export function presentsNothing(request: Request, resource: McpResource): boolean {
  return presentedCredentials(request, resource) === undefined
}

/** The proof beside a bound token, made with the key it is bound to (RFC 9449 §7.1). Throws with a challenge. */
async function requireProof(
  request: Request,
  { token, jkt, url }: { readonly token: string; readonly jkt: string | undefined; readonly url: string },
  resource: McpResource,
  ctx: Context,
): Promise<void> {
  try {
    const proven = await checkProof(request, { server: 'resource', url, accessToken: token }, ctx)
    if (proven === jkt) return
    throw new OAuthError('invalid_token', 'the access token is bound to another key than that of the DPoP proof', {
      reference: { document: 'rfc9449', section: '7.1' },
    })
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code === 'temporarily_unavailable') throw error
    throw await invalidToken(error, 'DPoP', resource, ctx)
  }
}

/** Throws `insufficient_scope` with a challenge unless the caller has every scope needed. */
export async function requireScope(
  caller: Caller,
  needed: readonly string[],
  resource: McpResource,
  ctx: Context,
): Promise<void> {
  const { scope } = caller
  if (scope === undefined || needed.every((name) => scopeGrants(scope, name))) return
  throw await insufficientScope(needed, caller.jkt === undefined ? 'Bearer' : 'DPoP', resource, ctx)
}
