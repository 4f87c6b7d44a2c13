import type { Exchange } from '../core/exchange.ts'
import type { Observed } from '../observe/flow.ts'
import { read } from '../observe/reading.ts'

/** What a client is about, in the order of a login. */
export const PHASES = {
  discovery: 'Discovery',
  registration: 'Registration',
  authorization: 'Authorization',
  token: 'Token',
  calls: 'Calls',
  refresh: 'Refresh',
  'step-up': 'Step-up',
  other: 'Else',
} as const

/** One part of a flow. */
export type Phase = keyof typeof PHASES

/** Exchanges that follow one another in the same phase. */
export interface Stretch {
  readonly phase: Phase
  readonly exchanges: readonly Observed[]
}

/** A flow, cut where its phase changes. From a demand for more scope on, what leads to the next token is step-up. */
export function stretches(exchanges: readonly Observed[]): readonly Stretch[] {
  const found: { phase: Phase; exchanges: Observed[] }[] = []
  let steppingUp = false
  for (const observed of exchanges) {
    const { exchange } = observed
    const plain = phaseOf(exchange)
    if (plain === 'calls')
      steppingUp = exchange.response.status === 403 || (steppingUp && exchange.response.status === 401)
    const phase = steppingUp && plain !== 'other' && plain !== 'refresh' ? 'step-up' : plain
    const last = found.at(-1)
    if (last?.phase === phase) last.exchanges.push(observed)
    else found.push({ phase, exchanges: [observed] })
  }
  return found
}

/** What one exchange is about, by itself. */
export function phaseOf(exchange: Exchange): Phase {
  const { endpoint, response } = exchange
  switch (endpoint) {
    case 'mcp':
      return response.status === 401 && read(exchange).credentials === undefined ? 'discovery' : 'calls'
    case 'protected-resource-metadata':
    case 'authorization-server-metadata':
    case 'openid-configuration':
    case 'jwks':
    case 'idp-metadata':
    case 'idp-jwks':
      return 'discovery'
    case 'registration':
    case 'client-configuration':
    case 'client-metadata-fixture':
      return 'registration'
    case 'token':
      return read(exchange).form.get('grant_type') === 'refresh_token' ? 'refresh' : 'token'
    case 'elicitation':
      return 'calls'
    case undefined:
      return read(exchange).path.startsWith('/.well-known/') ? 'discovery' : 'other'
    case 'introspection':
    case 'revocation':
    case 'idp-revocation':
    case 'bearer-mint':
    case 'own':
      return 'other'
    default:
      return 'authorization'
  }
}
