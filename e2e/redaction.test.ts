import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Env, nodeEnv, run } from 'mcp-auth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer
let directory: string

beforeAll(async () => {
  const surfaces = 'oauth,bearer-token,oauth-v2-client-creds'
  server = await startServer(['--approval-mode', 'auto_approve', '--surfaces', surfaces, '--dpop-nonces', 'both'])
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
      },
      variables: {
        MCP_AUTH_CLI_HOME: join(directory, name),
        MCP_AUTH_CLIENT_SECRET: 'phase-6-service-secret',
        MCP_AUTH_BEARER_TOKEN: 'test-bearer-token',
      },
    }
    const url = server.resources[surface as 'oauth']
    let traces = ''
    for (const args of [
      ['login', url, ...options],
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
