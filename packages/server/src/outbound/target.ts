import { isIP } from 'node:net'
import { OutboundError, type Reach } from '../core/outbound.ts'
import { classifyAddress } from './address.ts'

/** One address of a host, as `dns.lookup` answers it. */
export interface HostAddress {
  readonly address: string
  readonly family: number
}

/** Every address of a host. */
export type Lookup = (hostname: string) => Promise<readonly HostAddress[]>

/** Where a request may go: a URL that was judged, and the only addresses it may be sent to. */
export interface Target {
  readonly url: URL
  /** The host without the brackets of an IPv6 literal. */
  readonly host: string
  readonly addresses: readonly HostAddress[]
}

/**
 * Judges a URL and every address of its host, asked for once: what is judged here is what gets connected to, so that a
 * second, different DNS answer changes nothing (CIMD-01 §6.5; RFC 6890). Throws {@link OutboundError}.
 */
export async function resolveTarget(text: string, reach: Reach, lookup: Lookup): Promise<Target> {
  const url = judgedUrl(text, reach)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const literal = isIP(host)
  const addresses = literal === 0 ? await addressesOf(host, lookup) : [{ address: host, family: literal }]
  if (reach === 'any') return { url, host, addresses }
  const reached = judgedReach(host, addresses, reach)
  if (url.protocol === 'http:' && reached !== 'loopback') {
    throw new OutboundError('invalid-url', `plain http is for this machine only, not for ${host}`)
  }
  return { url, host, addresses }
}

function judgedUrl(text: string, reach: Reach): URL {
  if (!URL.canParse(text)) throw new OutboundError('invalid-url', 'not an absolute URL')
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(reach !== 'public' && url.protocol === 'http:')) {
    throw new OutboundError('invalid-url', `the scheme ${url.protocol} is not asked`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundError('invalid-url', 'the URL holds a user name or password')
  }
  if (url.port === '0') throw new OutboundError('invalid-url', 'nothing listens on port 0')
  return url
}

async function addressesOf(host: string, lookup: Lookup): Promise<readonly HostAddress[]> {
  let found: readonly HostAddress[]
  try {
    found = await lookup(host)
  } catch (error) {
    throw new OutboundError('unreachable', `${host} could not be resolved: ${String(error)}`, error)
  }
  if (found.length === 0) throw new OutboundError('unreachable', `${host} has no address`)
  return found.map(({ address }) => ({ address, family: isIP(address) }))
}

/** One bad address among good ones is enough to refuse: which one a connection takes is not ours to say. */
function judgedReach(host: string, addresses: readonly HostAddress[], allowed: Reach): 'public' | 'loopback' {
  const classes = addresses.map(({ address }) => ({ address, ...classifyAddress(address) }))
  if (classes.every(({ reach }) => reach === 'public')) return 'public'
  if (allowed === 'loopback' && classes.every(({ reach }) => reach === 'loopback')) return 'loopback'
  const refused = classes.filter(({ reach }) => reach !== 'public').map(({ address, block }) => `${address} (${block})`)
  throw new OutboundError('blocked', `${host} is at ${refused.join(', ')}`)
}
