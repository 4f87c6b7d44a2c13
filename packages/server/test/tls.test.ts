import { execFileSync, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseConfig } from '../src/core/config.ts'
import { countingIds, randomIds } from '../src/core/ids.ts'
import { createServer } from '../src/index.ts'
import { keptAuthority } from '../src/tls/authority.ts'
import { type Credentials, endOf, makeAuthority, makeLeaf } from '../src/tls/certificate.ts'
import { devCredentials, givenCredentials } from '../src/tls/credentials.ts'
import { dataFolder } from '../src/tls/folder.ts'
import { isPermitted } from '../src/tls/permitted.ts'

const NOW = Date.parse('2026-11-27T12:00:00Z')
const DAY = 86_400_000
const SERIALS = ['f'.repeat(32), '1'.repeat(32)] as const
const folder = mkdtempSync(join(tmpdir(), 'mcp-auth-tls-'))
const file = (name: string) => join(folder, name)

let authority: Credentials
let leaf: Credentials

beforeAll(async () => {
  authority = await makeAuthority({ now: NOW, serial: SERIALS[0] }, 'a machine')
  leaf = await makeLeaf(authority, ['127.0.0.1', 'localhost', '::1', 'mcp.test'], { now: NOW, serial: SERIALS[1] })
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the development authority', () => {
  test('is one, and signs nothing but servers', () => {
    const certificate = new X509Certificate(authority.cert)
    expect(certificate.ca).toBe(true)
    expect(certificate.subject).toBe('CN=mcp-auth-test-server development CA (a machine)')
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.serialNumber).toBe(`7${'F'.repeat(31)}`)
    expect(Date.parse(certificate.validFrom)).toBe(NOW - DAY)
    expect(endOf(authority)).toBe(NOW + 825 * DAY)
  })

  test('vouches for a server by all of its names', () => {
    const certificate = new X509Certificate(leaf.cert)
    expect(certificate.ca).toBe(false)
    expect(certificate.checkIssued(new X509Certificate(authority.cert))).toBe(true)
    expect(certificate.verify(new X509Certificate(authority.cert).publicKey)).toBe(true)
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkIP('::1')).toBe('::1')
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkHost('mcp.test')).toBe('mcp.test')
    expect(certificate.checkHost('mcp.example.com')).toBeUndefined()
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(Date.parse(certificate.validTo)).toBe(NOW + 90 * DAY)
  })

  const without = process.env['CI'] === undefined && spawnSync('openssl', ['version']).status !== 0
  test.skipIf(without).each([
    ['localhost', true],
    ['a.b.test', true],
    ['10.1.2.3', true],
    ['fd00::1', true],
    ['example.com', false],
    ['test.com', false],
    ['8.8.8.8', false],
    ['172.32.0.1', false],
    ['2001:db8::1', false],
  ])('cannot vouch for anybody on the Internet: %s', async (host, good) => {
    writeFileSync(file('ca.crt'), authority.cert)
    writeFileSync(file('leaf.crt'), (await makeLeaf(authority, [host], { now: NOW, serial: SERIALS[1] })).cert)
    const args = ['verify', '-attime', String(NOW / 1000), '-CAfile', file('ca.crt'), file('leaf.crt')]
    const { status, stderr, stdout } = spawnSync('openssl', args, { encoding: 'utf8' })
    expect([status === 0, `${stdout}${stderr}`.includes('permitted subtree violation')]).toEqual([good, !good])
    expect(isPermitted(host)).toBe(good)
  })

  test('is kept where nobody else can read its key, and made anew before it ends', async () => {
    const kept = file('authority')
    const first = await keptAuthority(kept, 'me', NOW, randomIds)
    expect(statSync(kept).mode & 0o777).toBe(0o700)
    expect(statSync(join(kept, 'ca-key.pem')).mode & 0o777).toBe(0o600)
    expect(readFileSync(first.file, 'utf8')).toBe(first.cert)
    expect(await keptAuthority(kept, 'me', NOW + 700 * DAY, randomIds)).toEqual(first)
    const later = await keptAuthority(kept, 'me', NOW + 800 * DAY, randomIds)
    expect(later.cert).not.toBe(first.cert)
    expect(endOf(later)).toBe(NOW + 1625 * DAY)
  })

  test('is not kept where there is a file in the way', async () => {
    writeFileSync(file('in-the-way'), '')
    await expect(keptAuthority(file('in-the-way'), 'me', NOW, randomIds)).rejects.toThrow(
      'tlsFolder names another folder',
    )
  })

  test('refuses a host on the Internet, and says what takes it', async () => {
    const surroundings = { now: NOW, ids: countingIds(), folder: file('none'), owner: 'me' }
    const refused = devCredentials(['mcp.example.com'], parseConfig(), surroundings)
    await expect(refused).rejects.toThrow(/cannot vouch for mcp\.example\.com.*tlsCert and tlsKey take/)
  })

  test.each([
    [{ environment: { XDG_DATA_HOME: '/data' }, platform: 'linux', home: '/home/me' }, '/data/name'],
    [{ environment: { XDG_DATA_HOME: 'data' }, platform: 'linux', home: '/home/me' }, '/home/me/.local/share/name'],
    [{ environment: {}, platform: 'darwin', home: '/Users/me' }, '/Users/me/Library/Application Support/name'],
    [{ environment: { LOCALAPPDATA: '/local' }, platform: 'win32', home: '/me' }, '/local/name'],
  ])('has its place by the platform: %j', (user, place) => {
    expect(dataFolder(user, 'name')).toBe(place)
  })
})

describe('settings of TLS', () => {
  test.each([
    [{ tlsCert: 'a' }, 'tlsKey is missing'],
    [{ tlsKey: 'a' }, 'tlsCert is missing'],
    [{ tls: 'dev', tlsCert: 'a', tlsKey: 'b' }, 'tls dev makes its own certificate'],
    [{ tls: 'dev', publicUrl: 'http://mcp.test' }, 'publicUrl must be https'],
    [{ tls: 'on' }, 'tls must be one of off, dev'],
  ] as const)('must fit together: %j', (settings, message) => {
    expect(() => createServer(settings as Parameters<typeof createServer>[0])).toThrow(message)
  })

  test('make every origin https', () => {
    const server = createServer({ tls: 'dev', port: 8443 })
    expect(server.issuers).toEqual(['https://127.0.0.1:8443', 'https://localhost:8443', 'https://[::1]:8443'])
    expect(server.resources['oauth']).toBe('https://127.0.0.1:8443/mcp/oauth')
  })

  test('name files, which are read and must belong together', async () => {
    const other = await makeLeaf(authority, ['localhost'], { now: NOW, serial: SERIALS[0] })
    for (const [name, text] of Object.entries({ cert: leaf.cert, key: leaf.key, other: other.key, text: 'none' })) {
      writeFileSync(file(name), text)
    }
    const given = (tlsCert: string, tlsKey: string) => () =>
      givenCredentials({ tlsCert: file(tlsCert), tlsKey: file(tlsKey) })
    expect(given('cert', 'key')()).toEqual({ cert: leaf.cert, key: leaf.key })
    expect(given('absent', 'key')).toThrow(/tlsCert cannot be read: ENOENT/)
    expect(given('text', 'key')).toThrow(/tlsCert must be a certificate in PEM/)
    expect(given('cert', 'text')).toThrow(/tlsKey must be a private key in PEM/)
    expect(given('cert', 'other')).toThrow(/tlsKey must be the key of tlsCert/)
  })

  test('cost a start without TLS nothing', () => {
    const text = execFileSync(
      'grep',
      ['-rlE', "from '(@peculiar|reflect-metadata|node:tls)|import 'reflect", 'packages/server/src'],
      { encoding: 'utf8' },
    )
    expect(text.trim().split('\n').sort()).toEqual([
      'packages/server/src/tls/certificate.ts',
      'packages/server/src/tls/credentials.ts',
    ])
  })
})
