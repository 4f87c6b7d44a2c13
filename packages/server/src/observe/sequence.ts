import type { Exchange } from '../core/exchange.ts'
import type { EndpointName } from '../core/route.ts'
import type { Flow, Observed } from './flow.ts'
import { read } from './reading.ts'

/** Who takes part in a flow. */
export const ACTORS = {
  browser: 'Browser',
  client: 'Client',
  'authorization-server': 'Authorization server',
  'mcp-server': 'MCP server',
  'identity-provider': 'Identity provider',
  elsewhere: 'Elsewhere',
} as const

/** One who takes part. */
export type Actor = keyof typeof ACTORS

/** What a client is about at some point of its flow. */
export type Phase = 'Discovery' | 'Registration' | 'Authorization' | 'Token' | 'Refresh' | 'Calls' | 'Other'

/** One exchange as an arrow. */
export interface Arrow {
  readonly observed: Observed
  readonly from: Actor
  readonly to: Actor
  readonly phase: Phase
  /** What was asked: method and path, and what tells requests to one path apart. Without secrets. */
  readonly label: string
  /** What was answered: the status, and an OAuth or JSON-RPC error if there was one. */
  readonly answer: string
}

/** A flow as a sequence diagram. */
export interface Sequence {
  /** Those who take part, from left to right. */
  readonly actors: readonly Actor[]
  readonly arrows: readonly Arrow[]
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

const PHASES: Readonly<Partial<Record<EndpointName, Phase>>> = {
  'protected-resource-metadata': 'Discovery',
  'authorization-server-metadata': 'Discovery',
  'openid-configuration': 'Discovery',
  'idp-metadata': 'Discovery',
  jwks: 'Discovery',
  registration: 'Registration',
  'client-configuration': 'Registration',
  authorization: 'Authorization',
  consent: 'Authorization',
  'login-callback': 'Authorization',
  'pushed-authorization-request': 'Authorization',
  'device-authorization': 'Authorization',
  'device-verification': 'Authorization',
  'device-consent': 'Authorization',
  'idp-authorization': 'Authorization',
  'idp-consent': 'Authorization',
  'idp-token': 'Token',
  token: 'Token',
}

/** Draws a flow. */
export function sequence(flow: Flow): Sequence {
  const arrows = flow.exchanges.map(arrow)
  const present = new Set(arrows.flatMap(({ from, to }) => [from, to]))
  return { actors: (Object.keys(ACTORS) as Actor[]).filter((actor) => present.has(actor)), arrows }
}

function arrow(observed: Observed): Arrow {
  const { exchange } = observed
  return {
    observed,
    from: BROWSER.has(exchange.endpoint) ? 'browser' : 'client',
    to: target(exchange),
    phase: phaseOf(exchange),
    label: labelOf(exchange),
    answer: answerOf(exchange),
  }
}

function target(exchange: Exchange): Actor {
  const { endpoint } = exchange
  if (endpoint === 'mcp' || endpoint === 'protected-resource-metadata' || endpoint === 'elicitation')
    return 'mcp-server'
  // Where nothing is, the name says who was looked for.
  if (endpoint === undefined && read(exchange).path.includes('oauth-protected-resource')) return 'mcp-server'
  return endpoint?.startsWith('idp-') === true ? 'identity-provider' : 'authorization-server'
}

function phaseOf(exchange: Exchange): Phase {
  const { endpoint } = exchange
  if (endpoint === 'mcp') return exchange.response.status === 401 ? 'Discovery' : 'Calls'
  if (endpoint === undefined) return read(exchange).path.startsWith('/.well-known/') ? 'Discovery' : 'Other'
  if (endpoint === 'token' && read(exchange).form.get('grant_type') === 'refresh_token') return 'Refresh'
  return PHASES[endpoint] ?? 'Other'
}

function labelOf(exchange: Exchange): string {
  const { path, messages, form } = read(exchange)
  const { method } = exchange.request
  const about =
    exchange.endpoint === 'mcp'
      ? messages.flatMap((message) => (typeof message['method'] === 'string' ? [nameOf(message)] : [])).join(', ')
      : (form.get('grant_type')?.replace(/^urn:ietf:params:oauth:grant-type:/, '') ?? '')
  return about === '' ? `${method} ${path}` : `${method} ${path} · ${about}`
}

function nameOf(message: Readonly<Record<string, unknown>>): string {
  const params = message['params'] as Readonly<Record<string, unknown>> | null | undefined
  const name = message['method'] === 'tools/call' ? params?.['name'] : undefined
  return typeof name === 'string' ? `${String(message['method'])} ${name}` : String(message['method'])
}

function answerOf(exchange: Exchange): string {
  const { received, answers, location } = read(exchange)
  const { status } = exchange.response
  const error = (received as { readonly error?: unknown } | null | undefined)?.error
  if (typeof error === 'string') return `${status} ${error}`
  const failed = answers.find((answer) => typeof answer['error'] === 'object')?.['error'] as
    | { code?: unknown }
    | undefined
  if (failed?.code !== undefined) return `${status} error ${String(failed.code)}`
  const sentBack = location?.searchParams.get('error')
  if (typeof sentBack === 'string') return `${status} ${sentBack}`
  return String(status)
}
