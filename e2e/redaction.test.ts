import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Env, nodeEnv, run } from 'mcp-auth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idTokenOf, SSO, workloadJwt } from './support/assertions.ts'
import { decideDevice } from './support/device.ts'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer
let directory: string

beforeAll(async () => {
  const surfaces = 'oauth,bearer-token,oauth-v2-client-creds'
  server = await startServer([
    '--approval-mode',
    'auto_approve',
    '--surfaces',
    surfaces,
    '--dpop-nonces',
    'both',
    '--device-poll-interval',
    '1',
  ])
  directory = await mkdtemp(join(tmpdir(), 'mcp-auth-redaction-'))
})

afterAll(async () => {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
})

/** What nobody else may ever read, by its name on the wire. */
const SECRETS = new Set([
  ...['access_token', 'refresh_token', 'id_token', 'code', 'code_verifier', 'client_secret', 'client_assertion'],
  ...['registration_access_token', 'device_code', 'assertion', 'subject_token', 'token'],
])

/** Every secret of a text: of JSON, of a form, of the query of a URL. */
function secretsOf(text: string): readonly string[] {
  const query = text.includes('?') ? text.slice(text.indexOf('?') + 1) : text
  if (!text.startsWith('{'))
    return [...new URLSearchParams(query)].flatMap(([name, value]) => (SECRETS.has(name) ? [value] : []))
  return Object.entries(JSON.parse(text) as Record<string, unknown>).flatMap(([name, value]) =>
    SECRETS.has(name) && typeof value === 'string' ? [value] : [],
  )
}

/** A `fetch` that keeps every secret that goes over the wire, in either direction. */
function watched(fetch: Env['fetch'], secrets: Set<string>): Env['fetch'] {
  const keep = (values: readonly string[]): void => {
    for (const value of values) secrets.add(value)
  }
  return async (url, init) => {
    keep(secretsOf(url))
    keep(secretsOf(init.body ?? ''))
    keep((init.headers['authorization'] ?? '').split(' ').slice(-1).filter(Boolean))
    const answer = await fetch(url, init)
    keep(secretsOf(answer.headers.get('location') ?? ''))
    const chunks: Uint8Array[] = []
    for await (const chunk of answer.body ?? []) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString('utf8')
    if (text.startsWith('{')) keep(secretsOf(text))
    const { status, headers, headerList } = answer
    return {
      status,
      headers,
      headerList,
      body: (async function* () {
        yield Buffer.from(text)
      })(),
    }
  }
}

/** What proves who a client or workload is, for the ways to log in that need more than a client secret. */
async function identity(mode: string): Promise<Readonly<Record<string, string>>> {
  if (mode === 'workload') return { MCP_AUTH_ASSERTION: await workloadJwt(server, await testKey()) }
  if (mode !== 'enterprise') return {}
  return {
    MCP_AUTH_ID_TOKEN: await idTokenOf(server),
    MCP_AUTH_CLIENT_SECRET: 'enterprise-mcp-secret',
    MCP_AUTH_IDP_CLIENT_SECRET: SSO.secret,
  }
}

/** The key of the README. */
async function testKey(): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
  return /^```json\n(\{"kty".*\})$/m.exec(readme)?.[1] ?? ''
}

describe('no secret of any flow is in --verbose or --har', () => {
  const asked = (name: string) => ['--auth-mode', name]
  test.each([
    ['auth-code', 'oauth', [...asked('auth-code'), '--headless']],
    [
      'client-creds',
      'oauth-v2-client-creds',
      [...asked('client-creds'), '--client-id', 'phase-6-service-client', '--auth-method', 'client_secret_post'],
    ],
    ['bearer', 'bearer-token', asked('bearer')],
    ['device', 'oauth', asked('device')],
    ['workload', 'oauth', asked('workload')],
    [
      'enterprise',
      'oauth',
      [...asked('enterprise'), '--client-id', 'enterprise-mcp-client', '--idp-client-id', SSO.id],
    ],
  ])('%s', async (name, surface, options) => {
    const secrets = new Set<string>()
    const real = nodeEnv(new AbortController().signal)
    let said = ''
    const file = join(directory, `${name}.har`)
    const env: Env = {
      ...real,
      fetch: watched(real.fetch, secrets),
      stdout: () => undefined,
      stderr: (text) => {
        said += text
        const [, complete] = /^Or visit: (http\S+)$/m.exec(text) ?? []
        if (complete !== undefined) void decideDevice(complete, 'approve')
      },
      variables: {
        MCP_AUTH_CLI_HOME: join(directory, name),
        MCP_AUTH_CLIENT_SECRET: 'phase-6-service-secret',
        MCP_AUTH_BEARER_TOKEN: 'test-bearer-token',
        ...(await identity(name)),
      },
    }
    const url = server.resources[surface as 'oauth']
    const more = name === 'enterprise' ? ['--idp-issuer', server.identityProvider] : []
    let traces = ''
    for (const args of [
      ['login', url, ...options, ...more],
      ['tools', url],
      ['logout', url],
    ]) {
      expect([await run([...args, '--verbose', '--har', file], env), said]).toMatchObject([0, expect.anything()])
      traces += `${said}${await readFile(file, 'utf8')}`
    }
    expect(secrets.size).toBeGreaterThan(0)
    expect(traces).toContain('[redacted]')
    expect([...secrets].filter((secret) => traces.includes(secret))).toEqual([])
    await writeFile(file, '')
  })
})
