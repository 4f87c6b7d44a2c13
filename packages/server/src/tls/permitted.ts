import { isIP } from 'node:net'

/** A range of addresses: the first one, and how many leading bits all have in common. */
export interface AddressRange {
  readonly address: string
  readonly prefix: number
}

/** Domains that nobody can own on the public Internet (RFC 6761, RFC 6762 §3, RFC 8375; `internal` by ICANN). */
export const PERMITTED_DOMAINS = ['localhost', 'test', 'example', 'local', 'internal', 'home.arpa'] as const

/** Loopback and private addresses (RFC 1122 §3.2.1.3, RFC 1918, RFC 3927, RFC 4193, RFC 4291). */
export const PERMITTED_RANGES: readonly AddressRange[] = [
  { address: '127.0.0.0', prefix: 8 },
  { address: '10.0.0.0', prefix: 8 },
  { address: '172.16.0.0', prefix: 12 },
  { address: '192.168.0.0', prefix: 16 },
  { address: '169.254.0.0', prefix: 16 },
  { address: '::1', prefix: 128 },
  { address: 'fc00::', prefix: 7 },
  { address: 'fe80::', prefix: 10 },
]

/** Whether the development authority may vouch for this host. */
export function isPermitted(host: string): boolean {
  if (isIP(host) !== 0) return PERMITTED_RANGES.some((range) => contains(range, host))
  return PERMITTED_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))
}

function contains({ address, prefix }: AddressRange, host: string): boolean {
  const [first, other] = [addressBytes(address), addressBytes(host)]
  if (first.length !== other.length) return false
  return first.every((byte, index) => {
    const mask = maskByte(prefix, index)
    return (byte & mask) === ((other[index] ?? 0) & mask)
  })
}

/** One byte of the mask of a prefix. */
function maskByte(prefix: number, index: number): number {
  return (0xff00 >> Math.min(8, Math.max(0, prefix - index * 8))) & 0xff
}

/** The bytes of an IPv4 or IPv6 address, in network order (RFC 4291 §2.2). */
function addressBytes(address: string): readonly number[] {
  if (isIP(address) === 4) return address.split('.').map(Number)
  // As a URL, an address has its one canonical spelling: hexadecimal, zeros left out once.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [before = '', after] = canonical.split('::')
  const groups = (text: string): string[] => text.split(':').filter((group) => group !== '')
  const [left, right] = [groups(before), groups(after ?? '')]
  const middle = after === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...middle, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}
