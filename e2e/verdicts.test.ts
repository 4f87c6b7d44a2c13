import { readFile, writeFile } from 'node:fs/promises'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import * as oauth from 'oauth4webapi'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decide } from './support/consent.ts'
import { approve, MemoryProvider } from './support/memory-provider.ts'
import { authorizationUrl, type Cli, newCli, type RunningServer, start, startServer } from './support/programs.ts'

let server: RunningServer
let cli: Cli

beforeEach(async () => {
  server = await startServer()
  cli = await newCli()
})

afterEach(async () => {
  await server.stop()
  await cli.remove()
})

interface Finding {
  readonly code: string
  readonly outcome: string
  readonly note: string
}

interface Flow {
  readonly client: { readonly title: string }
  readonly revision: string | null
  readonly exchanges: number
  readonly findings: readonly Finding[]
}

/** The one flow that a client left behind, by the report that `mcp-auth report` gives. */
async function seen(): Promise<Flow> {
  const { stdout, status } = await cli.run('report', server.issuer, '--json')
  const { flows } = (JSON.parse(stdout) as { result: { flows: readonly Flow[] } }).result
  expect(flows).toHaveLength(1)
  const [flow] = flows
  if (flow === undefined) throw new Error('no flow')
  expect(status).toBe(flow.findings.some(({ outcome }) => outcome === 'fail') ? 1 : 0)
  return flow
}

/** What is held against the client of a flow. */
function against({ findings }: Flow): readonly string[] {
  return findings
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
    .map(({ outcome, code }) => `${outcome} ${code}`)
}

/** That a client registers although the server takes metadata documents is all that is to be said of those that were given none. */
const REGISTERS = ['warn C-REG-02']

describe('what the server says of clients that others wrote', () => {
  test.each([
    { mode: 'legacy' as const, revision: '2025-11-25' },
    { mode: 'auto' as const, revision: '2026-07-28' },
  ])('the official SDK, version 2, negotiation $mode', async ({ mode, revision }) => {
    const provider = new MemoryProvider()
    const connection = () => ({
      client: new Client({ name: 'sdk-v2', version: '1' }, { versionNegotiation: { mode } }),
      transport: new StreamableHTTPClientTransport(new URL(server.resources.oauth), { authProvider: provider }),
    })
    const first = connection()
    await expect(first.client.connect(first.transport)).rejects.toThrow()
    await first.transport.finishAuth(await approve(provider))
    const { client, transport } = connection()
    await client.connect(transport)
    await client.callTool({ name: 'ping', arguments: {} })
    await client.close()
    const flow = await seen()
    expect([flow.client.title, flow.revision]).toEqual(['sdk-v2 1', revision])
    expect(against(flow)).toEqual(REGISTERS)
  })

  test('the official SDK, version 1', async () => {
    const provider = new MemoryProvider()
    const transport = () => new TransportV1(new URL(server.resources.oauth), { authProvider: provider })
    const first = transport()
    await expect(new ClientV1({ name: 'sdk-v1', version: '1' }).connect(first)).rejects.toThrow()
    await first.finishAuth((await approve(provider)).get('code') ?? '')
    const client = new ClientV1({ name: 'sdk-v1', version: '1' })
    const second = transport()
    await client.connect(second)
    await client.callTool({ name: 'ping', arguments: {} })
    await second.terminateSession()
    await client.close()
    const flow = await seen()
    expect(flow.revision).toBe('2025-11-25')
    expect(against(flow)).toEqual(REGISTERS)
    // Its provider names no application_type, which only a later revision asks for.
    expect(flow.findings.find(({ code }) => code === 'C-REG-10')?.outcome).toBe('info')
  })

  test('oauth4webapi, with a refresh', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true } as const
    const resource = new URL(server.resources.oauth)
    const described = await oauth.processResourceDiscoveryResponse(
      resource,
      await oauth.resourceDiscoveryRequest(resource, insecure),
    )
    const issuer = new URL(described.authorization_servers?.[0] ?? '')
    const as = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
    )
    const redirectUri = 'http://127.0.0.1:50123/callback'
    const metadata = {
      application_type: 'native',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    }
    const client = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(as, metadata, insecure),
    )
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const url = new URL(as.authorization_endpoint ?? '')
    const asked = {
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'mcp:tools:list mcp:tools:echo',
      resource: resource.href,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      approval_mode: 'auto_approve',
    }
    url.search = String(new URLSearchParams(asked))
    const answer = await fetch(url, { redirect: 'manual' })
    const callback = oauth.validateAuthResponse(as, client, new URL(answer.headers.get('location') ?? ''), state)
    const more = { ...insecure, additionalParameters: { resource: resource.href } }
    const tokens = await oauth.processAuthorizationCodeResponse(
      as,
      client,
      await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), callback, redirectUri, verifier, more),
    )
    await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token ?? '', more),
    )
    const flow = await seen()
    expect(flow.revision).toBeNull()
    // It says nothing of the revision of MCP it is for, so that what only some ask for is advice.
    expect(against(flow)).toEqual([])
    const passed = flow.findings.filter(({ outcome }) => outcome === 'pass').map(({ code }) => code)
    expect(passed).toEqual(expect.arrayContaining(['C-AZ-02', 'C-AZ-03', 'C-TOK-02', 'C-TOK-03', 'C-TOK-04']))
  })

  test('mcp-auth itself', async () => {
    const login = cli.start('login', server.resources.oauth, '--no-browser')
    await decide(await authorizationUrl(login), 'approve')
    expect((await login.ended).status).toBe(0)
    expect((await cli.run('call', server.resources.oauth, 'tools/list')).status).toBe(0)
    const { findings } = await seen()
    expect(findings.filter(({ outcome }) => outcome === 'fail')).toEqual([])
  })
})

describe('mcp-auth report', () => {
  test('fails for a client that is wrong, and says what to read', async () => {
    await fetch(server.resources.oauth, { method: 'POST' })
    const query = 'response_type=code&client_id=dev-public-client&redirect_uri=http://127.0.0.1/callback'
    await fetch(`${server.issuer}/oauth/authorize?${query}`, { redirect: 'manual' })
    const { status, stdout, stderr } = await cli.run('report', server.issuer)
    expect([status, stderr]).toEqual([1, expect.stringContaining('mcp-auth explain C-AZ-02')])
    expect(stdout).toContain('FAIL C-AZ-02 It asked for a code without a code_challenge.')
    expect(stdout).toMatch(/try next: .*code_verifier/)

    const file = `${cli.home}/report.xml`
    const written = await cli.run('report', server.issuer, '--format', 'junit', '--output', file)
    expect([written.status, written.stdout]).toEqual([1, expect.stringContaining(file)])
    expect(await readFile(file, 'utf8')).toContain('<failure message="It asked for a code without a code_challenge."')

    const known = `${cli.home}/known.yaml`
    await cli.run('report', server.issuer, '--format', 'expected-failures', '--output', known)
    expect(await readFile(known, 'utf8')).toContain('auth/metadata-default:pkce-code-challenge-sent')
    const expected = await cli.run('report', server.issuer, '--expected-failures', known)
    expect([expected.status, expected.stdout]).toEqual([0, expect.stringContaining('FAIL (expected) C-AZ-02')])
    await writeFile(known, "client:\n  - 'auth/metadata-default:pkce-code-challenge-sent'\n  - nonsense: true\n")
    expect((await cli.run('report', server.issuer, '--expected-failures', known)).status).toBe(2)
  })

  test('cannot tell anything of a server that has seen nobody, and says so', async () => {
    const { status, stderr } = await cli.run('report', server.issuer)
    expect([status, stderr]).toEqual([5, expect.stringContaining('has seen no client yet')])
  })

  test('needs the token of a server that has one', async () => {
    const locked = await startServer(['--debug-token', 'let-me-look'])
    const refused = await cli.run('report', locked.issuer)
    expect([refused.status, refused.stderr]).toEqual([4, expect.stringContaining('--debug-token')])
    const shown = start('mcp-auth', ['report', locked.issuer], {
      MCP_AUTH_CLI_HOME: cli.home,
      MCP_AUTH_DEBUG_TOKEN: 'let-me-look',
    })
    expect((await shown.ended).status).toBe(5)
    await locked.stop()
  })
})

describe('mcp-auth watch', () => {
  test('shows each exchange as it happens, and no secret', async () => {
    const watching = start('mcp-auth', ['watch', server.issuer, '--events'], { MCP_AUTH_CLI_HOME: cli.home })
    await watching.printed('stderr', /Watching/)
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'dev-confidential-client',
      client_secret: 'dev-confidential-secret',
      resource: server.resources.oauth,
    })
    const response = await fetch(`${server.issuer}/oauth/token`, { method: 'POST', body })
    const { access_token } = (await response.json()) as { access_token: string }
    await watching.printed('stdout', /POST \/oauth\/token 200/)
    await watching.printed('stdout', /token\.issued/)
    watching.child.kill('SIGINT')
    const { status, stdout } = await watching.ended
    expect(status).toBe(130)
    expect(stdout).not.toContain(access_token)
    expect(stdout).not.toContain('dev-confidential-secret')
  })
})
