import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { startTerminal } from './support/terminal.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

async function loggedIn(changes: Partial<Setup> = {}): Promise<World> {
  const started = await world(changes)
  expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
  return started
}

describe('token', () => {
  test('prints the token alone, renewed before its end', async () => {
    const started = await loggedIn({ expiresIn: 60 })
    const first = await terminal().run('token', started.url)
    expect(first).toEqual({ status: 0, stdout: `${[...started.server.accessTokens][0]}\n`, stderr: '' })
    terminal().advance(31)
    const second = await terminal().run('token', started.url)
    expect(second.stdout).toBe(`${[...started.server.accessTokens][1]}\n`)
  })

  test('without a login there is none', async () => {
    const { url } = await world()
    const none = await terminal().run('token', url)
    expectOneLine(none)
    expect(none.status).toBe(4)
  })
})

describe('status', () => {
  test('tells without asking anyone', async () => {
    const started = await loggedIn({ expiresIn: 60 })
    const before = started.requests.length
    expect((await terminal().run('status')).stdout).toMatch(/good for (?:59|60) s, and is renewed when needed\n$/)
    terminal().advance(61)
    const over = await terminal().run('status', started.url, '--json')
    expect(JSON.parse(over.stdout)).toMatchObject({ schemaVersion: 1, ok: true, result: { usable: true } })
    expect(started.requests).toHaveLength(before)
  })

  test('a login that has ended, and none at all, are 4', async () => {
    const started = await loggedIn({ expiresIn: 60 })
    started.server.refreshTokens.clear()
    terminal().advance(61)
    await terminal().run('call', started.url, 'tools/list')
    const ended = await terminal().run('status', started.url)
    expect(ended).toMatchObject({ status: 4, stdout: expect.stringContaining('the token has expired') })
    expect(await terminal().run('status', 'http://127.0.0.1:1/')).toMatchObject({ status: 4, stdout: '' })
  })
})

describe('profile export and import', () => {
  test('another machine is logged in by it', async () => {
    const started = await loggedIn()
    const [{ id }] = JSON.parse((await terminal().run('profile', 'list', '--json')).stdout).result
    const exported = await terminal().run('profile', 'export', id)
    expect(exported.stderr).toContain('secrets')
    const other = await startTerminal()
    const file = join(terminal().home, 'exported.json')
    await writeFile(file, exported.stdout)
    expect(await other.run('profile', 'import', file)).toMatchObject({ status: 0, stdout: `Imported ${id}\n` })
    expect(await other.run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    await other.remove()
  })

  test('nothing is imported that would run a command here', async () => {
    const started = await loggedIn({ expiresIn: 60 })
    const [{ id }] = JSON.parse((await terminal().run('profile', 'list', '--json')).stdout).result
    const document = JSON.parse((await terminal().run('profile', 'export', id)).stdout)
    const { refreshToken: _, ...profile } = document.profiles[0]
    const assertion = { source: { command: 'touch /tmp/owned' } }
    const planted = { ...profile, authMode: 'workload', authorization: { ...profile.authorization, assertion } }
    const file = join(terminal().home, 'planted.json')
    await writeFile(file, JSON.stringify({ ...document, profiles: [planted] }))
    expect(await terminal().run('profile', 'import', file)).toMatchObject({ status: 0 })
    terminal().advance(61)
    const commands: string[] = []
    const output = async (command: string) => `${commands.push(command)}`
    await terminal().runWith({ output }, 'call', started.url, 'tools/list')
    expect(commands).toEqual([])
  })

  test.each([
    ['what is no JSON', 'nonsense', /it is not JSON/],
    ['what is of another version', '{"schemaVersion":9}', /another version/],
    ['nobody', '{"schemaVersion":1,"active":{},"profiles":[],"clients":[]}', /There is no login in/],
  ])('%s is not imported', async (_what, text, says) => {
    const stdin = { isTTY: false, text: async () => text, line: async () => undefined }
    const done = await terminal().runWith({ stdin }, 'profile', 'import', '-')
    expectOneLine(done)
    expect(done).toMatchObject({ status: 1, stderr: expect.stringMatching(says) })
    expect(savedAnything(terminal())).toBe(false)
  })
})

describe('doctor', () => {
  test('finds nothing wrong where nothing is', async () => {
    const started = await loggedIn()
    const done = await terminal().run('doctor', started.url)
    expect(done.stdout).not.toContain('FAIL')
    expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining(started.server.issuer) })
  })

  test.each([
    ['a store that others can read', async () => chmod(join(terminal().home, 'profiles.json'), 0o644), 'secrecy'],
    ['a store that is damaged', async () => writeFile(join(terminal().home, 'profiles.json'), '{'), 'saved logins'],
  ])('finds %s', async (_what, harm, check) => {
    await loggedIn()
    await harm()
    const done = await terminal().run('doctor', '--json')
    const { result } = JSON.parse(done.stdout)
    const failed = result.findings.filter(({ ok }: { ok: boolean }) => !ok)
    expect(failed[0]).toMatchObject({ check })
    expect(done.status).toBe(1)
  })

  const forgets = { refresh: true, access: true }
  test.each([
    [
      'an expired token is renewed',
      61,
      { refresh: false, access: false },
      0,
      /ok {3}access: the server takes the token/,
    ],
    ['a refresh token that is dead', 61, forgets, 1, /FAIL access: The login has ended.*\n {5}next: mcp-auth login /],
    ['a token that is refused', 0, forgets, 1, /FAIL access: .*\n {5}next: mcp-auth login /],
    ['a clock that is wrong', 3600, { refresh: false, access: false }, 1, /FAIL clock: this machine is 36\d\d s ahead/],
  ])('%s', async (_what, seconds, forgotten, status, says) => {
    const { url, server } = await loggedIn({ expiresIn: 60 })
    if (forgotten.refresh) server.refreshTokens.clear()
    if (forgotten.access) server.accessTokens.clear()
    terminal().advance(seconds === 61 ? 59 : seconds)
    expect(await terminal().run('doctor', url)).toMatchObject({ status, stdout: expect.stringMatching(says) })
  })

  test.each([
    ['a server that is down', 'http://127.0.0.1:1/mcp', /FAIL discovery: Cannot reach .*refused/],
    ['no login', undefined, /ok {3}login: none\n {5}next: mcp-auth login http/],
  ])('%s', async (_what, given, says) => {
    const url = given ?? (await world()).url
    expect((await terminal().run('doctor', url)).stdout).toMatch(says)
  })

  test('finds metadata of another resource', async () => {
    const { url } = await world({
      deviate: (request, reply) =>
        request.path === '/custom/prm.json'
          ? { ...reply, body: (reply.body ?? '').replace('/mcp"', '/other"') }
          : reply,
    })
    const done = await terminal().run('doctor', url)
    expect(done).toMatchObject({ status: 1, stdout: expect.stringMatching(/FAIL discovery: .*other.*\n {5}next: /) })
  })

  test('finds a server that does not list S256', async () => {
    const started = await world({
      deviate: (request, reply) =>
        request.path.startsWith('/.well-known/oauth-authorization-server')
          ? { ...reply, body: (reply.body ?? '').replace('S256', 'plain') }
          : reply,
    })
    const done = await terminal().run('doctor', started.url)
    expect(done).toMatchObject({ status: 1, stdout: expect.stringContaining('FAIL PKCE: S256 is not listed') })
  })
})

test('progress of a tool is told on stderr', async () => {
  const started = await loggedIn({
    deviate: (request, reply) => {
      if (!request.body.includes('"tools/call"') || reply.status !== 200) return reply
      const { params } = JSON.parse(request.body)
      const { progressToken } = params._meta
      const told = { progressToken, progress: 1, total: 3, message: 'one' }
      const progress = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: told })
      const body = `data: ${progress}\n\ndata: ${reply.body}\n\n`
      return { status: 200, headers: { 'content-type': 'text/event-stream' }, body }
    },
  })
  const call = await terminal().run('call', started.url, 'tools/call', '--tool-name', 'echo')
  expect(call).toMatchObject({ status: 0, stderr: 'Progress: 1 of 3 one\n' })
})
