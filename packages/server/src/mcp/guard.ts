import type { Context } from '../core/context.ts'
import { OAuthError } from '../core/errors.ts'
import type { Caller } from './caller.ts'
import { insufficientScope, invalidToken, missingToken } from './challenge.ts'
import type { McpResource } from './resources/resource.ts'

/** RFC 6750 §2.1: the scheme in any case, one space or more, a b64token. */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i

/**
 * Finds out whom a request speaks for, before anything else is looked at. Only the Authorization header counts: a token in
 * the query or the body is as good as none (MCP authorization, Token Requirements). Throws with a challenge.
 */
export async function authenticate(request: Request, resource: McpResource, ctx: Context): Promise<Caller> {
  const header = request.headers.get('authorization')
  // Another scheme is not an attempt at ours.
  if (header === null || !/^bearer\b/i.test(header)) throw await missingToken(resource, ctx)
  const token = BEARER.exec(header)?.[1]
  if (token === undefined) {
    throw new OAuthError('invalid_request', 'the Authorization header must be Bearer, a space and one token', {
      reference: { document: 'rfc6750', section: '2.1' },
    })
  }
  const found = await resource.verifier.verify(token, ctx.issuer + resource.path, ctx)
  if ('problem' in found) throw await invalidToken(found.problem, resource, ctx)
  if (resource.grantType !== undefined && found.grantType !== resource.grantType) {
    throw await invalidToken(
      `this endpoint takes only access tokens of the grant ${resource.grantType}, not of ${found.grantType}`,
      resource,
      ctx,
    )
  }
  return found
}

/** Throws `insufficient_scope` with a challenge unless the caller has every scope needed. */
export async function requireScope(
  caller: Caller,
  needed: readonly string[],
  resource: McpResource,
  ctx: Context,
): Promise<void> {
  const { scope } = caller
  if (scope === undefined || needed.every((name) => scope.includes(name))) return
  throw await insufficientScope(needed, resource, ctx)
}
