import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'

/**
 * The one resource a request is for (RFC 8707 §2): the named one, if it is a resource of ours, byte for byte; else the default.
 * Throws `invalid_target`.
 */
export function requestedResource(resources: readonly string[], ctx: Pick<Context, 'resources'>): string {
  for (const resource of resources) {
    const problem = resourceProblem(resource, ctx)
    if (problem !== undefined) throw invalidTarget(problem)
  }
  const [first, second] = new Set(resources)
  if (second !== undefined)
    throw invalidTarget('resource must name one resource: a token here is for a single audience')
  return first ?? defaultResource(ctx)
}

/** The resource of a token request whose authorization already has one. Throws `invalid_target` when it asks for another. */
export function sameResource(
  resources: readonly string[],
  authorized: string,
  where = 'authorization request',
): string {
  if (resources.some((resource) => resource !== authorized)) {
    throw invalidTarget(`resource must be ${authorized}, as in the ${where}`)
  }
  return authorized
}

function defaultResource(ctx: Pick<Context, 'resources'>): string {
  const resource = ctx.resources[0]
  if (resource === undefined) throw invalidTarget('this authorization server issues tokens for no resource')
  return resource
}

function resourceProblem(resource: string, ctx: Pick<Context, 'resources'>): string | undefined {
  if (ctx.resources.includes(resource)) return undefined
  if (!URL.canParse(resource)) return 'resource must be an absolute URI'
  if (resource.includes('#')) return 'resource must not have a fragment'
  return `resource must be one served here, exactly: ${ctx.resources.join(' or ')}`
}

function invalidTarget(description: string): OAuthError {
  return new OAuthError('invalid_target', description, { reference: { document: 'rfc8707', section: '2' } })
}
