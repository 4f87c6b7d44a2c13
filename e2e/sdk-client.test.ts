import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
import { UnauthorizedError as UnauthorizedErrorV1 } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approve, MemoryProvider } from './support/memory-provider.ts'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server.stop()
})

describe('the official SDK client, version 2', () => {
  test.each([
    { mode: 'legacy' as const, protocol: /^2025-/ },
    { mode: 'auto' as const, protocol: /^2026-07-28$/ },
  ])('logs in and calls, negotiation $mode', async ({ mode, protocol }) => {
    const provider = new MemoryProvider()
    const url = new URL(server.resources.oauth)
    const connect = async () => {
      const client = new Client({ name: 'sdk-v2', version: '1' }, { versionNegotiation: { mode } })
      const transport = new StreamableHTTPClientTransport(url, { authProvider: provider })
      return { client, transport, connecting: client.connect(transport) }
    }
    const first = await connect()
    await expect(first.connecting).rejects.toBeInstanceOf(UnauthorizedError)
    const parameters = await approve(provider)
    expect(parameters.get('state')).toBe('a-state-of-its-own')
    await first.transport.finishAuth(parameters)

    const { client, connecting } = await connect()
    await connecting
    expect(client.getNegotiatedProtocolVersion()).toMatch(protocol)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['echo', 'ping', 'whoami']),
    )
    const { structuredContent } = await client.callTool({ name: 'whoami', arguments: {} })
    expect(structuredContent).toMatchObject({ identity: 'test-user', audience: server.resources.oauth })
    await client.close()
  })

  test('calls the static-bearer surface with a plain token', async () => {
    const client = new Client({ name: 'sdk-v2', version: '1' })
    const authProvider = { token: async () => 'test-bearer-token' }
    await client.connect(new StreamableHTTPClientTransport(new URL(server.resources['bearer-token']), { authProvider }))
    expect((await client.callTool({ name: 'ping', arguments: {} })).structuredContent).toEqual({ pong: true })
    await client.close()
  })
})

describe('the official SDK client, version 1', () => {
  test('logs in and calls', async () => {
    const provider = new MemoryProvider()
    const transport = () => new TransportV1(new URL(server.resources.oauth), { authProvider: provider })
    const first = transport()
    await expect(new ClientV1({ name: 'sdk-v1', version: '1' }).connect(first)).rejects.toBeInstanceOf(
      UnauthorizedErrorV1,
    )
    await first.finishAuth((await approve(provider)).get('code') ?? '')

    const client = new ClientV1({ name: 'sdk-v1', version: '1' })
    await client.connect(transport())
    expect((await client.callTool({ name: 'ping', arguments: {} })).structuredContent).toEqual({ pong: true })
    await client.close()
  })
})
