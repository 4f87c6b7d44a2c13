import { describe, expect, test } from 'vitest'
import { expectOneLine, useWorlds } from './support/setup.ts'

const { terminal, world } = useWorlds()

describe('the command line', () => {
  test('global options count before and after the command', async () => {
    const { url } = await world({ authorization: 'none', resourceMetadata: 'none' })
    for (const args of [
      ['--json', '--timeout', '5', 'discover', url],
      ['discover', '--json', url, '--timeout=5'],
      ['discover', url, '--timeout', '5', '--json'],
    ]) {
      const { stdout, status } = await terminal().run(...args)
      expect([status, JSON.parse(stdout).command]).toEqual([0, 'discover'])
    }
  })

  test.each([
    [[], /No command given/, /mcp-auth --help/],
    [['discvoer', 'x'], /Unknown command "discvoer"/, /Hint: did you mean discover\?/],
    [['profile'], /profile needs one of: list, show, use, delete/, /profile --help/],
    [['profile', 'shwo'], /Unknown command "profile shwo"/, /Hint: did you mean show\?/],
    [['logout'], /URL is missing/, /--help/],
    [['discover', 'http://a', 'b'], /Unexpected "b"/, /^/],
    [
      ['login', 'http://a', '--auth-mdoe', 'x'],
      /Unknown option --auth-mdoe for login/,
      /Hint: did you mean --auth-mode\?/,
    ],
    [['discover', 'http://a', '--scope', 'x'], /Unknown option --scope for discover/, /^/],
    [['login', 'http://a', '--scope'], /--scope needs a value/, /^/],
    [['login', 'http://a', '--scope', '--json'], /--scope needs a value, but --json follows/, /--scope=--json/],
    [['login', 'http://a', '--scope', 'a', '--scope', 'b'], /--scope is given twice/, /^/],
    [['login', 'http://a', '--register=yes'], /--register takes no value/, /^/],
    [['login', 'http://a', '--auth-mode', 'magic'], /Unknown auth mode "magic"/, /auth-code, bearer/],
    [['login', 'http://a', '--listen-port', '99999'], /--listen-port must be a port number/, /^/],
    [['login', 'http://a', '--client-secret', 'x'], /belongs to a --client-id/, /^/],
    [['discover', 'a'], /"a" is neither an http or https URL/, /^/],
    [['discover', 'ftp://a'], /not an http or https URL/, /^/],
    [['discover', 'http://a/#b'], /no fragment/, /^/],
    [['discover', 'http://u:p@a/'], /Credentials do not belong in the URL/, /^/],
    [['discover', 'http://a', '--timeout', 'soon'], /--timeout must be a number of seconds/, /^/],
    [['discover', 'http://a', '--timeout', '0'], /--timeout/, /^/],
    [['discover', 'http://a', '--authorization-server', 'as.example'], /absolute/, /^/],
  ])('%j is a usage error', async (args, says, hints) => {
    const finished = await terminal().run(...args)
    expectOneLine(finished)
    expect(finished.stderr).toMatch(says)
    expect(finished.stderr).toMatch(hints)
    expect(finished.status).toBe(2)
  })

  test('a usage error in JSON', async () => {
    const { stderr, status } = await terminal().run('nope', '--json')
    expect(JSON.parse(stderr)).toMatchObject({
      schemaVersion: 1,
      ok: false,
      code: 'usage',
      message: 'Unknown command "nope".',
    })
    expect(status).toBe(2)
  })

  test.each([
    [['--help']],
    [['-h']],
    [['login', '--help']],
    [['--help', 'profile']],
    [['profile', 'use', '-h']],
    [['nope', '--help']],
  ])('%j prints help', async (args) => {
    const { stdout, stderr, status } = await terminal().run(...args)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Usage: mcp-auth /)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120)
  })

  test('help tells the exit statuses', async () => {
    const { stdout } = await terminal().run('--help')
    for (const status of [0, 1, 2, 3, 4, 5, 130]) expect(stdout).toMatch(new RegExp(`^ {2}${status} +\\w`, 'm'))
  })

  test('--version prints it alone', async () => {
    expect(await terminal().run('--version')).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' })
  })
})

describe('--verbose', () => {
  test('tells every exchange, and no secret of any of them', async () => {
    const started = await world({ registeredMethod: 'client_secret_post', eventStream: true, expiresIn: 60 })
    const seen: string[] = []
    const secrets = new Set<string>()
    const run = async (...args: string[]): Promise<void> => {
      const { stdout, stderr, status } = await terminal().run(...args, '--verbose')
      expect(status).toBe(0)
      seen.push(stdout, stderr.replace(/^http:\S+\/as\/authorize\?\S+$/m, ''))
    }
    await run('login', started.url)
    for (const code of started.to('/as/token').map(({ body }) => new URLSearchParams(body))) {
      for (const name of ['code', 'code_verifier', 'client_secret']) secrets.add(code.get(name) ?? '')
    }
    await run('call', started.url, 'tools/list')
    terminal().advance(61)
    await run('call', started.url, 'tools/list')
    for (const token of [...started.server.accessTokens, ...started.server.refreshTokens.keys()]) secrets.add(token)
    await run('profile', 'show')
    await run('logout', started.url)
    const told = seen.join('\n')
    expect(told).toMatch(/> POST .*\/as\/token/)
    expect(told).toMatch(/< HTTP 401/)
    expect(told).toContain('authorization: Bearer [redacted]')
    expect(secrets.size).toBeGreaterThanOrEqual(6)
    for (const secret of secrets) {
      for (const spelling of [
        secret,
        encodeURIComponent(secret),
        new URLSearchParams([['', secret]]).toString().slice(1),
      ]) {
        expect(told).not.toContain(spelling)
      }
    }
  })

  test('a secret in the URL is not repeated in an error', async () => {
    const { stderr } = await terminal().run('discover', 'http://127.0.0.1:1/mcp?access_token=hush')
    expect(stderr).toContain('access_token=[redacted]')
    expect(stderr).not.toContain('hush')
  })
})

test('what was not expected is one line too; its stack only when asked', async () => {
  const fetch = (): never => {
    throw new TypeError('boom\n    at secret place')
  }
  const now = (): never => fetch()
  const quiet = await terminal().runWith({ now }, 'login', 'http://127.0.0.1:1/', '--bearer-token', 'x')
  expect(quiet.stderr).toContain('Error: Unexpected: boom\n')
  expect(quiet.stderr).not.toMatch(/^\s+at /m)
  expect(quiet.status).toBe(1)
  const verbose = await terminal().runWith({ now }, 'login', 'http://127.0.0.1:1/', '--bearer-token', 'x', '--verbose')
  expect(verbose.stderr).toMatch(/^\s+at /m)
})
