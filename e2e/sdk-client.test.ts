import {
  Client,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { UnauthorizedError as UnauthorizedErrorV1 } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerConsent } from './support/consent.ts'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server.stop()
})

/** Keeps what a login needs in memory, and the authorization URL for whoever plays the user. */
class MemoryProvider implements OAuthClientProvider {
  readonly redirectUrl = 'http://127.0.0.1:51234/callback'
  readonly clientMetadata = {
    client_name: 'Official SDK client',
    redirect_uris: ['http://127.0.0.1:51234/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  }
  readonly #saved = new Map<string, unknown>()
  authorizationUrl: URL | undefined

  state = () => 'a-state-of-its-own'
  clientInformation = () => this.#get<{ client_id: string }>('client')
  saveClientInformation = (value: object) => this.#put('client', value)
  tokens = () => this.#get<{ access_token: string; token_type: string; refresh_token?: string }>('tokens')
  saveTokens = (value: object) => this.#put('tokens', value)
  saveCodeVerifier = (value: string) => this.#put('verifier', value)
  codeVerifier = () => this.#get<string>('verifier') ?? ''
  redirectToAuthorization = (url: URL) => {
    this.authorizationUrl = url
  }

  #get<T>(name: string): T | undefined {
    return this.#saved.get(name) as T | undefined
  }

  #put(name: string, value: unknown): void {
    this.#saved.set(name, value)
  }
}

/** Plays the user at the consent page, and gives the parameters that the client would be called back with. */
async function approve({ authorizationUrl }: MemoryProvider): Promise<URLSearchParams> {
  return new URL(await answerConsent(authorizationUrl?.href ?? '', 'approve')).searchParams
}

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
