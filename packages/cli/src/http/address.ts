import { BlockList, isIP, isIPv4 } from 'node:net'

/** Where a host is: this machine, some closed network, or the open internet (as far as its name tells). */
export type Reach = 'loopback' | 'private' | 'public'

const PRIVATE_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

const PRIVATE_V6 = [
  ['::', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const

/** The reach of a literal address (RFC 6890; IPv4 written inside IPv6 counts as what it carries). */
export function reachOfAddress(address: string): Reach {
  const bare = address.split('%', 1).join('')
  const embedded = isIP(bare) === 6 ? embeddedV4(bare) : undefined
  if (embedded !== undefined) return reachOfAddress(embedded)
  const family = isIPv4(bare) ? 'ipv4' : 'ipv6'
  if (family === 'ipv4' ? bare.startsWith('127.') : block([['::1', 128]], 'ipv6').check(bare, 'ipv6')) return 'loopback'
  const blocked = block(family === 'ipv4' ? PRIVATE_V4 : PRIVATE_V6, family)
  return blocked.check(bare, family) ? 'private' : 'public'
}

/** The reach of a URL's host by its name alone; a name that is not an address counts as public. */
export function reachOfHost(hostname: string): Reach {
  const bare = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  if (bare === 'localhost' || bare.endsWith('.localhost')) return 'loopback'
  if (isIP(bare) !== 0) return reachOfAddress(bare)
  if (bare.endsWith('.local') || bare.endsWith('.internal') || !bare.includes('.')) return 'private'
  return 'public'
}

function block(ranges: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [network, bits] of ranges) list.addSubnet(network, bits, family)
  return list
}

/** The IPv4 address inside a mapped (::ffff:0:0/96) or translated (64:ff9b::/96) IPv6 address. */
function embeddedV4(address: string): string | undefined {
  const ranges = block(
    [
      ['::ffff:0:0', 96],
      ['64:ff9b::', 96],
    ],
    'ipv6',
  )
  if (!ranges.check(address, 'ipv6')) return undefined
  const dotted = address.match(/(\d+\.\d+\.\d+\.\d+)$/)?.[1]
  if (dotted !== undefined) return dotted
  const words = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':').slice(-2)
  const [high = 0, low = 0] = words.map((word) => Number.parseInt(word === '' ? '0' : word, 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
