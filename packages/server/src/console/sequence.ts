import type { Exchange } from '../core/exchange.ts'
import type { EndpointName } from '../core/route.ts'
import type { Observed } from '../observe/flow.ts'
import { read } from '../observe/reading.ts'

/** Everybody who can take part in a flow, from left to right. */
export const ACTORS = {
  browser: 'Browser',
  client: 'Client',
  resource: 'MCP server',
  'authorization-server': 'Authorization server',
  'identity-provider': 'Identity provider',
} as const

/** Somebody who takes part in a flow. */
export type Actor = keyof typeof ACTORS

/** Who sends a request to whom. */
export interface Arrow {
  readonly from: Actor
  readonly to: Actor
}

const BROWSER: ReadonlySet<EndpointName | undefined> = new Set<EndpointName>([
  'authorization',
  'consent',
  'login-callback',
  'device-verification',
  'device-consent',
  'elicitation',
  'idp-authorization',
  'idp-consent',
])

const RESOURCE: ReadonlySet<EndpointName | undefined> = new Set<EndpointName>([
  'mcp',
  'protected-resource-metadata',
  'elicitation',
  'bearer-mint',
])

/** The arrow of an exchange. */
export function arrowOf(exchange: Exchange): Arrow {
  const { endpoint } = exchange
  return { from: BROWSER.has(endpoint) ? 'browser' : 'client', to: target(exchange) }
}

function target(exchange: Exchange): Actor {
  const { endpoint } = exchange
  if (endpoint === undefined) {
    const { path } = read(exchange)
    if (path.startsWith('/idp/')) return 'identity-provider'
    if (path.startsWith('/.well-known/oauth-protected-resource')) return 'resource'
    return /^\/(?:\.well-known\/|oauth\/|authorize$|token$|register$)/.test(path) ? 'authorization-server' : 'resource'
  }
  if (endpoint.startsWith('idp-')) return 'identity-provider'
  return RESOURCE.has(endpoint) ? 'resource' : 'authorization-server'
}

/** Who takes part, from left to right. Client and MCP server always do. */
export function actorsOf(exchanges: readonly Observed[]): readonly Actor[] {
  const seen = new Set<Actor>(['client', 'resource'])
  for (const { exchange } of exchanges) {
    const { from, to } = arrowOf(exchange)
    seen.add(from).add(to)
  }
  // The keys of a record typed by its literal keys are exactly those.
  return (Object.keys(ACTORS) as Actor[]).filter((actor) => seen.has(actor))
}
