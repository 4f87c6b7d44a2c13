import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decide } from './support/consent.ts'
import { authorizationUrl, type Cli, newCli, type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer
let cli: Cli

beforeAll(async () => {
  server = await startServer()
  cli = await newCli()
})

afterAll(async () => {
  expect((await server.stop()).stderr).toBe('')
  await cli.remove()
})

/** The result of a command that must have worked, as its one JSON document. */
async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await cli.run(...args, '--json')
  expect({ status, stderr }).toMatchObject({ status: 0 })
  return JSON.parse(stdout) as Record<string, unknown>
}

describe('mcp-auth against mcp-auth-test-server, two real programs', () => {
  test('discovers', async () => {
    const { status, stdout } = await cli.run('discover', server.resources.oauth)
    expect(status).toBe(0)
    expect(stdout).toContain(server.issuer)
    expect(stdout).toContain('auth-code')
  })

  test('cannot call before it logs in, and says how', async () => {
    const { status, stdout, stderr } = await cli.run('call', server.resources.oauth, 'tools/list')
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' })
    expect(stderr).toContain(`mcp-auth login ${server.resources.oauth}`)
  })

  test('logs in through the consent page', async () => {
    const login = cli.start('login', server.resources.oauth)
    const callback = await decide(await authorizationUrl(login), 'approve')
    expect(callback.status).toBe(200)
    expect(await login.ended).toMatchObject({ status: 0 })
    expect((await stat(join(cli.home, 'profiles.json'))).mode & 0o777).toBe(0o600)
  })

  test('calls, in both lifecycles', async () => {
    const { resources } = server
    expect(await json('call', resources.oauth, 'initialize')).toMatchObject({
      result: { serverInfo: { name: 'mcp-auth-test-server' } },
    })
    expect(JSON.stringify(await json('call', resources.oauth, 'tools/list'))).toContain('whoami')
    for (const version of ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28']) {
      const ping = await json(
        'call',
        resources.oauth,
        'tools/call',
        '--tool-name',
        'ping',
        '--protocol-version',
        version,
      )
      expect(ping).toMatchObject({ result: { structuredContent: { pong: true } } })
    }
    const echo = ['--tool-name', 'echo', '--tool-arguments', '{"message":"hi","uppercase":true}']
    expect(await json('call', resources.oauth, 'tools/call', ...echo)).toMatchObject({
      result: { structuredContent: { message: 'HI' } },
    })
    expect(await json('call', resources.oauth, 'tools/call', '--tool-name', 'whoami')).toMatchObject({
      result: { structuredContent: { identity: 'test-user', audience: resources.oauth, issuer: server.issuer } },
    })
  })

  test('shows the profile without its secrets, uses it, and lists it once however often one logs in', async () => {
    const again = cli.start('login', server.resources.oauth)
    await decide(await authorizationUrl(again), 'approve')
    expect((await again.ended).status).toBe(0)
    const { result: profiles } = (await json('profile', 'list')) as { result: { id: string }[] }
    expect(profiles).toHaveLength(1)
    const shown = await cli.run('profile', 'show', profiles[0]?.id ?? '', '--json')
    expect(shown.status).toBe(0)
    const secrets = JSON.parse(
      (await cli.run('profile', 'show', profiles[0]?.id ?? '', '--json', '--show-secrets')).stdout,
    ) as unknown
    const tokens = [...JSON.stringify(secrets).matchAll(/"(?:access|refresh)_?[tT]oken":"([^"]+)"/g)].map(
      ([, token]) => token ?? '',
    )
    expect(tokens.length).toBeGreaterThan(0)
    for (const token of tokens) expect(shown.stdout).not.toContain(token)
    expect((await cli.run('profile', 'use', profiles[0]?.id ?? '')).status).toBe(0)
  })

  test('logs in to the static-bearer surface without any discovery', async () => {
    const withToken = await newCli({ MCP_AUTH_BEARER_TOKEN: 'test-bearer-token' })
    const url = server.resources['bearer-token']
    expect((await withToken.run('login', url, '--auth-mode', 'bearer')).status).toBe(0)
    const { stdout } = await withToken.run('call', url, 'tools/call', '--tool-name', 'ping')
    expect(JSON.parse(stdout)).toMatchObject({ structuredContent: { pong: true } })
    await withToken.remove()
  })

  test('discovers that the static-bearer surface has no discovery', async () => {
    const { status, stdout } = await cli.run('discover', server.resources['bearer-token'])
    expect(status).toBe(0)
    expect(stdout).toContain('bearer')
    expect(stdout).not.toContain('auth-code')
  })

  test('logs out', async () => {
    expect((await cli.run('logout', server.resources.oauth)).status).toBe(0)
    expect((await cli.run('call', server.resources.oauth, 'tools/list')).status).toBe(4)
    expect(await json('profile', 'list')).toMatchObject({ result: [] })
  })
})
