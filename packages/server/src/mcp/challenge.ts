import type { Context } from '../core/context.ts'
import { proofAlgorithms } from '../core/dpop-signature.ts'
import { HttpError, OAuthError, withHeaders } from '../core/errors.ts'
import { challenge } from '../core/http.ts'
import { errorDescription } from '../core/refusal.ts'
import { basicScopes } from '../core/scopes.ts'
import { NAME } from '../core/version.ts'
import type { Scheme } from './credentials.ts'
import { metadataPath } from './metadata.ts'
import type { McpResource } from './resources/resource.ts'

/** Nothing was presented: challenges without error code (RFC 6750 §3.1), with where to find the authorization server (RFC 9728 §5.1). */
export async function missingToken(resource: McpResource, ctx: Context): Promise<HttpError> {
  const how = takenSchemes(resource, ctx).join(' or, bound to a key, as ')
  const header = await challenges(takenSchemes(resource, ctx), { scope: basicScopes }, resource, ctx)
  const message = `this endpoint needs an access token in the Authorization header, as ${how}`
  return new HttpError(401, 'unauthorized', message, { 'www-authenticate': header })
}

/** The presented token is not good here, or not presented as it has to be (RFC 6750 §3.1, RFC 9449 §7.1). */
export async function invalidToken(
  error: OAuthError,
  scheme: Scheme,
  resource: McpResource,
  ctx: Context,
): Promise<OAuthError> {
  const taken = takenSchemes(resource, ctx)
  // RFC 9449 §7.2: the challenge of the scheme that was tried delivers the error. Whoever tried DPoP is told of no weaker one.
  const schemes = scheme === 'DPoP' ? [scheme] : taken
  const header = await challenges(schemes, { error, scope: basicScopes }, resource, ctx)
  return withHeaders(error, { 'www-authenticate': header }, 401)
}

/** There is no token in what was sent as one: 400, and still a challenge (RFC 6750 §3, §3.1). */
export async function malformedToken(
  error: OAuthError,
  scheme: Scheme,
  resource: McpResource,
  ctx: Context,
): Promise<OAuthError> {
  return withHeaders(await invalidToken(error, scheme, resource, ctx), {}, 400)
}

/** The token is good but lacks scope: the challenge names all that this operation needs (MCP authorization, Runtime Insufficient Scope Errors). */
export async function insufficientScope(
  needed: readonly string[],
  scheme: Scheme,
  resource: McpResource,
  ctx: Context,
): Promise<OAuthError> {
  const error = new OAuthError('insufficient_scope', `this operation needs the scope ${needed.join(' ')}`)
  const header = await challenges([scheme], { error, scope: needed }, resource, ctx)
  return withHeaders(error, { 'www-authenticate': header })
}

/** Bearer comes first: many clients look at the first challenge only. A surface without an authorization server takes no other. */
function takenSchemes(resource: McpResource, ctx: Context): readonly Scheme[] {
  if (!resource.discoverable) return ['Bearer']
  return ctx.config.dpopRequired ? ['DPoP'] : ['Bearer', 'DPoP']
}

/** One field with a challenge for each scheme (RFC 9110 §11.6.1); the first delivers the error (RFC 9449 §7.2). */
async function challenges(
  schemes: readonly Scheme[],
  { error, scope }: { readonly error?: OAuthError; readonly scope: readonly string[] },
  resource: McpResource,
  ctx: Context,
): Promise<string> {
  const written = schemes.map((scheme, index) =>
    challenge(scheme, {
      realm: NAME,
      error: index === 0 ? error?.code : undefined,
      error_description: index === 0 ? error && errorDescription(error) : undefined,
      scope: resource.discoverable ? scope.join(' ') : undefined,
      resource_metadata: resource.discoverable ? ctx.issuer + metadataPath(resource) : undefined,
      algs: scheme === 'DPoP' ? proofAlgorithms.join(' ') : undefined,
    }),
  )
  return ctx.point('mcp.challenge', written.join(', '))
}
