import { isJsonObject } from '../core/json.ts'
import type { Flow } from './flow.ts'
import { read } from './reading.ts'

/** What a client says of itself. */
export interface ClientIdentity {
  readonly name?: string
  readonly version?: string
  readonly userAgent?: string
}

const identities = new WeakMap<Flow, ClientIdentity>()

/** Who the client of a flow says it is: by its handshake, by a self-contained request, by its registration. */
export function clientIdentity(flow: Flow): ClientIdentity {
  const known = identities.get(flow)
  if (known !== undefined) return known
  const identity = find(flow)
  identities.set(flow, identity)
  return identity
}

/** One line that names the client of a flow. */
export function clientName(flow: Flow): string {
  const { name, version, userAgent } = clientIdentity(flow)
  if (name !== undefined) return version === undefined ? name : `${name} ${version}`
  return userAgent ?? 'unnamed client'
}

function find({ exchanges }: Flow): ClientIdentity {
  let identity: ClientIdentity = {}
  for (const { exchange } of exchanges) {
    const { messages, sent } = read(exchange)
    const agent = exchange.request.headers.get('user-agent')
    const browser = exchange.endpoint === 'authorization' || exchange.endpoint === 'consent'
    if (agent !== null && !browser && identity.userAgent === undefined) identity = { ...identity, userAgent: agent }
    const registered = exchange.endpoint === 'registration' && isJsonObject(sent) ? sent['client_name'] : undefined
    if (typeof registered === 'string' && identity.name === undefined) identity = { ...identity, name: registered }
    for (const { params } of exchange.endpoint === 'mcp' ? messages : []) {
      const info = infoIn(params)
      if (info !== undefined) return { ...identity, ...info }
    }
  }
  return identity
}

function infoIn(params: unknown): ClientIdentity | undefined {
  if (!isJsonObject(params)) return undefined
  const meta = params['_meta']
  const info = params['clientInfo'] ?? (isJsonObject(meta) ? meta['io.modelcontextprotocol/clientInfo'] : undefined)
  if (!isJsonObject(info) || typeof info['name'] !== 'string') return undefined
  return { name: info['name'], ...(typeof info['version'] === 'string' && { version: info['version'] }) }
}
