import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js'
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cli, type Ended, newCli, type RunningServer, start, startServer } from './support/programs.ts'

let server: RunningServer
let everything: string
let cli: Cli

beforeAll(async () => {
  server = await startServer(['--surfaces', 'oauth,everything', '--approval-mode', 'auto_approve'])
  everything = new URL('/mcp/everything', server.issuer).href
  cli = await newCli()
  for (const url of [server.resources.oauth, everything]) {
    expect(await cli.run('login', url, '--headless')).toMatchObject({ status: 0 })
  }
})

afterAll(async () => {
  await server.stop()
  await cli.remove()
})

/** How a local client starts the bridge. */
const bridge = (url: string, ...more: string[]) => ({
  command: process.execPath,
  args: [join(import.meta.dirname, '../packages/cli/bin/mcp-auth.js'), 'proxy', url, ...more],
  env: { PATH: process.env['PATH'] ?? '', MCP_AUTH_CLI_HOME: cli.home },
  stderr: 'pipe' as const,
})

const capabilities = { elicitation: {}, sampling: {} }
const answers = { username: 'alice', email: 'alice@example.com' }
const sampled = { role: 'assistant' as const, content: { type: 'text' as const, text: 'forty-two' }, model: 'a-test' }
const accepted = async () => ({ action: 'accept' as const, content: answers })

describe('the official SDK client on stdio, version 2', () => {
  const lifecycles = [
    { mode: 'legacy' as const, protocol: /^2025-/ },
    { mode: 'auto' as const, protocol: /^2026-07-28$/ },
  ]

  test.each(lifecycles)('lists and calls behind a login, negotiation $mode', async ({ mode, protocol }) => {
    const client = new Client({ name: 'sdk-v2', version: '1' }, { versionNegotiation: { mode } })
    await client.connect(new StdioClientTransport(bridge(server.resources.oauth)))
    expect(client.getNegotiatedProtocolVersion()).toMatch(protocol)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['echo', 'whoami']))
    const { structuredContent } = await client.callTool({ name: 'whoami', arguments: {} })
    expect(structuredContent).toMatchObject({ identity: 'test-user', audience: server.resources.oauth })
    await client.close()
  })

  test.each(lifecycles)('is asked for input, negotiation $mode', async ({ mode, protocol }) => {
    const client = new Client({ name: 'sdk-v2', version: '1' }, { capabilities, versionNegotiation: { mode } })
    client.setRequestHandler('elicitation/create', accepted)
    client.setRequestHandler('sampling/createMessage', async () => sampled)
    await client.connect(new StdioClientTransport(bridge(everything)))
    expect(client.getNegotiatedProtocolVersion()).toMatch(protocol)
    const elicited = await client.callTool({ name: 'test_elicitation', arguments: { message: 'Who are you?' } })
    expect(JSON.stringify(elicited.content)).toContain('alice@example.com')
    const answered = await client.callTool({ name: 'test_sampling', arguments: { prompt: 'What is it?' } })
    expect(answered.content).toEqual([{ type: 'text', text: 'LLM response: forty-two' }])
    await client.close()
  })
})

describe('the official SDK client on stdio, version 1', () => {
  test('is asked for input, and told of changes on the stream of the server’s own', async () => {
    const client = new ClientV1({ name: 'sdk-v1', version: '1' }, { capabilities })
    client.setRequestHandler(ElicitRequestSchema, accepted)
    client.setRequestHandler(CreateMessageRequestSchema, async () => sampled)
    const updated = new Promise<string>((resolve) =>
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri)),
    )
    await client.connect(new StdioV1(bridge(everything)))
    const elicited = await client.callTool({ name: 'test_elicitation', arguments: { message: 'Who are you?' } })
    expect(JSON.stringify(elicited.content)).toContain('alice@example.com')
    const uri = 'test://watched-resource'
    await client.subscribeResource({ uri })
    await client.callTool({ name: 'test_trigger_resource_update', arguments: {} })
    expect(await updated).toBe(uri)
    await client.unsubscribeResource({ uri })
    await client.close()
  })
})

describe('as a process', () => {
  /** A bridge whose client is these lines; it ends when they do. */
  async function piped(home: string, ...messages: object[]): Promise<Ended & { replies: readonly Reply[] }> {
    const running = start('mcp-auth', ['proxy', everything], { MCP_AUTH_CLI_HOME: home }, 'pipe')
    running.child.stdin?.end(messages.map((message) => JSON.stringify(message)).join('\n'))
    const ended = await running.ended
    const replies = ended.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Reply]))
    return { ...ended, replies }
  }

  interface Reply {
    readonly id?: unknown
    readonly params?: { readonly progress?: number }
    readonly error?: { readonly message: string; readonly data: unknown }
  }

  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'lines', version: '1' },
  }
  const call = { jsonrpc: '2.0', id: 'a', method: 'tools/call' }
  const params = { name: 'test_tool_with_progress', arguments: {}, _meta: { ...meta, progressToken: 'p' } }

  test('everything said on the way passes, in order, and the end of the input is the end', async () => {
    const { status, stderr, replies } = await piped(cli.home, { ...call, params })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(replies.map((reply) => reply.params?.progress ?? reply.id)).toEqual([0, 50, 100, 'a'])
  })

  test('without a login the request is answered with the command that helps, and stdout has messages alone', async () => {
    const fresh = await newCli()
    const { status, stderr, replies } = await piped(fresh.home, { ...call, params })
    expect(status).toBe(0)
    expect(replies).toMatchObject([{ id: 'a', error: { data: { code: 'unauthorized', status: 401 } } }])
    expect(replies[0]?.error?.message).toContain(`mcp-auth login ${everything}`)
    expect(stderr).toContain(`Hint: mcp-auth login ${everything}`)
    await fresh.remove()
  })

  test('an interruption ends it with 130', async () => {
    const running = start('mcp-auth', ['proxy', everything], { MCP_AUTH_CLI_HOME: cli.home }, 'pipe')
    const ready = running.printed('stdout', /"id":"a"/)
    running.child.stdin?.write(`${JSON.stringify({ ...call, params })}\n`)
    await ready
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ status: 130, stderr: 'Error: Interrupted.\n' })
  })
})
