import { auth, Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
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

const note = { name: 'write_note', arguments: { key: 'plan', content: 'step by step' } }

/** Logs in with no more than the scope to list tools. */
async function loginNarrow(provider: MemoryProvider): Promise<void> {
  const serverUrl = new URL(server.resources.oauth)
  expect(await auth(provider, { serverUrl, scope: 'mcp:tools:list' })).toBe('REDIRECT')
  expect(provider.authorizationUrl?.searchParams.get('scope')).toBe('mcp:tools:list')
  const parameters = await approve(provider)
  const [authorizationCode = '', iss = ''] = ['code', 'iss'].map((name) => parameters.get(name) ?? undefined)
  expect(await auth(provider, { serverUrl, authorizationCode, iss })).toBe('AUTHORIZED')
}

/** The scopes of the last authorization request. */
const asked = ({ authorizationUrl }: MemoryProvider) => authorizationUrl?.searchParams.get('scope')?.split(' ')

describe('from mcp:tools:list to mcp:tools:write', () => {
  test.each([
    { mode: 'legacy' as const, protocol: /^2025-/ },
    { mode: 'auto' as const, protocol: /^2026-07-28$/ },
  ])('the official SDK client, version 2, negotiation $mode', async ({ mode, protocol }) => {
    const provider = new MemoryProvider()
    await loginNarrow(provider)
    const client = new Client({ name: 'sdk-v2', version: '1' }, { versionNegotiation: { mode } })
    const transport = new StreamableHTTPClientTransport(new URL(server.resources.oauth), { authProvider: provider })
    await client.connect(transport)
    expect(client.getNegotiatedProtocolVersion()).toMatch(protocol)
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('write_note')
    await expect(client.callTool(note)).rejects.toBeInstanceOf(UnauthorizedError)
    expect(asked(provider)).toContain('mcp:tools:write')
    await transport.finishAuth(await approve(provider))
    expect((await client.callTool(note)).structuredContent).toMatchObject({ key: 'plan', stored: true })
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('write_note')
    await client.close()
  })

  test('the official SDK client, version 1, without a refresh token: with one it refreshes instead', async () => {
    const provider = new MemoryProvider(['authorization_code'])
    await loginNarrow(provider)
    const client = new ClientV1({ name: 'sdk-v1', version: '1' })
    const transport = new TransportV1(new URL(server.resources.oauth), { authProvider: provider })
    await client.connect(transport)
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('write_note')
    await expect(client.callTool(note)).rejects.toBeInstanceOf(UnauthorizedErrorV1)
    expect(asked(provider)).toContain('mcp:tools:write')
    await transport.finishAuth((await approve(provider)).get('code') ?? '')
    expect((await client.callTool(note)).structuredContent).toMatchObject({ key: 'plan', stored: true })
    await client.close()
  })
})
