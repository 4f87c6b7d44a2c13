import type { RequirementId } from '@mcp-auth/spec'
import { OAuthError } from '../../core/errors.ts'
import { basicScopes, isScopeName, scopeNames, scopes } from '../../core/scopes.ts'
import type { Client } from '../records.ts'

/** RFC 6749 §3.3: scope-tokens of printable ASCII without space, quote and backslash, one space between them. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+( [\x21\x23-\x5B\x5D-\x7E]+)*$/

/** The scope-tokens of a `scope` value, each once, in the order sent. Throws `invalid_scope` when it is malformed. */
export function parseScope(scope: string): readonly string[] {
  if (!SCOPE.test(scope)) throw invalidScope('scope must be scope values with single spaces between them')
  return [...new Set(scope.split(' '))]
}

/**
 * What a client gets that asks for `scope` (RFC 6749 §3.3): all of it, or a refusal naming what is too much; without one,
 * the least set for ordinary use, as far as the client is registered for it. Throws `invalid_scope`.
 */
export function requestedScope(scope: string | undefined, client: Client): readonly string[] {
  if (scope === undefined) return defaultScope(client)
  const asked = parseScope(scope)
  const unknown = asked.filter((name) => !isScopeName(name))
  if (unknown.length > 0) {
    throw invalidScope(`scope has ${unknown.join(' and ')}, unknown here; there are ${scopeNames.join(', ')}`)
  }
  const beyond = asked.filter((name) => !client.scope.includes(name))
  if (beyond.length > 0)
    throw invalidScope(`scope has ${beyond.join(' and ')}, which this client is not registered for`)
  return asked
}

/**
 * What a refresh or exchange of tokens gets: `scope` if it stays within `granted`, or all of it (RFC 6749 §6). Throws
 * `invalid_scope`.
 * @param broken what asking for more breaks
 */
export function narrowedScope(
  scope: string | undefined,
  granted: readonly string[],
  broken?: RequirementId,
): readonly string[] {
  if (scope === undefined) return granted
  const asked = parseScope(scope)
  const beyond = asked.filter((name) => !granted.includes(name))
  if (beyond.length > 0) {
    throw invalidScope(`scope must not go beyond what was granted: ${beyond.join(' and ')}`, broken)
  }
  return asked
}

/** Whether consent to this scope needs a confirmation of its own. */
export function isSensitive(scope: readonly string[]): boolean {
  return scope.some((name) => isScopeName(name) && scopes[name].sensitive)
}

function defaultScope(client: Client): readonly string[] {
  const granted = basicScopes.filter((name) => client.scope.includes(name))
  if (granted.length === 0) throw invalidScope('scope is required: this client is registered for no default scope')
  return granted
}

function invalidScope(description: string, requirement?: RequirementId): OAuthError {
  return new OAuthError('invalid_scope', description, {
    ...(requirement !== undefined && { requirement }),
    reference: { document: 'rfc6749', section: requirement === undefined ? '3.3' : '6' },
  })
}
