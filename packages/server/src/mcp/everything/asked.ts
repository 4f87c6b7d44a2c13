import type { AuthInfo } from '@modelcontextprotocol/server'
import type { Call } from '../dispatcher.ts'

/** A request as a handler must know it: on whose behalf, and what exactly it asks. */
export interface Asked {
  readonly call: Call
  /** The parsed JSON of the request. */
  readonly body: unknown
}

/** Hands a request through the SDK to its handlers. The token itself goes no further than the guard. */
export function authInfoOf(asked: Asked): AuthInfo {
  const { clientId = '', scope = [] } = asked.call.caller
  return { token: '', clientId, scopes: [...scope], extra: { asked } }
}

/** The request that a handler serves. */
export function askedBy(authInfo: AuthInfo | undefined): Asked {
  const asked = authInfo?.extra?.['asked']
  if (asked === undefined) throw new Error('a handler runs without the request it serves')
  // Nothing but authInfoOf makes it.
  return asked as Asked
}
