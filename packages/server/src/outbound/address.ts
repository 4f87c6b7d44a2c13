import { isIP } from 'node:net'

/** What an IP address is good for: anybody's host, this machine, or neither. */
export interface AddressClass {
  readonly reach: 'public' | 'loopback' | 'special'
  /** The block it lies in, in words for the operator. */
  readonly block: string
}

interface Block {
  readonly prefix: readonly number[]
  readonly bits: number
  readonly name: string
}

const PUBLIC: AddressClass = { reach: 'public', block: 'public' }
const LOOPBACK: AddressClass = { reach: 'loopback', block: 'loopback' }

/** The IANA IPv4 Special-Purpose Address Registry (RFC 6890 §2.2.2), with multicast; loopback is told apart before. */
const SPECIAL_V4 = blocks({
  '0.0.0.0/8': 'this network',
  '10.0.0.0/8': 'private use',
  '100.64.0.0/10': 'shared address space',
  '169.254.0.0/16': 'link local',
  '172.16.0.0/12': 'private use',
  '192.0.0.0/24': 'IETF protocol assignments',
  '192.0.2.0/24': 'documentation',
  '192.88.99.0/24': '6to4 relay anycast',
  '192.168.0.0/16': 'private use',
  '198.18.0.0/15': 'benchmarking',
  '198.51.100.0/24': 'documentation',
  '203.0.113.0/24': 'documentation',
  '224.0.0.0/4': 'multicast',
  '240.0.0.0/4': 'reserved or broadcast',
})

/** The IANA IPv6 Special-Purpose Address Registry (RFC 6890 §2.2.3); the first block that fits names the address. */
const SPECIAL_V6 = blocks({
  '::/128': 'unspecified',
  '::/96': 'IPv4-compatible',
  '64:ff9b:1::/48': 'local-use translation',
  '100::/64': 'discard only',
  '2001::/32': 'Teredo',
  '2001:db8::/32': 'documentation',
  '2001::/23': 'IETF protocol assignments',
  '2002::/16': '6to4',
  '3fff::/20': 'documentation',
  '5f00::/16': 'segment routing',
  'fc00::/7': 'unique local',
  'fe80::/10': 'link local',
  'fec0::/10': 'site local',
  'ff00::/8': 'multicast',
})

const LOOPBACK_V4 = block('127.0.0.0/8', 'loopback')
const LOOPBACK_V6 = block('::1/128', 'loopback')
const MAPPED = block('::ffff:0:0/96', 'IPv4-mapped')
const NAT64 = block('64:ff9b::/96', 'NAT64')
/** All that IANA has given out as global unicast; what lies outside is special whether it has a name or not. */
const GLOBAL_UNICAST = block('2000::/3', 'global unicast')

/** Classes an address as a resolver or `URL` writes it. What is no IP address is special. */
export function classifyAddress(address: string): AddressClass {
  const bare = address.split('%', 1)[0] ?? ''
  const version = isIP(bare)
  if (version === 4) return classifyV4(bytesOfV4(bare))
  if (version === 6) return classifyV6(bytesOfV6(bare))
  return { reach: 'special', block: 'not an IP address' }
}

function classifyV4(bytes: readonly number[]): AddressClass {
  return within(bytes, LOOPBACK_V4) ? LOOPBACK : (special(bytes, SPECIAL_V4) ?? PUBLIC)
}

function classifyV6(bytes: readonly number[]): AddressClass {
  if (within(bytes, LOOPBACK_V6)) return LOOPBACK
  // The kernel connects to the IPv4 address inside.
  if (within(bytes, MAPPED)) return embedded(bytes, { loopback: LOOPBACK, public: undefined }, MAPPED)
  // A translator connects to the IPv4 address inside; its loopback is not ours. Behind DNS64 every IPv4 host looks so.
  if (within(bytes, NAT64)) return embedded(bytes, { loopback: undefined, public: PUBLIC }, NAT64)
  const known = special(bytes, SPECIAL_V6)
  if (known !== undefined) return known
  return within(bytes, GLOBAL_UNICAST) ? PUBLIC : { reach: 'special', block: 'not global unicast' }
}

function embedded(
  bytes: readonly number[],
  as: { readonly loopback: AddressClass | undefined; readonly public: AddressClass | undefined },
  outer: Block,
): AddressClass {
  const inner = classifyV4(bytes.slice(12))
  const kept = inner.reach === 'special' ? undefined : as[inner.reach]
  return kept ?? { reach: 'special', block: `${outer.name}, ${inner.block}` }
}

function special(bytes: readonly number[], table: readonly Block[]): AddressClass | undefined {
  const found = table.find((candidate) => within(bytes, candidate))
  return found === undefined ? undefined : { reach: 'special', block: found.name }
}

function within(bytes: readonly number[], { prefix, bits }: Block): boolean {
  return prefix.every((part, at) => {
    const kept = Math.min(Math.max(bits - at * 8, 0), 8)
    return (part ^ (bytes[at] ?? 0)) >> (8 - kept) === 0
  })
}

function blocks(table: Readonly<Record<string, string>>): readonly Block[] {
  return Object.entries(table).map(([cidr, name]) => block(cidr, name))
}

function block(cidr: string, name: string): Block {
  const [base = '', bits] = cidr.split('/')
  return { prefix: isIP(base) === 4 ? bytesOfV4(base) : bytesOfV6(base), bits: Number(bits), name }
}

function bytesOfV4(address: string): readonly number[] {
  return address.split('.').map(Number)
}

function bytesOfV6(address: string): readonly number[] {
  // The URL parser writes any valid form in hexadecimal groups, a trailing dotted quad included.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const before = groups(head)
  const after = groups(tail ?? '')
  const gap = Array.from({ length: 8 - before.length - after.length }, () => 0)
  return [...before, ...gap, ...after].flatMap((group) => [group >> 8, group & 0xff])
}

function groups(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
