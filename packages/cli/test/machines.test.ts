import { describe, expect, test } from 'vitest'
import { json, type Recorded } from './support/http-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup } from './support/world.ts'

const { terminal, world } = useWorlds()

const form = ({ body }: Recorded): Record<string, string> => Object.fromEntries(new URLSearchParams(body))

const ID_JAG_PROFILE = 'urn:ietf:params:oauth:grant-profile:id-jag'

/** A server that gives tokens to whoever authenticates, and publishes what is said. */
function serving(metadata: object, token: object = {}): Partial<Setup> {
  return {
    deviate: (request, right, { server }) => {
      if (request.path.startsWith('/.well-known/oauth-authorization-server')) {
        return json(200, { ...JSON.parse(right.body ?? ''), ...metadata })
      }
      if (request.path !== '/as/token') return right
      const issued = `at-${server.accessTokens.size + 1}`
      server.accessTokens.add(issued)
      return json(200, { access_token: issued, token_type: 'Bearer', expires_in: 60, ...token })
    },
  }
}

describe('a machine with a secret of its own', () => {
  const grants = { grant_types_supported: ['client_credentials', 'authorization_code'] }

  test('gets its token after discovery, without registration or a browser, and the next one the same way', async () => {
    verifies(
      'client-uses-client-credentials',
      'client-authenticates-machine',
      'client-sends-resource-with-client-credentials',
    )
    const started = await world({ ...serving(grants), registeredMethod: 'client_secret_basic' })
    const variables = { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_CLIENT_SECRET: 'hush' }
    const login = await terminal().runWith({ variables }, 'login', started.url, '--client-id', 'machine')
    expect(login).toMatchObject({ status: 0, stdout: expect.stringContaining('client-creds') })
    expect(login.stderr).not.toContain('Open this URL')
    terminal().advance(31)
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0, stderr: '' })
    const request = { grant_type: 'client_credentials', resource: started.url, scope: 'mcp:read' }
    expect(started.to('/as/token').map(form)).toEqual([request, request])
    expect([...started.to('/as/register'), ...started.to('/as/authorize')]).toEqual([])
    expect(started.requests.map(({ path }) => path).indexOf('/custom/prm.json')).toBeGreaterThan(0)
  })

  test('asks for the scopes that the resource lists where the challenge names none', async () => {
    verifies('client-sends-resource-with-client-credentials')
    const started = await world({ ...serving(grants), challengeScope: undefined, resourceScopes: ['a', 'b'] })
    const variables = { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_CLIENT_SECRET: 'hush' }
    await terminal().runWith({ variables }, 'login', started.url, '--client-id', 'machine')
    expect(started.to('/as/token').map(form)[0]).toMatchObject({ scope: 'a b' })
  })
})

describe('the identity provider of an enterprise', () => {
  const grants = { grant_types_supported: ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'authorization_code'] }
  const supporting = { ...grants, authorization_grant_profiles_supported: [ID_JAG_PROFILE] }

  test.each<readonly [object, boolean]>([
    [supporting, true],
    [{ ...grants, authorization_grant_profiles_supported: ['urn:example:other'] }, false],
    [grants, false],
  ])('%j: its assertions are offered: %j', async (metadata, offered) => {
    verifies('client-detects-id-jag-support')
    const { url } = await world(serving(metadata))
    const { stdout } = await terminal().run('discover', url, '--json')
    expect(JSON.parse(stdout).result.authModes.includes('enterprise')).toBe(offered)
  })

  async function logIn(metadata: object) {
    let given = 0
    const started = await world(serving(metadata))
    const idp = await world({
      deviate: (request, right) => {
        if (request.path !== '/as/token') return right
        const issued_token_type = 'urn:ietf:params:oauth:token-type:id-jag'
        return json(200, { access_token: `grant-${++given}`, issued_token_type, token_type: 'N_A' })
      },
    })
    const env = { output: async () => 'the-id-token\n' }
    const provider = ['--idp-issuer', idp.server.issuer, '--idp-client-id', 'at-idp']
    const who = ['--client-id', 'app', '--id-token-command', 'sso']
    const login = await terminal().runWith(env, 'login', started.url, ...who, ...provider)
    return { started, env, login }
  }

  test('is asked for a new assertion when the token ends', async () => {
    verifies('client-detects-id-jag-support')
    const { started, env, login } = await logIn(supporting)
    expect(login).toMatchObject({ status: 0 })
    expect(login.stderr).not.toContain('does not list')
    terminal().advance(31)
    expect(await terminal().runWith(env, 'call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    expect(started.to('/as/token').map((request) => form(request)['assertion'])).toEqual(['grant-1', 'grant-2'])
  })

  test('is asked all the same where the user says so, and they are told', async () => {
    verifies('client-detects-id-jag-support')
    const { login } = await logIn(grants)
    expect(login).toMatchObject({ status: 0, stderr: expect.stringContaining(`does not list ${ID_JAG_PROFILE}`) })
  })
})

test('a workload keeps its assertion to itself where the token endpoint is not safe', async () => {
  verifies('client-redeems-workload-jwt')
  const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  const { url, to } = await world(
    serving({ grant_types_supported: [grant], token_endpoint: 'http://as.example/token' }),
  )
  const login = await terminal().run('login', url, '--auth-mode', 'workload', '--assertion', 'jwt')
  expectOneLine(login)
  expect(login).toMatchObject({ status: 1, stderr: expect.stringContaining('is not https') })
  expect(to('/as/token')).toEqual([])
})
