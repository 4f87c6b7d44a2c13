import type { Discovery } from '../discovery/discover.ts'
import { CliError, usageError } from '../errors.ts'
import type { Profile } from '../profiles/profile.ts'
import type { Flow } from './flow.ts'
import * as registry from './registry.ts'

/** All ways to log in. */
export const FLOWS: readonly Flow[] = Object.values(registry)

/** What of the user's wishes decides about the flow. */
export interface Wishes {
  readonly authMode: string | undefined
  readonly bearerToken: boolean
  readonly assertion: boolean
  readonly idToken: boolean
  /** A client that can authenticate. */
  readonly credentials: boolean
  /** Where nothing is published, try the endpoints of 2025-03-26. */
  readonly defaultEndpoints: boolean
}

/** The flow that the user named, or whose token, assertion or id_token they gave. */
export function namedFlow({ authMode, bearerToken, assertion, idToken }: Wishes): Flow | undefined {
  if (authMode !== undefined) {
    const flow = FLOWS.find(({ id }) => id === authMode)
    if (flow !== undefined) return flow
    const known = FLOWS.map(({ id }) => id).join(', ')
    throw usageError(`Unknown auth mode ${JSON.stringify(authMode)}.`, `one of ${known}`)
  }
  if (bearerToken) return registry.bearer
  if (assertion) return registry.workload
  return idToken ? registry.enterprise : undefined
}

/**
 * The flow where the user named none: a machine's own credentials if they are given, then the one of the login in
 * use, then a browser, then a code; of these the first that the server offers.
 */
export function bestFlow(url: string, found: Discovery, wishes: Wishes, inUse: Profile | undefined): Flow {
  const { authorizationCode, bearer, clientCredentials, device } = registry
  const previous = FLOWS.find(({ id }) => id === inUse?.authMode && id !== bearer.id && canRepeat(id, inUse))
  const order = [wishes.credentials ? clientCredentials : undefined, previous, authorizationCode, device]
  const flow = order.find((candidate) => candidate?.offered(found) === true)
  if (flow !== undefined) return flow
  if (found.guess !== undefined && wishes.defaultEndpoints) return authorizationCode
  throw nothingOffered(url, found)
}

/** A login of people is repeated by asking them; one of machines, if what it was made with is still there. */
function canRepeat(id: string, { authorization }: Profile): boolean {
  return id !== 'workload' && id !== 'enterprise' && authorization !== undefined
}

function nothingOffered(url: string, found: Discovery): CliError {
  if (found.reception.challenge === undefined) {
    return new CliError('failed', `${url} asks for no authorization.`, { url, hint: `mcp-auth call ${url} tools/list` })
  }
  const hint = `mcp-auth login ${url} --auth-mode bearer --bearer-token @FILE`
  if (found.authorizationServer !== undefined) {
    const offered = FLOWS.filter((flow) => flow.id !== 'bearer' && flow.offered(found)).map(({ id }) => id)
    const ways = offered.length === 0 ? 'no way to get a token that is known here' : `only ${offered.join(', ')}`
    const what = `The authorization server ${found.authorizationServer.issuer} offers ${ways}.`
    const more = offered.length === 0 ? hint : `--auth-mode ${offered[0]} with what it needs`
    return new CliError('unauthorized', what, { url, hint: more })
  }
  const old = found.guess === undefined ? '' : '; --default-endpoints tries those of 2025-03-26'
  return new CliError('unauthorized', `${url} has no OAuth discovery; a bearer token may be needed.`, {
    url,
    hint: `${hint}${old}`,
  })
}
