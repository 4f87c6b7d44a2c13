import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DemoInMemoryAuthProvider } from '@modelcontextprotocol/sdk/examples/server/demoInMemoryOAuthProvider.js'
import { createOAuthMetadata, mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { OAuth2Server } from 'oauth2-mock-server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startProvider } from './support/foreign-provider.ts'
import { authorizationUrl, type Cli, newCli } from './support/programs.ts'
import { openPort, startSdkResource, type Verify } from './support/sdk-resource.ts'

/** The real mcp-auth with authorization servers and a resource that this project did not write. */
let cli: Cli
const closing: (() => unknown)[] = []

beforeEach(async () => {
  cli = await newCli({ MCP_AUTH_CLIENT_SECRET: 'known-beforehand' })
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  await cli.remove()
})

const soon = (): number => Math.floor(Date.now() / 1000) + 3600

/** Logs in with a user who goes where the server sends them. */
async function logIn(url: string, visit: (link: string) => Promise<unknown>, ...args: string[]): Promise<unknown> {
  const login = cli.start('login', url, '--json', ...args)
  await visit(await authorizationUrl(login))
  const { status, stdout, stderr } = await login.ended
  expect({ status, stderr }).toMatchObject({ status: 0 })
  return JSON.parse(stdout).result
}

const follow = async (link: string): Promise<unknown> => (await fetch(link)).text()

/** Calls the tool, and gives what it says and how often the call had to renew the token. */
async function whoami(url: string): Promise<{ readonly text: string; readonly refreshes: number }> {
  const called = await cli.run('call', url, 'tools/call', '--tool-name', 'whoami', '--verbose')
  expect(called).toMatchObject({ status: 0 })
  const refreshes = called.stderr.match(/^> .*grant_type=refresh_token/gm)?.length ?? 0
  return { text: JSON.parse(called.stdout).content[0].text, refreshes }
}

/** Makes the saved token look expired, so that the next use renews it. */
async function expire(): Promise<void> {
  const path = join(cli.home, 'profiles.json')
  const document = JSON.parse(await readFile(path, 'utf8'))
  const profiles = document.profiles.map((profile: object) => ({ ...profile, expiresAt: '2020-01-01T00:00:00.000Z' }))
  await writeFile(path, JSON.stringify({ ...document, profiles }))
}

describe('oidc-provider', () => {
  const configured = {
    client_id: 'known',
    client_secret: 'known-beforehand',
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
  }

  test.each([
    ['a client that registers itself', []],
    ['a client that is known beforehand', ['--client-id', 'known']],
  ])('%s: login, call, refresh, logout', async (_what, identity) => {
    const { issuer, provider, visit, close } = await startProvider([configured], 'mcp:read')
    closing.push(close)
    const verify = (url: string): Verify => {
      return async (token) => {
        const found = await provider.AccessToken.find(token)
        const good = found?.aud === url && !found.isExpired
        const resource = good ? { resource: new URL(url) } : {}
        return { token, clientId: identity[1] ?? 'registered', scopes: ['mcp:read'], expiresAt: soon(), ...resource }
      }
    }
    const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
    const resource = await startSdkResource(metadata as object, ['mcp:read'], verify)
    closing.push(resource.close)
    expect(await logIn(resource.url, visit, ...identity)).toMatchObject({ authMode: 'auth-code', issuer })
    expect(await whoami(resource.url)).toEqual({ text: `client ${identity[1] ?? 'registered'}`, refreshes: 0 })
    for (const _round of [1, 2]) {
      await expire()
      expect(await whoami(resource.url)).toMatchObject({ refreshes: 1 })
    }
    await logIn(resource.url, visit, ...identity)
    const logout = await cli.run('logout', resource.url)
    expect(logout).toMatchObject({ status: 0, stdout: expect.stringContaining('refresh token revoked') })
    expect(await cli.run('call', resource.url, 'tools/list')).toMatchObject({ status: 4 })
  })
})

test('oauth2-mock-server, which publishes by OpenID Connect alone: login, call, refresh, logout', async () => {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  closing.push(() => server.stop())
  const issuer = server.issuer.url ?? ''
  server.service.on('beforeTokenSigning', ({ payload }, { body }) => {
    Object.assign(payload, { aud: Reflect.get(body, 'resource') })
  })
  const keys = createLocalJWKSet({ keys: server.issuer.keys.toJSON() })
  const verify = (url: string): Verify => {
    return async (token) => {
      const { payload } = await jwtVerify(token, keys, { issuer, audience: url })
      return { token, clientId: String(payload.sub), scopes: [], expiresAt: soon(), resource: new URL(url) }
    }
  }
  const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
  const resource = await startSdkResource(metadata as object, undefined, verify)
  closing.push(resource.close)
  expect(await logIn(resource.url, follow, '--client-id', 'known', '--auth-mode', 'auth-code')).toMatchObject({
    issuer,
  })
  expect(await whoami(resource.url)).toEqual({ text: 'client johndoe', refreshes: 0 })
  await expire()
  expect(await whoami(resource.url)).toMatchObject({ refreshes: 1 })
  expect(await cli.run('logout', resource.url)).toMatchObject({ status: 0 })
})

/** The demonstration of the SDK, with the refresh tokens and the revocation that it leaves to others. */
class RenewingProvider extends DemoInMemoryAuthProvider {
  readonly refreshTokens = new Map<string, string>()
  readonly revoked: string[] = []

  override async exchangeAuthorizationCode(
    ...given: Parameters<DemoInMemoryAuthProvider['exchangeAuthorizationCode']>
  ) {
    const tokens = await super.exchangeAuthorizationCode(...given)
    return { ...tokens, refresh_token: this.#remember(tokens.access_token) }
  }

  override async exchangeRefreshToken(_client: unknown, refreshToken: string) {
    const access = this.refreshTokens.get(refreshToken) ?? ''
    const old = await this.verifyAccessToken(access)
    this.refreshTokens.delete(refreshToken)
    const token = randomUUID()
    Reflect.get(this, 'tokens').set(token, { ...old, token, expiresAt: Date.now() + 3_600_000 })
    return { access_token: token, token_type: 'bearer', expires_in: 3600, refresh_token: this.#remember(token) }
  }

  async revokeToken(_client: unknown, { token }: { readonly token: string }): Promise<void> {
    this.revoked.push(token)
    this.refreshTokens.delete(token)
  }

  #remember(access: string): string {
    const refreshToken = randomUUID()
    this.refreshTokens.set(refreshToken, access)
    return refreshToken
  }
}

describe("the official SDK's own authorization server", () => {
  async function start(provider: DemoInMemoryAuthProvider): Promise<string> {
    const opened = await openPort()
    closing.push(opened.close)
    const app = createMcpExpressApp()
    const options = { provider, issuerUrl: new URL(opened.origin), scopesSupported: ['mcp:tools'] }
    app.use(mcpAuthRouter(options))
    opened.answer(app)
    const verify = (): Verify => (token) => provider.verifyAccessToken(token)
    const resource = await startSdkResource(createOAuthMetadata(options), ['mcp:tools'], verify)
    closing.push(resource.close)
    return resource.url
  }

  test('as its example is, without refresh tokens: login, call, logout', async () => {
    const url = await start(new DemoInMemoryAuthProvider())
    expect(await logIn(url, follow)).toMatchObject({ authMode: 'auth-code', scope: 'mcp:tools' })
    expect(await whoami(url)).toMatchObject({ text: expect.stringMatching(/^client [0-9a-f-]{36}$/) })
    expect(await cli.run('logout', url)).toMatchObject({ status: 0, stdout: expect.stringContaining('stay valid') })
  })

  test('with refresh tokens and revocation: login, call, refresh, logout', async () => {
    const provider = new RenewingProvider()
    const url = await start(provider)
    await logIn(url, follow)
    for (const _round of [1, 2]) {
      await expire()
      expect(await whoami(url)).toMatchObject({ refreshes: 1 })
    }
    const [refreshToken] = provider.refreshTokens.keys()
    expect(await cli.run('logout', url)).toMatchObject({ status: 0 })
    expect(provider.revoked).toHaveLength(2)
    expect(provider.revoked[0]).toBe(refreshToken)
  })
})
