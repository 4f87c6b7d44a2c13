import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idTokenOf, SSO, workloadJwt } from './support/assertions.ts'
import { decideDevice } from './support/device.ts'
import { type Cli, type Ended, newCli, type RunningServer, startServer } from './support/programs.ts'

const SETTINGS = ['--approval-mode', 'auto_approve', '--device-poll-interval', '1', '--dpop-nonces', 'both']

let server: RunningServer
let key: string

beforeAll(async () => {
  server = await startServer(SETTINGS)
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  key = /^```json\n(\{"kty".*\})$/m.exec(readme)?.[1] ?? ''
})

afterAll(async () => {
  expect((await server.stop()).stderr).toBe('')
})

/** A home of its own for each test. */
async function withCli(env: Readonly<Record<string, string>>, use: (cli: Cli) => Promise<void>): Promise<void> {
  const cli = await newCli(env)
  try {
    await use(cli)
  } finally {
    await cli.remove()
  }
}

async function json(ended: Promise<Ended>): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await ended
  expect({ status, stderr }).toMatchObject({ status: 0 })
  return JSON.parse(stdout).result as Record<string, unknown>
}

/** What `whoami` says of the token. */
async function whoami(cli: Cli): Promise<string> {
  const call = ['call', server.resources.oauth, 'tools/call', '--tool-name', 'whoami', '--json']
  return JSON.stringify(await json(cli.run(...call)))
}

/** Makes the saved token look expired, so that the next use renews it. */
async function expire({ home }: Cli): Promise<void> {
  const path = join(home, 'profiles.json')
  const document = JSON.parse(await readFile(path, 'utf8'))
  const profiles = document.profiles.map((profile: object) => ({ ...profile, expiresAt: '2020-01-01T00:00:00.000Z' }))
  await writeFile(path, JSON.stringify({ ...document, profiles }))
}

describe('every way to log in that the server has', () => {
  test('auth-code, with a token bound to a key, and nonces asked for at both ends', async () => {
    await withCli({}, async (cli) => {
      const login = await json(cli.run('login', server.resources.oauth, '--headless', '--json'))
      expect(login).toMatchObject({ authMode: 'auth-code', tokenType: 'DPoP' })
      expect(await whoami(cli)).toContain('jkt')
      await expire(cli)
      const renewed = await cli.run('call', server.resources.oauth, 'tools/list', '--verbose')
      expect(renewed).toMatchObject({ status: 0, stderr: expect.stringContaining('grant_type=refresh_token') })
      expect(renewed.stderr).not.toMatch(/"d":"/)
    })
  })

  test('auth-code, with a bearer token where the user wants one', async () => {
    await withCli({}, async (cli) => {
      const login = await json(cli.run('login', server.resources.oauth, '--headless', '--no-dpop', '--json'))
      expect(login).toMatchObject({ tokenType: 'Bearer' })
      expect(await whoami(cli)).not.toContain('jkt')
    })
  })

  test('device', async () => {
    await withCli({}, async (cli) => {
      const login = cli.start('login', server.resources.oauth, '--auth-mode', 'device', '--json')
      const [, complete = ''] = await login.printed('stderr', /^Or visit: (http\S+)$/m)
      await decideDevice(complete, 'approve')
      expect(await json(login.ended)).toMatchObject({ authMode: 'device', tokenType: 'DPoP' })
      expect(await whoami(cli)).toContain('jkt')
    })
  })

  test('device, denied', async () => {
    await withCli({}, async (cli) => {
      const login = cli.start('login', server.resources.oauth, '--auth-mode', 'device')
      const [, complete = ''] = await login.printed('stderr', /^Or visit: (http\S+)$/m)
      await decideDevice(complete, 'deny')
      expect(await login.ended).toMatchObject({
        status: 4,
        stderr: expect.stringContaining('Error: The authorization was denied.'),
      })
    })
  })

  test.each([
    ['client_secret_post', 'dev-confidential-client', { MCP_AUTH_CLIENT_SECRET: 'dev-confidential-secret' }],
    ['private_key_jwt', 'dev-jwt-client', { MCP_AUTH_PRIVATE_KEY: 'the key of README.md' }],
  ])('client-creds by %s, renewed without anyone', async (_method, clientId, secret) => {
    const env = 'MCP_AUTH_PRIVATE_KEY' in secret ? { MCP_AUTH_PRIVATE_KEY: key } : secret
    await withCli(env, async (cli) => {
      const scope = ['--scope', 'mcp:tools:list mcp:tools:read']
      const client = ['--client-id', clientId, '--auth-method', 'client_secret_post']
      const login = cli.run('login', server.resources.oauth, ...client, ...scope, '--json')
      expect(await json(login)).toMatchObject({ authMode: 'client-creds' })
      expect(await whoami(cli)).toContain(clientId)
      await expire(cli)
      const renewed = await cli.run('call', server.resources.oauth, 'tools/list', '--verbose')
      expect(renewed).toMatchObject({ status: 0, stderr: expect.stringContaining('grant_type=client_credentials') })
      const again = cli.run('login', server.resources.oauth, ...scope, '--json')
      expect(await json(again)).toMatchObject({ authMode: 'client-creds' })
    })
  })

  test('workload, with a new JWT of the platform each time the token ends', async () => {
    await withCli({}, async (cli) => {
      const file = join(cli.home, 'assertion.jwt')
      await writeFile(file, await workloadJwt(server, key))
      const login = cli.run(
        'login',
        server.resources.oauth,
        '--auth-mode',
        'workload',
        '--assertion',
        `@${file}`,
        '--json',
      )
      expect(await json(login)).toMatchObject({ authMode: 'workload' })
      expect(await whoami(cli)).toContain('dev-workload')
      await expire(cli)
      await writeFile(file, await workloadJwt(server, key))
      const renewed = await cli.run('call', server.resources.oauth, 'tools/list', '--verbose')
      expect(renewed).toMatchObject({ status: 0, stderr: expect.stringContaining('grant-type%3Ajwt-bearer') })
    })
  })

  test('enterprise, with the ID token of a login at the identity provider', async () => {
    const secrets = { MCP_AUTH_CLIENT_SECRET: 'enterprise-mcp-secret', MCP_AUTH_IDP_CLIENT_SECRET: SSO.secret }
    await withCli(secrets, async (cli) => {
      const file = join(cli.home, 'id.jwt')
      await writeFile(file, await idTokenOf(server))
      const provider = ['--idp-issuer', server.identityProvider, '--idp-client-id', SSO.id, '--id-token', `@${file}`]
      const client = ['--client-id', 'enterprise-mcp-client', '--auth-mode', 'enterprise']
      const login = cli.run('login', server.resources.oauth, ...client, ...provider, '--json')
      expect(await json(login)).toMatchObject({ authMode: 'enterprise' })
      expect(await whoami(cli)).toContain('enterprise-mcp-client')
      await expire(cli)
      const renewed = await cli.run('call', server.resources.oauth, 'tools/list', '--verbose')
      expect(renewed).toMatchObject({ status: 0, stderr: expect.stringContaining('grant-type%3Atoken-exchange') })
    })
  })

  test('a wider scope is asked for when a tool needs it, and kept', async () => {
    await withCli({}, async (cli) => {
      const { oauth } = server.resources
      await json(cli.run('login', oauth, '--headless', '--scope', 'mcp:tools:list', '--json'))
      const echo = ['call', oauth, 'tools/call', '--tool-name', 'echo', '--tool-arguments', '{"message":"hi"}']
      expect(await cli.run(...echo)).toMatchObject({ status: 4, stderr: expect.stringContaining('mcp:tools:echo') })
      const stepped = await cli.run(...echo, '--headless')
      expect(stepped).toMatchObject({ status: 0, stdout: expect.stringContaining('hi') })
      expect(await cli.run(...echo)).toMatchObject({ status: 0, stderr: '' })
      expect(await cli.run('tools', oauth)).toMatchObject({ status: 0, stdout: expect.stringContaining('whoami') })
    })
  })
})

describe.each(['2025-11-25', '2026-07-28'])('from mcp:tools:list to mcp:tools:write at %s', (version) => {
  test('logs in narrowly, lists, steps up for a tool, and keeps both', async () => {
    await withCli({}, async (cli) => {
      const { oauth } = server.resources
      const spoken = ['--protocol-version', version] as const
      await json(cli.run('login', oauth, '--headless', '--scope', 'mcp:tools:list', '--json'))
      expect(await cli.run('call', oauth, 'tools/list', ...spoken)).toMatchObject({ status: 0 })
      const note = ['--tool-name', 'write_note', '--tool-arguments', '{"key":"plan","content":"step by step"}']
      const call = ['call', oauth, 'tools/call', ...note, ...spoken] as const
      expect(await cli.run(...call)).toMatchObject({ status: 4, stderr: expect.stringContaining('mcp:tools:write') })
      expect(await cli.run(...call, '--headless')).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('"stored": true'),
      })
      expect(await cli.run(...call)).toMatchObject({ status: 0, stderr: '' })
      expect(await cli.run('call', oauth, 'tools/list', ...spoken)).toMatchObject({ status: 0, stderr: '' })
    })
  })
})

describe('twenty calls at once', () => {
  test.each([
    ['is expired', expire],
    ['is no longer taken', revokeAccessToken],
  ])(
    'with a token that %s: one refresh, twenty successes',
    async (_what, spoil) => {
      await withCli({}, async (cli) => {
        const { oauth } = server.resources
        await json(cli.run('login', oauth, '--headless', '--json'))
        await spoil(cli)
        const calls = await Promise.all(
          Array.from({ length: 20 }, () => cli.run('call', oauth, 'tools/list', '--verbose')),
        )
        expect(calls.map(({ status }) => status)).toEqual(Array(20).fill(0))
        // A request that the server answers with a nonce is the same refresh, said once more.
        const asked = calls.filter(({ stderr }) => stderr.includes('grant_type=refresh_token'))
        expect(asked).toHaveLength(1)
        await expire(cli)
        expect(await cli.run('call', oauth, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
      })
    },
    60_000,
  )
})

async function revokeAccessToken({ home }: Cli): Promise<void> {
  const { profiles } = JSON.parse(await readFile(join(home, 'profiles.json'), 'utf8'))
  const { accessToken, authorization } = profiles[0]
  const form = { token: accessToken, client_id: authorization.client.clientId }
  const answer = await fetch(authorization.revocationEndpoint, { method: 'POST', body: new URLSearchParams(form) })
  expect(answer.status).toBe(200)
}
