import { expect, test } from 'vitest'
import { OutboundError, type Reach } from '../src/core/outbound.ts'
import { classifyAddress } from '../src/outbound/address.ts'
import { type Lookup, resolveTarget } from '../src/outbound/target.ts'

/** First and last address of every block that must not be asked, and forms that hide one. */
const SPECIAL = [
  ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255'],
  ...['169.254.0.0', '169.254.169.254', '169.254.255.255', '172.16.0.0', '172.31.255.255'],
  ...['192.0.0.0', '192.0.0.255', '192.0.2.0', '192.0.2.255', '192.88.99.0', '192.88.99.255'],
  ...['192.168.0.0', '192.168.255.255', '198.18.0.0', '198.19.255.255', '198.51.100.0', '198.51.100.255'],
  ...['203.0.113.0', '203.0.113.255', '224.0.0.0', '239.255.255.255', '240.0.0.0', '255.255.255.255'],
  ...['::', '::2', '::10.0.0.1', '::127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '::ffff:8.8.8.8'],
  ...[
    '::ffff:0:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::',
    '64:ff9c::1',
  ],
  ...['100::', '100::ffff:ffff:ffff:ffff', '100:0:0:1::1', '2001::', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ...['2001:2::1', '2001:10::1', '2001:1ff:ffff::', '2001:db8::', '2001:db8:ffff:ffff::1', '2002::', '2002:a00:1::1'],
  ...['2002:808:808::1', '3fff::', '3fff:fff:ffff::1', '4000::1', '5f00::1', 'fc00::', 'fd00::1', 'fdff:ffff::'],
  ...['fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'feff::1', 'ff02::1', 'ffff::1', 'not-an-address', '', '127.1'],
]

const PUBLIC = [
  ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
  ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.0.3.0', '192.88.98.255'],
  ...[
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '198.51.99.255',
    '203.0.114.0',
    '223.255.255.255',
  ],
  ...[
    '2000::',
    '2001:200::',
    '2001:db7:ffff::1',
    '2001:db9::',
    '2003::1',
    '2606:4700::6810:84e5',
    '3ffe::1',
    '3fff:1000::',
  ],
  '64:ff9b::8.8.8.8',
]

const LOOPBACK = [
  '127.0.0.0',
  '127.0.0.1',
  '127.255.255.255',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
]

test.each(SPECIAL)('%s is special', (address) => {
  expect(classifyAddress(address).reach).toBe('special')
})

test.each(PUBLIC)('%s is public', (address) => {
  expect(classifyAddress(address).reach).toBe('public')
})

test.each(LOOPBACK)('%s is loopback', (address) => {
  expect(classifyAddress(address).reach).toBe('loopback')
})

test.each([
  ['169.254.169.254', 'link local'],
  ['64:ff9b::192.168.0.1', 'NAT64, private use'],
  ['64:ff9b::127.0.0.1', 'NAT64, loopback'],
  ['::ffff:10.0.0.1', 'IPv4-mapped, private use'],
  ['::ffff:8.8.8.8', 'IPv4-mapped, public'],
  ['::', 'unspecified'],
  ['::10.0.0.1', 'IPv4-compatible'],
  ['64:ff9b:1::1', 'local-use translation'],
  ['100::1', 'discard only'],
  ['2001:0:4136::1', 'Teredo'],
  ['2001:2::1', 'IETF protocol assignments'],
  ['2002:a00:1::1', '6to4'],
  ['5f00::1', 'segment routing'],
  ['fd00::1', 'unique local'],
  ['fe80::1%eth0', 'link local'],
  ['fec0::1', 'site local'],
  ['ff02::1', 'multicast'],
  ['4000::1', 'not global unicast'],
  ['nothing', 'not an IP address'],
])('the operator reads where %s lies: %s', (address, block) => {
  expect(classifyAddress(address)).toEqual({ reach: 'special', block })
})

const answering =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

function failure(url: string, reach: Reach, lookup: Lookup): Promise<string> {
  return resolveTarget(url, reach, lookup).then(
    () => 'none',
    (error: unknown) => (error instanceof OutboundError ? error.failure : String(error)),
  )
}

test.each([
  { url: 'https://127.0.0.1/', remote: 'blocked', local: 'none' },
  { url: 'https://2130706433/', remote: 'blocked', local: 'none' },
  { url: 'https://0x7f.1/', remote: 'blocked', local: 'none' },
  { url: 'https://0177.0.0.1/', remote: 'blocked', local: 'none' },
  { url: 'https://127.0.0.1./', remote: 'blocked', local: 'none' },
  { url: 'https://[::1]/', remote: 'blocked', local: 'none' },
  { url: 'https://[::ffff:127.0.0.1]/', remote: 'blocked', local: 'none' },
  { url: 'https://0/', remote: 'blocked', local: 'blocked' },
  { url: 'https://10.0.0.1/', remote: 'blocked', local: 'blocked' },
  { url: 'https://0xa000001/', remote: 'blocked', local: 'blocked' },
  { url: 'https://012.0.0.1/', remote: 'blocked', local: 'blocked' },
  { url: 'https://169.254.169.254/latest/meta-data/', remote: 'blocked', local: 'blocked' },
  { url: 'https://[::ffff:10.0.0.1]/', remote: 'blocked', local: 'blocked' },
  { url: 'https://[64:ff9b::a00:1]/', remote: 'blocked', local: 'blocked' },
  { url: 'https://[fd00::1]/', remote: 'blocked', local: 'blocked' },
  { url: 'http://127.0.0.1/', remote: 'invalid-url', local: 'none' },
  { url: 'http://8.8.8.8/', remote: 'invalid-url', local: 'invalid-url' },
  { url: 'https://8.8.8.8/', remote: 'none', local: 'none' },
  { url: 'https://8.8.8.8:0/', remote: 'invalid-url', local: 'invalid-url' },
  { url: 'https://user@8.8.8.8/', remote: 'invalid-url', local: 'invalid-url' },
  { url: 'https://:secret@8.8.8.8/', remote: 'invalid-url', local: 'invalid-url' },
  { url: 'ftp://8.8.8.8/', remote: 'invalid-url', local: 'invalid-url' },
  { url: 'file:///etc/passwd', remote: 'invalid-url', local: 'invalid-url' },
  { url: 'https://', remote: 'invalid-url', local: 'invalid-url' },
  { url: 'https://[::1', remote: 'invalid-url', local: 'invalid-url' },
  { url: 'https://1.2.3.4.5/', remote: 'invalid-url', local: 'invalid-url' },
])('$url is judged without asking DNS', async ({ url, remote, local }) => {
  const lookup: Lookup = () => Promise.reject(new TypeError('asked'))
  expect(await failure(url, 'public', lookup)).toBe(remote)
  expect(await failure(url, 'loopback', lookup)).toBe(local)
})

test.each([
  { answers: ['8.8.8.8', '2606:4700::1'], remote: 'none', local: 'none' },
  { answers: ['8.8.8.8', '10.0.0.1'], remote: 'blocked', local: 'blocked' },
  { answers: ['10.0.0.1', '8.8.8.8'], remote: 'blocked', local: 'blocked' },
  { answers: ['8.8.8.8', '127.0.0.1'], remote: 'blocked', local: 'blocked' },
  { answers: ['127.0.0.1', '10.0.0.1'], remote: 'blocked', local: 'blocked' },
  { answers: ['127.0.0.1', '::1'], remote: 'blocked', local: 'none' },
  { answers: ['::ffff:10.0.0.1'], remote: 'blocked', local: 'blocked' },
  { answers: [], remote: 'unreachable', local: 'unreachable' },
])('a host at $answers: every answer counts', async ({ answers, remote, local }) => {
  expect(await failure('https://client.test/', 'public', answering(...answers))).toBe(remote)
  expect(await failure('https://client.test/', 'loopback', answering(...answers))).toBe(local)
})

test('plain http is refused before DNS is asked, or when the host turns out not to be this machine', async () => {
  expect(await failure('http://client.test/', 'public', () => Promise.reject(new TypeError('asked')))).toBe(
    'invalid-url',
  )
  expect(await failure('http://client.test/', 'loopback', answering('8.8.8.8'))).toBe('invalid-url')
  expect(await failure('http://client.test/', 'loopback', answering('127.0.0.1'))).toBe('none')
})

test('the refusal names the address and its block for the operator', async () => {
  const refused = resolveTarget('https://client.test/', 'public', answering('8.8.8.8', '10.1.2.3'))
  await expect(refused).rejects.toThrow('client.test is at 10.1.2.3 (private use)')
})

test.each(['https://10.0.0.1/', 'http://169.254.169.254/', 'http://client.test/', 'http://127.0.0.1:1/'])(
  'what the operator names is asked wherever it is: %s',
  async (url) => {
    expect(await failure(url, 'any', answering('172.18.0.2', '8.8.8.8'))).toBe('none')
  },
)

test.each(['ftp://client.test/', 'https://user@client.test/', 'nothing'])('but not anyhow: %s', async (url) => {
  expect(await failure(url, 'any', answering('8.8.8.8'))).toBe('invalid-url')
})
