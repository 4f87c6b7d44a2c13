import type { Exchange } from '../core/exchange.ts'
import type { EndpointName } from '../core/route.ts'
import { read } from './reading.ts'

/** What tells, of a request that presents nothing we gave, whose it can be. */
export interface Traits {
  readonly agent: string
  readonly path: string
  /** It is at an MCP endpoint, and presents no token. */
  readonly bare: boolean
  /** It is what a person's browser asks for. */
  readonly browser: boolean
  /** It is part of getting a token. */
  readonly login: boolean
  /** The client it names. */
  readonly clientId?: string
  /** The greatest number that names a JSON-RPC request in it. */
  readonly rpcId?: number
  /** It asks for a stream of events. */
  readonly listens: boolean
  /** Its answer makes a client begin to get a token, or it is a step of that. */
  readonly opens: boolean
  /** Its answer is the token. */
  readonly closes: boolean
}

/** What a person's browser asks for, and no client. */
export const BROWSER_ENDPOINTS: ReadonlySet<EndpointName | undefined> = new Set<EndpointName>([
  'authorization',
  'consent',
  'login-callback',
  'device-verification',
  'device-consent',
  'elicitation',
  'idp-authorization',
  'idp-consent',
])

const NO_LOGIN: ReadonlySet<EndpointName | undefined> = new Set<EndpointName>(['mcp', 'elicitation', 'own'])

/**
 * Where clients look for metadata, and for endpoints that were never named to them (MCP 2025-03-26, Fallbacks for Servers without Metadata), at
 * the root or under the path of an issuer that is not there.
 */
const GUESSES = /\/\.well-known\/|\/(?:authorize|token|register)$/

/** The traits of an exchange. */
export function traitsOf(exchange: Exchange): Traits {
  const { endpoint, request, response } = exchange
  const reading = read(exchange)
  const { path } = reading
  const isMcp = endpoint === 'mcp'
  const login = endpoint === undefined ? GUESSES.test(path) : !NO_LOGIN.has(endpoint)
  const closes = endpoint === 'token' && response.status === 200
  const clientId = login ? (reading.query.get('client_id') ?? reading.form.get('client_id')) : null
  const bare = isMcp && !request.headers.has('authorization')
  const rpcId = isMcp ? greatestId(exchange) : undefined
  return {
    agent: request.headers.get('user-agent') ?? '',
    path,
    bare,
    browser: BROWSER_ENDPOINTS.has(endpoint) || (endpoint === undefined && path.endsWith('/authorize')),
    login,
    listens: isMcp && request.method === 'GET',
    opens: isMcp ? response.status === 401 || response.status === 403 : login && !closes,
    closes,
    ...(clientId !== null && { clientId }),
    ...(rpcId !== undefined && { rpcId }),
  }
}

function greatestId(exchange: Exchange): number | undefined {
  const ids = read(exchange).messages.flatMap(({ id }) => (typeof id === 'number' ? [id] : []))
  return ids.length === 0 ? undefined : Math.max(...ids)
}
