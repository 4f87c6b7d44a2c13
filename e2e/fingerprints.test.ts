import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createServer, judge, VirtualClock } from 'mcp-auth-test-server'
import { describe, expect, test } from 'vitest'
import { MemoryProvider } from './support/memory-provider.ts'
import { newCli, startServer } from './support/programs.ts'

/** A server without a socket, wrong in these ways, whose user approves at once. */
function world(faults: readonly string[]) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1))
  const server = createServer({ approvalMode: 'auto_approve', faults: [...faults] }, { clock })
  const provider = new MemoryProvider()
  const fetch = (url: string | URL, init?: RequestInit) =>
    server.fetch(new Request(url, init), { connection: 'client' })
  /** What the browser brings back. */
  const answer = async (): Promise<URLSearchParams> => {
    const url = provider.authorizationUrl
    if (url === undefined) throw new Error('it did not ask for authorization')
    const response = await server.fetch(new Request(url, { headers: { 'user-agent': 'Mozilla/5.0' } }), {
      connection: 'browser',
    })
    return new URL(response.headers.get('location') ?? '').searchParams
  }
  return { server, clock, provider, fetch, answer, url: new URL(server.resources['oauth'] ?? '') }
}

type World = ReturnType<typeof world>

const sdks = {
  async v2({ provider, fetch, answer, url }: World): Promise<void> {
    const connection = () => ({
      client: new Client({ name: 'sdk-v2', version: '1' }, { versionNegotiation: { mode: 'auto' } }),
      transport: new StreamableHTTPClientTransport(url, { authProvider: provider, fetch }),
    })
    const first = connection()
    await first.client.connect(first.transport).catch(() => undefined)
    await first.transport.finishAuth(await answer())
    const { client, transport } = connection()
    await client.connect(transport)
    await client.callTool({ name: 'ping', arguments: {} })
    await client.close()
  },
  async v1({ provider, fetch, answer, url }: World): Promise<void> {
    const transport = () => new TransportV1(url, { authProvider: provider, fetch })
    const first = transport()
    await new ClientV1({ name: 'sdk-v1', version: '1' }).connect(first).catch(() => undefined)
    await first.finishAuth((await answer()).get('code') ?? '')
    const client = new ClientV1({ name: 'sdk-v1', version: '1' })
    await client.connect(transport())
    await client.callTool({ name: 'ping', arguments: {} })
    await client.close()
  },
}

/** What is held against a client that has stopped, and what is said of the one topic that a fault is about; by code. */
async function said(sdk: keyof typeof sdks, faults: readonly string[], topic: string): Promise<Record<string, string>> {
  const here = world(faults)
  // A client that does not get on stops; what it did until then is what counts.
  await sdks[sdk](here).catch(() => undefined)
  here.clock.advance(600)
  const [flow, ...others] = here.server.flows.all()
  if (flow === undefined || others.length > 0) throw new Error(`${others.length + 1} flows instead of one`)
  const told = judge(flow).judgements.filter(
    ({ outcome, code }) => ['fail', 'warn', 'legacy'].includes(outcome) || code === topic,
  )
  // Its provider was given no metadata document; that it registers is known.
  return Object.fromEntries(told.filter(({ code }) => code !== 'C-REG-02').map(({ code, outcome }) => [code, outcome]))
}

interface Row {
  readonly faults: readonly string[]
  readonly topic: string
  readonly v2: string
  readonly v1: string
  /** What else is said, of both. */
  readonly also?: Readonly<Record<string, string>>
}

const alike = (topic: string, outcome: string, ...faults: readonly string[]): Row => ({
  faults,
  topic,
  v2: outcome,
  v1: outcome,
})

/** As of @modelcontextprotocol/client 2 and @modelcontextprotocol/sdk 1 in package-lock.json. Version 1 speaks 2025-11-25, which asks for no iss. */
const rows: readonly Row[] = [
  // Proceeds when the methods are not listed; refuses when they are, without S256.
  alike('C-ASMD-06', 'fail', 'missing-pkce-methods'),
  alike('C-ASMD-06', 'pass', 'plain-pkce-methods'),
  { faults: ['wrong-metadata-issuer'], topic: 'C-ASMD-05', v2: 'pass', v1: 'fail' },
  { faults: ['slash-metadata-issuer'], topic: 'C-ASMD-05', v2: 'pass', v1: 'warn' },
  alike('C-DISC-06', 'pass', 'foreign-resource'),
  alike('C-DISC-06', 'pass', 'sibling-resource'),
  // Accepts a resource that its own is a part of.
  alike('C-DISC-06', 'info', 'origin-resource'),
  // Uses the first one only, and falls back to the endpoints of 2025-03-26 when that is dead.
  { ...alike('C-DISC-07', 'info', 'dead-authorization-server'), also: { 'C-ASMD-01': 'legacy' } },
  // Reads challenges with regular expressions.
  alike('C-GEN-03', 'fail', 'awkward-challenge'),
  alike('C-DISC-04', 'pass', 'urlless-challenge', 'missing-path-metadata'),
  // Falls back to the origin, and names no resource then.
  alike('C-DISC-05', 'legacy', 'urlless-challenge', 'missing-resource-metadata'),
  alike('C-ASMD-02', 'pass', 'missing-oauth-metadata'),
  alike('C-AZ-12', 'pass', 'scopeless-challenge'),
  alike('C-AZ-13', 'pass', 'scopeless-challenge', 'missing-resource-scopes'),
  { faults: ['wrong-iss'], topic: 'C-RESP-01', v2: 'pass', v1: 'info' },
  { faults: ['missing-iss'], topic: 'C-RESP-02', v2: 'pass', v1: 'info' },
  { faults: ['unannounced-iss', 'wrong-iss'], topic: 'C-RESP-03', v2: 'pass', v1: 'info' },
  alike('C-RESP-04', 'pass', 'unannounced-iss', 'missing-iss'),
  { faults: ['unnormalised-iss'], topic: 'C-RESP-05', v2: 'pass', v1: 'info' },
  alike('C-TOK-08', 'fail', 'unknown-token-type'),
  alike('C-REG-12', 'pass', 'refused-registration'),
  alike('C-REG-04', 'pass', 'missing-metadata-documents'),
  alike('C-STEP-04', 'pass', 'plain-forbidden'),
]

describe.each(['v2', 'v1'] as const)('the official SDK, %s', (sdk) => {
  test.each(rows.map((row) => ({ ...row, name: row.faults.join(' and ') })))('facing $name', async (row) => {
    const { faults, topic, also = {} } = row
    expect(await said(sdk, faults, topic)).toEqual({ ...also, [topic]: row[sdk] })
  })

  test('form-encodes no secret in Basic credentials', async () => {
    const here = world([])
    here.provider.saveClientInformation({
      client_id: 'dev-encoded-client',
      client_secret: 'dev+encoded/secret: 100%',
      token_endpoint_auth_method: 'client_secret_basic',
    })
    await sdks[sdk](here).catch(() => undefined)
    here.clock.advance(600)
    const [flow] = here.server.flows.all()
    const judgements = flow === undefined ? [] : judge(flow).judgements
    expect(judgements.find(({ code }) => code === 'C-TOK-06')?.outcome).toBe('fail')
  })
})

describe('mcp-auth, facing the same', () => {
  // Each of them alone, and each combination from above.
  const lies = new Map(
    [...rows.map(({ faults }) => faults), ['wrong-state'], ['endless-step-up'], ['html-token-response']].map(
      (faults) => [faults.join(','), faults],
    ),
  )

  test.each([...lies.keys()])('%s: nothing is held against it', async (faults) => {
    const server = await startServer(['--approval-mode', 'auto_approve', '--faults', faults])
    const cli = await newCli()
    try {
      const login = await cli.run('login', server.resources.oauth, '--headless')
      // Success, a failure, a refusal to go on; never a crash.
      expect([0, 1, 4]).toContain(login.status)
      await cli.run('call', server.resources.oauth, 'tools/call', '--tool-name', 'ping', '--headless')
      const { stdout } = await cli.run('report', server.issuer, '--json')
      const { flows } = (
        JSON.parse(stdout) as { result: { flows: { findings: { code: string; outcome: string }[] }[] } }
      ).result
      expect(flows.length).toBeGreaterThan(0)
      const against = flows
        .flatMap(({ findings }) => findings)
        .filter(({ outcome }) => ['fail', 'warn'].includes(outcome))
      // It was given no metadata document of its own.
      expect(against.filter(({ code }) => code !== 'C-REG-02')).toEqual([])
    } finally {
      await server.stop()
      await cli.remove()
    }
  })
})
