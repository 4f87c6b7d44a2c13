import type { Context } from '../core/context.ts'
import { HttpError, OAuthError } from '../core/errors.ts'
import { challenge } from '../core/http.ts'
import { errorDescription } from '../core/refusal.ts'
import { basicScopes } from '../core/scopes.ts'
import { metadataPath } from './metadata.ts'
import type { McpResource } from './resources/resource.ts'

/** Nothing was presented: a challenge without error code (RFC 6750 §3.1), with where to find the authorization server (RFC 9728 §5.1). */
export async function missingToken(resource: McpResource, ctx: Context): Promise<HttpError> {
  const header = await bearerChallenge({ scope: basicScopes }, resource, ctx)
  return new HttpError(
    401,
    'unauthorized',
    'this endpoint needs an access token in the Authorization header, as Bearer',
    {
      'www-authenticate': header,
    },
  )
}

/** The presented token is not good here (RFC 6750 §3.1). */
export async function invalidToken(problem: string, resource: McpResource, ctx: Context): Promise<OAuthError> {
  return withChallenge(new OAuthError('invalid_token', problem), basicScopes, resource, ctx)
}

/** The token is good but lacks scope: the challenge names all that this operation needs (MCP authorization, Runtime Insufficient Scope Errors). */
export async function insufficientScope(
  needed: readonly string[],
  resource: McpResource,
  ctx: Context,
): Promise<OAuthError> {
  const error = new OAuthError('insufficient_scope', `this operation needs the scope ${needed.join(' ')}`)
  return withChallenge(error, needed, resource, ctx)
}

async function withChallenge(
  error: OAuthError,
  scope: readonly string[],
  resource: McpResource,
  ctx: Context,
): Promise<OAuthError> {
  const header = await bearerChallenge({ error, scope }, resource, ctx)
  return new OAuthError(error.code, error.message, { headers: { 'www-authenticate': header } })
}

async function bearerChallenge(
  { error, scope }: { readonly error?: OAuthError; readonly scope: readonly string[] },
  resource: McpResource,
  ctx: Context,
): Promise<string> {
  return ctx.point(
    'mcp.challenge',
    challenge('Bearer', {
      realm: 'mcp-auth-test-server',
      error: error?.code,
      error_description: error && errorDescription(error),
      scope: resource.discoverable ? scope.join(' ') : undefined,
      resource_metadata: resource.discoverable ? ctx.issuer + metadataPath(resource) : undefined,
    }),
  )
}
