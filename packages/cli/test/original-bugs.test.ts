import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { json, type Recorded, type Reply } from './support/http-server.ts'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { tampering } from './support/terminal.ts'
import type { Setup } from './support/world.ts'

const { terminal, world } = useWorlds()

const form = ({ body }: Recorded): Record<string, string> => Object.fromEntries(new URLSearchParams(body))

const profiles = async (): Promise<Record<string, unknown>[]> =>
  JSON.parse(await readFile(join(terminal().home, 'profiles.json'), 'utf8')).profiles

describe('what was wrong in the original client', () => {
  test('37: it found only servers that published in its own way', async () => {
    const tenants = { path: '/tenant', metadata: 'oidc-appended' } as const
    for (const setup of [{ resourceMetadata: 'header' }, { resourceMetadata: 'path' }, tenants] as const) {
      const { url } = await world(setup)
      expect(await terminal().run('login', url, '--headless')).toMatchObject({ status: 0 })
    }
  })

  test('38: `profile show` printed the secret of a registered client', async () => {
    const { url, server } = await world({ registeredMethod: 'client_secret_post' })
    await terminal().run('login', url, '--headless')
    const [secret = ''] = [...server.clients.values()]
    expect(secret).not.toBe('')
    for (const args of [
      ['profile', 'show', '--resource-url', url],
      ['profile', 'list'],
      ['status', url],
    ]) {
      for (const output of [[], ['--json']]) {
        const shown = await terminal().run(...args, ...output)
        expect(shown).toMatchObject({ status: 0 })
        expect(shown.stdout).not.toContain(JSON.stringify(secret).slice(1, -1))
      }
    }
  })

  test('39: a token went to any URL, its file was readable for a moment, and writers lost each other', async () => {
    const started = await world()
    const other = await world({ authorization: 'none' })
    await terminal().run('login', started.url, '--headless')
    const [profile] = await profiles()
    const stolen = await terminal().run('call', other.url, 'tools/list', '--profile-id', String(profile?.['id']))
    expectOneLine(stolen)
    expect(other.requests).toEqual([])
    const worlds = await Promise.all(Array.from({ length: 4 }, () => world()))
    await Promise.all(worlds.map(({ url }) => terminal().run('login', url, '--headless')))
    expect(await profiles()).toHaveLength(5)
    for (const name of await readdir(terminal().home)) {
      expect((await stat(join(terminal().home, name))).mode & 0o077).toBe(0)
    }
  })

  test('40: the listener took any path, and a missing iss was no matter', async () => {
    const { url, to } = await world()
    const statuses: number[] = []
    const withoutIss = tampering((callback) => callback.searchParams.delete('iss'))
    terminal().browser = async (link) => {
      const back = new URL(new URL(link).searchParams.get('redirect_uri') ?? '')
      const state = new URL(link).searchParams.get('state')
      for (const path of ['/', '/callback/', '/callback2', '/x/callback', '//callback']) {
        statuses.push((await fetch(`${back.origin}${path}?code=stolen&state=${state}`)).status)
      }
      return withoutIss(link)
    }
    const login = await terminal().run('login', url)
    expect(statuses).toEqual([404, 404, 404, 404, 404])
    expect(login).toMatchObject({ status: 4, stderr: expect.stringContaining('does not name its issuer') })
    expect(to('/as/token')).toEqual([])
  })

  test('41: refused connections, answers that are no JSON, the end of the input and 204 were stack traces', async () => {
    const answers: readonly (Reply | undefined)[] = [
      { status: 0 },
      { status: 204 },
      { status: 200, headers: { 'content-type': 'application/json' }, body: '<html>' },
      { status: 200, headers: { 'content-type': 'application/json' }, body: '' },
      { status: 200, headers: { 'content-type': 'text/event-stream' }, body: 'data: {' },
    ]
    for (const answer of answers) {
      const { url } = await world({
        deviate: (request, right) => (request.path === '/mcp' ? (answer ?? right) : right),
      })
      for (const command of [['discover'], ['login'], ['call'], ['tools'], ['token']]) {
        const args = [...command, url, ...(command[0] === 'call' ? ['tools/list'] : [])]
        expectOneLine(await terminal().run(...args))
      }
    }
    expectOneLine(await terminal().run('discover', 'http://127.0.0.1:1/'))
    const { url } = await world()
    terminal().browser = async () => undefined
    const stdin = { isTTY: true, text: async () => '', line: async () => undefined }
    const ended = await terminal().runWith({ stdin }, 'login', url, '--timeout', '0.2')
    expectOneLine(ended)
    expect(ended.status).toBe(4)
  })

  test('42: `--verbose` was refused after the command', async () => {
    const { url } = await world()
    for (const args of [
      ['--verbose', 'discover', url],
      ['discover', '--verbose', url],
      ['discover', url, '--verbose'],
    ]) {
      const told = await terminal().run(...args)
      expect(told).toMatchObject({ status: 0, stderr: expect.stringContaining('> POST') })
    }
  })

  test('43: stored credentials were asked for again, clients were never reused, tokens were never revoked', async () => {
    const machine = await world({
      clients: { machine: 'hush' },
      registeredMethod: 'client_secret_post',
      ...machines(),
    })
    const variables = { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_CLIENT_SECRET: 'hush' }
    await terminal().runWith({ variables }, 'login', machine.url, '--client-id', 'machine')
    expect(await terminal().run('login', machine.url)).toMatchObject({ status: 0 })
    expect(machine.to('/as/token').map((request) => form(request)['client_secret'])).toEqual(['hush', 'hush'])

    const { url, to, server } = await world()
    for (const _round of [1, 2]) await terminal().run('login', url, '--headless')
    expect(to('/as/register')).toHaveLength(1)
    expect(await profiles()).toHaveLength(2)
    await terminal().run('logout', url)
    expect(server.revoked).toEqual([expect.stringMatching(/^rt-/), expect.stringMatching(/^at-/)])
    expect(await profiles()).toHaveLength(1)
  })

  test('44: it could not talk to servers of Streamable HTTP', async () => {
    const { url, to } = await world({ era: 'handshake', sessions: true, eventStream: true })
    await terminal().run('login', url, '--headless')
    expect(await terminal().run('call', url, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
    const sent = to('/mcp').map((request) => ({ ...request, rpc: JSON.parse(request.body || '{}') }))
    const initialize = sent.find(({ rpc }) => rpc.method === 'initialize')
    expect(initialize?.rpc.params).toMatchObject({
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: expect.any(String), version: expect.any(String) },
    })
    expect(initialize?.headers.accept).toBe('application/json, text/event-stream')
    const list = sent.find(({ rpc }) => rpc.method === 'tools/list')
    expect(list?.headers).toMatchObject({ 'mcp-protocol-version': '2025-11-25', 'mcp-session-id': 'session-1' })
  })

  test('45: slow_down slowed it by a second, the end of the code went unheard, and no resource was named', async () => {
    const pending = { error: 'authorization_pending' }
    const slow = await device([pending, { error: 'slow_down' }, pending])
    expect(slow.login).toMatchObject({ status: 0 })
    expect(slow.waits).toEqual([5, 5, 10, 10])
    expect(form(slow.started.to('/as/device')[0] as Recorded)).toMatchObject({ resource: slow.started.url })
    const over = await device(Array(99).fill(pending))
    expect(over.login).toMatchObject({ status: 4, stderr: expect.stringContaining('within 300 s') })
    expect(over.waits).toHaveLength(61)
  })

  test('46: a login with a token needed discovery', async () => {
    const { url, requests, staticTokens } = await world({ resourceMetadata: 'none', challengeScope: undefined })
    staticTokens.add('mine')
    const login = await terminal().run('login', url, '--auth-mode', 'bearer', '--bearer-token', 'mine')
    expect(login).toMatchObject({ status: 0 })
    expect(requests).toEqual([])
    expect(await terminal().run('call', url, 'tools/list')).toMatchObject({ status: 0 })
  })

  test('47: expires_in as a string, a 401 and the deletion of an unknown profile were passed over', async () => {
    const { url, to, server } = await world({ expiresIn: '60' })
    await terminal().run('login', url, '--headless')
    terminal().advance(31)
    await terminal().run('call', url, 'tools/list')
    expect(to('/as/token')).toHaveLength(2)
    server.accessTokens.clear()
    expect(await terminal().run('call', url, 'tools/list')).toMatchObject({ status: 0 })
    expect(to('/as/token')).toHaveLength(3)
    const deleted = await terminal().run('profile', 'delete', 'nobody')
    expectOneLine(deleted)
    expect(deleted.status).toBe(1)
  })
})

/** A server that gives a token to whoever authenticates. */
function machines(): Partial<Setup> {
  return {
    deviate: (request, right, { server }) => {
      if (request.path.startsWith('/.well-known/oauth-authorization-server')) {
        return json(200, { ...JSON.parse(right.body ?? ''), grant_types_supported: ['client_credentials'] })
      }
      if (request.path !== '/as/token') return right
      const known = server.authenticate(request, new URLSearchParams(request.body)) !== undefined
      return known ? json(200, { access_token: 'machine-token', token_type: 'Bearer' }) : json(401, {})
    },
  }
}

/** A login by a code on another device; the clock is moved by the program's own waits alone. */
async function device(answers: readonly object[]) {
  const left = [...answers]
  const started = await world({
    deviate: (request, right, here) => {
      if (request.path === '/as/device') {
        const code = { device_code: 'd', user_code: 'AB', verification_uri: `${here.mcpOrigin}/verify` }
        return json(200, { ...code, expires_in: 300 })
      }
      if (request.path === '/as/token') {
        return json(left.length === 0 ? 200 : 400, left.shift() ?? { access_token: 'at', token_type: 'Bearer' })
      }
      if (!request.path.startsWith('/.well-known/oauth-authorization-server')) return right
      const endpoint = { device_authorization_endpoint: `${here.server.origin}/as/device` }
      return json(200, { ...JSON.parse(right.body ?? ''), ...endpoint, grant_types_supported: [DEVICE_CODE] })
    },
  })
  const waits: number[] = []
  let now = Date.now()
  const sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    // The time limit of a request waits for its signal; a poll is what ends in time.
    if (milliseconds >= 30_000) return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()))
    waits.push(milliseconds / 1000)
    now += milliseconds
  }
  const login = await terminal().runWith({ now: () => now, sleep }, 'login', started.url, '--timeout', '400')
  return { started, waits, login }
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

test('every bug of the original client, 37 to 47, has its test', async () => {
  const source = await readFile(import.meta.filename, 'utf8')
  const numbers = [...source.matchAll(/^ {2}test\('(\d+): /gm)].map(([, number]) => Number(number))
  expect(numbers).toEqual([37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47])
  expect(savedAnything(terminal())).toBe(false)
})
