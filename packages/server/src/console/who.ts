import { isJsonObject } from '../core/json.ts'
import type { Flow } from '../observe/flow.ts'
import { read } from '../observe/reading.ts'

/** What a client calls itself. All of it is its own word. */
export interface Who {
  readonly name: string
  readonly version?: string
  /** Where it says so. */
  readonly by: 'client information' | 'registration' | 'User-Agent' | 'client_id' | 'nothing'
}

const known = new WeakMap<Flow, Who>()

/** Longer names are cut: nobody reads them, and a page has to hold many. */
const LONGEST = 80

/** What the client of a flow calls itself: to MCP, else when it registered, else its `User-Agent`, else its client id. */
export function whoIs(flow: Flow): Who {
  const found = known.get(flow) ?? look(flow)
  known.set(flow, found)
  return found
}

function look(flow: Flow): Who {
  for (const { exchange } of flow.exchanges) {
    for (const message of read(exchange).messages) {
      const info = clientInfo(message['params'])
      if (info !== undefined) return info
    }
  }
  const readings = flow.exchanges.map(({ exchange }) => ({ exchange, reading: read(exchange) }))
  for (const { exchange, reading } of readings) {
    const name = exchange.endpoint === 'registration' && isJsonObject(reading.sent) && reading.sent['client_name']
    if (typeof name === 'string' && name !== '') return { name: short(name), by: 'registration' }
  }
  const agent = flow.exchanges
    .filter(({ exchange: { endpoint } }) => endpoint !== 'authorization' && endpoint !== 'consent')
    .map(({ exchange }) => exchange.request.headers.get('user-agent'))
    .find((value) => value !== null && value !== '')
  if (typeof agent === 'string') return { name: short(agent), by: 'User-Agent' }
  for (const { reading } of readings) {
    const id = reading.query.get('client_id') ?? reading.form.get('client_id')
    if (id !== null && id !== '') return { name: short(id), by: 'client_id' }
  }
  return { name: 'A client without a name', by: 'nothing' }
}

function clientInfo(params: unknown): Who | undefined {
  if (!isJsonObject(params)) return undefined
  const meta = params['_meta']
  const info = params['clientInfo'] ?? (isJsonObject(meta) ? meta['io.modelcontextprotocol/clientInfo'] : undefined)
  if (!isJsonObject(info)) return undefined
  const { name, version } = info
  if (typeof name !== 'string' || name === '') return undefined
  return {
    name: short(name),
    by: 'client information',
    ...(typeof version === 'string' && { version: short(version) }),
  }
}

/** Text of somebody else's in one line of bounded length. */
export function short(text: string, longest: number = LONGEST): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  const characters = [...line]
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`
}
