import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approve, MemoryProvider } from './support/memory-provider.ts'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer
let url: URL

beforeAll(async () => {
  server = await startServer(['--surfaces', 'oauth,everything'])
  url = new URL('/mcp/everything', server.issuer)
})

afterAll(async () => {
  await server.stop()
})

const capabilities = { elicitation: {}, sampling: {} }
const answers = { username: 'alice', email: 'alice@example.com', name: 'Ada', color: 'blue', ok: true }

/** Plays the person: fills in what the form asks for. */
function fillIn({ params }: { readonly params: object }) {
  const { properties = {} } = 'requestedSchema' in params ? (params.requestedSchema as { properties?: object }) : {}
  const content = Object.fromEntries(Object.entries(answers).filter(([name]) => name in properties))
  return { action: 'accept' as const, content }
}

const sampled = {
  role: 'assistant' as const,
  content: { type: 'text' as const, text: 'forty-two' },
  model: 'a-test',
}

describe('the official SDK client, version 2', () => {
  test.each([
    { mode: 'legacy' as const, protocol: /^2025-/ },
    { mode: 'auto' as const, protocol: /^2026-07-28$/ },
  ])('logs in, and is asked for input and told of progress, negotiation $mode', async ({ mode, protocol }) => {
    const provider = new MemoryProvider()
    const newClient = () => new Client({ name: 'sdk-v2', version: '1' }, { capabilities, versionNegotiation: { mode } })
    const newTransport = () => new StreamableHTTPClientTransport(url, { authProvider: provider })
    const first = newTransport()
    await expect(newClient().connect(first)).rejects.toBeInstanceOf(UnauthorizedError)
    await first.finishAuth(await approve(provider))

    const client = newClient()
    client.setRequestHandler('elicitation/create', async (request) => fillIn(request))
    client.setRequestHandler('sampling/createMessage', async () => sampled)
    await client.connect(newTransport())
    expect(client.getNegotiatedProtocolVersion()).toMatch(protocol)
    const elicited = await client.callTool({ name: 'test_elicitation', arguments: { message: 'Who are you?' } })
    expect(JSON.stringify(elicited.content)).toContain('alice@example.com')
    const answered = await client.callTool({ name: 'test_sampling', arguments: { prompt: 'What is it?' } })
    expect(answered.content).toEqual([{ type: 'text', text: 'LLM response: forty-two' }])
    const progress: number[] = []
    const onprogress = (step: { progress: number }) => progress.push(step.progress)
    await client.callTool({ name: 'test_tool_with_progress', arguments: {} }, { onprogress })
    expect(progress).toEqual([0, 50, 100])
    const stated = await client.callTool({ name: 'test_input_required_result_request_state', arguments: {} })
    expect(stated.content).toEqual([{ type: 'text', text: 'state-ok' }])
    const twice = await client.callTool({ name: 'test_input_required_result_multi_round', arguments: {} })
    expect(twice.content).toEqual([{ type: 'text', text: 'Ada likes blue' }])
    await client.close()
  })
})

describe('the official SDK client, version 1', () => {
  test('logs in, and is asked for input and told of progress and of changes', async () => {
    const provider = new MemoryProvider()
    const newTransport = () => new TransportV1(url, { authProvider: provider })
    const first = newTransport()
    await expect(new ClientV1({ name: 'sdk-v1', version: '1' }).connect(first)).rejects.toThrow()
    await first.finishAuth((await approve(provider)).get('code') ?? '')

    const client = new ClientV1({ name: 'sdk-v1', version: '1' }, { capabilities })
    client.setRequestHandler(ElicitRequestSchema, async (request) => fillIn(request))
    client.setRequestHandler(CreateMessageRequestSchema, async () => sampled)
    const transport = newTransport()
    await client.connect(transport)
    const elicited = await client.callTool({ name: 'test_elicitation', arguments: { message: 'Who are you?' } })
    expect(JSON.stringify(elicited.content)).toContain('alice@example.com')
    const answered = await client.callTool({ name: 'test_sampling', arguments: { prompt: 'What is it?' } })
    expect(answered.content).toEqual([{ type: 'text', text: 'LLM response: forty-two' }])
    const progress: number[] = []
    const onprogress = (step: { progress: number }) => progress.push(step.progress)
    await client.callTool({ name: 'test_tool_with_progress', arguments: {} }, undefined, { onprogress })
    expect(progress).toEqual([0, 50, 100])

    const updated = new Promise((resolve) =>
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri)),
    )
    await client.subscribeResource({ uri: 'test://watched-resource' })
    await client.callTool({ name: 'test_trigger_resource_update', arguments: {} })
    expect(await updated).toBe('test://watched-resource')
    await transport.terminateSession()
    await client.close()
  })
})
