import type { RequirementId } from '@mcp-auth/spec'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'

/**
 * The one resource a request is for (RFC 8707 §2): the named one, if it is a resource of ours, byte for byte; else the default.
 * Throws `invalid_target`.
 */
export function requestedResource(resources: readonly string[], ctx: Pick<Context, 'resources'>): string {
  for (const resource of resources) {
    requireOurs(resource, ctx)
  }
  const [first, second] = new Set(resources)
  if (second !== undefined)
    throw invalidTarget('resource must name one resource: a token here is for a single audience')
  return first ?? defaultResource(ctx)
}

/**
 * The resource of a token request whose authorization already has one. Throws `invalid_target` when it asks for another.
 * @param broken what asking for another breaks
 * @param where what has the resource
 */
export function sameResource(
  resources: readonly string[],
  authorized: string,
  broken: RequirementId = 'client-sends-resource-on-refresh',
  where = 'authorization request',
): string {
  if (resources.some((resource) => resource !== authorized)) {
    throw invalidTarget(`resource must be ${authorized}, as in the ${where}`, broken, '2.2')
  }
  return authorized
}

function defaultResource(ctx: Pick<Context, 'resources'>): string {
  const resource = ctx.resources[0]
  if (resource === undefined) throw invalidTarget('this authorization server issues tokens for no resource')
  return resource
}

function requireOurs(resource: string, ctx: Pick<Context, 'resources'>): void {
  if (ctx.resources.includes(resource)) return
  if (!URL.canParse(resource))
    throw invalidTarget('resource must be an absolute URI', 'client-sends-canonical-resource')
  if (resource.includes('#')) {
    throw invalidTarget('resource must not have a fragment', 'client-sends-canonical-resource')
  }
  throw invalidTarget(`resource must be one served here, exactly: ${ctx.resources.join(' or ')}`)
}

function invalidTarget(
  description: string,
  requirement: RequirementId = 'server-honours-resource',
  section = '2',
): OAuthError {
  return new OAuthError('invalid_target', description, { requirement, reference: { document: 'rfc8707', section } })
}
