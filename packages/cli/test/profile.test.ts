import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { World } from './support/world.ts'

const { terminal, world } = useWorlds()

const file = (): string => join(terminal().home, 'profiles.json')

async function login(started: World): Promise<string> {
  const { stdout } = await terminal().run('login', started.url, '--json')
  return JSON.parse(stdout).result.profile
}

describe('bearer', () => {
  test('a login needs no discovery, nor a server that answers', async () => {
    const { url, requests } = await world()
    const secret = join(terminal().home, '..', 'token')
    await writeFile(secret, 'my-token\n')
    const saved = await terminal().run('login', url, '--auth-mode', 'bearer', '--bearer-token', `@${secret}`)
    expect(saved).toMatchObject({ status: 0, stderr: '' })
    expect(requests).toEqual([])
  })

  test('the token is sent, and only there', async () => {
    const started = await world({ resourceMetadata: 'none' })
    started.staticTokens.add('my-token')
    const variables = { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_BEARER_TOKEN: 'my-token' }
    await terminal().runWith({ variables }, 'login', started.url, '--auth-mode', 'bearer')
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    expect(await terminal().run('call', `${started.mcpOrigin}/other`, 'tools/list')).toMatchObject({ status: 1 })
    expect(started.to('/other').every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })

  test('a token that the server refuses: says how to log in again', async () => {
    const { url } = await world({ resourceMetadata: 'none' })
    await terminal().run('login', url, '--bearer-token', 'wrong')
    const call = await terminal().run('call', url, 'tools/list')
    expectOneLine(call)
    expect(call).toMatchObject({ status: 4, stderr: expect.stringContaining('--auth-mode bearer') })
  })

  test.each([
    [[], /needs a token/],
    [['--bearer-token', 'a b'], /no header can carry/],
    [['--bearer-token', ''], /is empty/],
    [['--bearer-token', '@/no/such/file'], /cannot read/],
  ])('%j is a usage error', async (args, says) => {
    const { url } = await world()
    const refused = await terminal().run('login', url, '--auth-mode', 'bearer', ...args)
    expectOneLine(refused)
    expect(refused.stderr).toMatch(says)
    expect(refused.status).toBe(2)
    expect(savedAnything(terminal())).toBe(false)
  })

  test('a token on the command line is accepted with a warning', async () => {
    const { url } = await world()
    const saved = await terminal().run('login', url, '--bearer-token', 'visible')
    expect(saved).toMatchObject({ status: 0, stderr: expect.stringContaining('visible to every user') })
  })
})

describe('a profile is for its own resource', () => {
  test('its token goes nowhere else, whatever --profile says', async () => {
    verifies('client-sends-no-foreign-token', 'client-sends-token-nowhere-else')
    const own = await world()
    const other = await world({ authorization: 'none' })
    const id = await login(own)
    for (const option of ['--profile', '--profile-id']) {
      const call = await terminal().run('call', other.url, 'tools/list', option, id)
      expectOneLine(call)
      expect(call).toMatchObject({ status: 1, stderr: expect.stringContaining('does not cover') })
    }
    const sibling = await terminal().run('call', `${own.mcpOrigin}/mcp2`, 'tools/list', '--profile', id)
    expect(sibling.status).toBe(1)
    expect(other.requests).toEqual([])
    expect(own.to('/mcp2')).toEqual([])
    expect(await terminal().run('profile', 'use', id, other.url)).toMatchObject({ status: 1 })
  })

  test('a resource that covers more is used there only when asked for', async () => {
    const started = await world({ resourceMetadata: 'root' })
    const id = await login(started)
    await terminal().run('call', `${started.mcpOrigin}/elsewhere`, 'tools/list')
    expect(started.to('/elsewhere').every(({ headers }) => headers.authorization === undefined)).toBe(true)
    await terminal().run('call', `${started.mcpOrigin}/elsewhere`, 'tools/list', '--profile', id)
    expect(started.to('/elsewhere').some(({ headers }) => headers.authorization !== undefined)).toBe(true)
  })

  test('the same URL in another spelling finds it', async () => {
    const started = await world()
    await login(started)
    const spelled = started.url.replace('http://', 'HTTP://')
    expect(await terminal().run('call', spelled, 'tools/list')).toMatchObject({ status: 0 })
  })
})

describe('profile', () => {
  test('list, show, use, delete', async () => {
    expect(await terminal().run('profile', 'list')).toMatchObject({ status: 0, stdout: 'No saved logins.\n' })
    const first = await world()
    const second = await world()
    const [a, b] = [await login(first), await login(second)]
    const list = await terminal().run('profile', 'list')
    expect(list.stdout).toBe(`* ${a} auth-code ${first.url}\n* ${b} auth-code ${second.url}\n`)
    expect(JSON.parse((await terminal().run('profile', 'show', a)).stdout)).toMatchObject({
      id: a,
      resource: first.url,
    })
    expect(JSON.parse((await terminal().run('profile', 'show', '--resource-url', second.url)).stdout)).toMatchObject({
      id: b,
    })
    expect(await terminal().run('profile', 'show')).toMatchObject({ status: 2 })
    expect(await terminal().run('profile', 'use', a)).toMatchObject({
      status: 0,
      stdout: `Profile ${a} is now used for ${first.url}\n`,
    })
    expect(await terminal().run('profile', 'delete', a)).toMatchObject({ status: 0, stdout: `Deleted profile ${a}\n` })
    expect((await terminal().run('profile', 'list')).stdout).toBe(`* ${b} auth-code ${second.url}\n`)
    expect(first.server.revoked).toEqual([])
  })

  test.each([[['delete']], [['show']], [['use']]])('%s of an unknown id fails', async ([verb = '']) => {
    const finished = await terminal().run('profile', verb, 'nobody')
    expectOneLine(finished)
    expect(finished).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no profile nobody') })
  })

  test('show hides every secret, nested ones too, unless asked', async () => {
    const started = await world({ registeredMethod: 'client_secret_basic' })
    await login(started)
    const saved = JSON.parse(await readFile(file(), 'utf8')).profiles[0]
    const secrets = [
      saved.accessToken,
      saved.refreshToken,
      saved.authorization.client.clientSecret,
      saved.authorization.client.registration.client_secret,
      saved.authorization.client.registration.registration_access_token,
    ]
    for (const json of [[], ['--json']]) {
      const shown = await terminal().run('profile', 'show', ...json)
      for (const secret of secrets) expect(shown.stdout).not.toContain(JSON.stringify(secret))
      const bare = await terminal().run('profile', 'show', '--show-secrets', ...json)
      for (const secret of secrets) expect(bare.stdout).toContain(JSON.stringify(secret))
    }
  })
})

describe('logout', () => {
  test('revokes both tokens, forgets the profile and the client', async () => {
    const started = await world()
    await login(started)
    const { accessToken, refreshToken } = JSON.parse(await readFile(file(), 'utf8')).profiles[0]
    const logout = await terminal().run('logout', started.url)
    expect(logout).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('refresh token revoked; access token revoked'),
    })
    expect(started.server.revoked).toEqual([refreshToken, accessToken])
    expect(await readFile(file(), 'utf8')).toBe(
      '{\n  "schemaVersion": 1,\n  "active": {},\n  "profiles": [],\n  "clients": []\n}\n',
    )
    expect(await terminal().run('logout', started.url)).toMatchObject({ status: 1 })
  })

  test('--keep-client keeps the registration for the next login', async () => {
    const started = await world()
    await login(started)
    await terminal().run('logout', started.url, '--keep-client')
    await login(started)
    expect(started.to('/as/register')).toHaveLength(1)
  })

  test('forgets the profile even if the authorization server is gone, and says so', async () => {
    const started = await world()
    await login(started)
    await started.close()
    const logout = await terminal().run('logout', started.url)
    expect(logout).toMatchObject({ status: 0, stdout: expect.stringContaining('not revoked: Cannot reach') })
    expect((await terminal().run('profile', 'list')).stdout).toBe('No saved logins.\n')
  })
})

describe('the file', () => {
  test('is for its owner only, and nothing is left beside it', async () => {
    verifies('client-protects-tokens')
    await login(await world())
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect((await stat(terminal().home)).mode & 0o777).toBe(0o700)
    expect(await readdir(terminal().home)).toEqual(['profiles.json'])
  })

  test('a directory that the user named keeps its mode', async () => {
    await mkdir(terminal().home)
    await chmod(terminal().home, 0o755)
    await login(await world())
    expect((await stat(terminal().home)).mode & 0o777).toBe(0o755)
  })

  test.each([
    ['not JSON', '{"profiles": ['],
    ['another shape', '[]'],
    ['another version', '{"schemaVersion":2,"active":{},"profiles":[],"clients":[]}'],
    ['a damaged profile', '{"schemaVersion":1,"active":{},"profiles":[{"id":1}],"clients":[]}'],
  ])('%s: one line, and it is not overwritten', async (_, content) => {
    const { url, requests } = await world()
    await mkdir(terminal().home)
    await writeFile(file(), content)
    for (const args of [
      ['login', url],
      ['login', url, '--bearer-token', 'x'],
      ['call', url, 'tools/list'],
      ['profile', 'list'],
      ['logout', url],
    ]) {
      const finished = await terminal().run(...args)
      expectOneLine(finished)
      expect(finished).toMatchObject({ status: 1, stderr: expect.stringContaining(file()) })
    }
    expect(await readFile(file(), 'utf8')).toBe(content)
    expect(requests).toEqual([])
  })

  test('many processes at once lose nothing', async () => {
    const urls = Array.from({ length: 12 }, (_, index) => `http://127.0.0.1:1/server-${index}`)
    const variables = { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_BEARER_TOKEN: 'x' }
    await Promise.all(urls.map((url) => terminal().runWith({ variables }, 'login', url, '--auth-mode', 'bearer')))
    const { stdout } = await terminal().run('profile', 'list', '--json')
    expect(
      JSON.parse(stdout)
        .result.map((row: { url: string }) => row.url)
        .sort(),
    ).toEqual([...urls].sort())
  })

  test('a lock whose holder is gone is broken; one whose holder lives is respected', async () => {
    const { url } = await world()
    await mkdir(terminal().home)
    const lock = join(terminal().home, 'profiles.lock')
    const save = (alive: boolean) =>
      terminal().runWith({ alive: () => alive, now: skipping() }, 'login', url, '--bearer-token', 'x')
    await writeFile(lock, '12345 here x\n')
    const held = await save(true)
    expectOneLine({ ...held, stderr: held.stderr.replace(/^Note.*\n/m, '') })
    expect(held).toMatchObject({ status: 1, stderr: expect.stringContaining(`holds ${lock}`) })
    expect(await save(false)).toMatchObject({ status: 0 })
    await writeFile(lock, '12345 elsewhere x\n')
    expect(await save(false)).toMatchObject({ status: 1 })
    await utimes(lock, 0, 0)
    expect(await save(true)).toMatchObject({ status: 0 })
    expect(await readdir(terminal().home)).toEqual(['profiles.json'])
  })
})

/** A clock that runs fast, so that patience ends soon. */
function skipping(): () => number {
  let offset = 0
  return () => {
    offset += 500
    return Date.now() + offset
  }
}
