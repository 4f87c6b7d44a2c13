import type { Facts } from '../facts.ts'
import type { Authorization } from './authorization.ts'
import { wordsOf } from './discovery.ts'
import type { McpRequest } from './mcp-request.ts'
import { scopeOf } from './scope.ts'

/** The first authorization request after a 401 that names no scope, and what the metadata of the resource has instead. */
export function firstUnchallenged(facts: Facts):
  | {
      readonly refusal: McpRequest
      readonly authorization: Authorization
      /** What is listed; undefined: there is no list. */
      readonly supported: readonly string[] | undefined
      /** What was asked for, but for `offline_access`, which has rules of its own. */
      readonly asked: readonly string[]
    }
  | undefined {
  const authorization = facts.authorizations[0]
  if (authorization === undefined) return undefined
  const refusal = facts.refusalBefore(authorization.step)
  const read = facts.resourceMetadata.findLast(
    ({ step, document }) => document !== undefined && step.index < authorization.step.index,
  )
  if (refusal?.status !== 401 || refusal.challenge?.parameters.has('scope') !== false || read === undefined)
    return undefined
  return {
    refusal,
    authorization,
    supported: wordsOf(read.document, 'scopes_supported'),
    asked: scopeOf(authorization.params.get('scope')).filter((scope) => scope !== 'offline_access'),
  }
}
