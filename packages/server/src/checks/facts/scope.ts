import { isAwkward } from '../awkward.ts'
import type { Facts } from '../facts.ts'
import type { Authorization } from './authorization.ts'
import type { McpRequest } from './mcp-request.ts'

/** The words of a scope. */
export function scopeOf(value: string | null | undefined): readonly string[] {
  return (value ?? '').split(' ').filter((word) => word !== '')
}

/** The first authorization request after the first challenge that names a scope, and what each of them says. */
export function firstChallenged(facts: Facts):
  | {
      readonly refusal: McpRequest
      readonly authorization: Authorization
      readonly challenged: readonly string[]
      readonly asked: readonly string[]
    }
  | undefined {
  const authorization = facts.authorizations[0]
  if (authorization === undefined) return undefined
  const refusal = facts.refusalBefore(authorization.step)
  const challenged = scopeOf(refusal?.challenge?.parameters.get('scope'))
  if (refusal === undefined || refusal.status !== 401 || challenged.length === 0) return undefined
  if (isAwkward(refusal.step)) return undefined
  return { refusal, authorization, challenged, asked: scopeOf(authorization.params.get('scope')) }
}

/** The refusals for want of scope (RFC 6750 §3.1). */
export function insufficient({ mcp }: Facts): readonly McpRequest[] {
  return mcp.filter(
    ({ status, challenge }) => status === 403 && challenge?.parameters.get('error') === 'insufficient_scope',
  )
}
