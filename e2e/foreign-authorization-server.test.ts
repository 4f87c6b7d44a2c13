import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { OAuth2Server } from 'oauth2-mock-server'
import Provider from 'oidc-provider'
import { afterEach, expect, test } from 'vitest'
import { startServer } from './support/programs.ts'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Somebody else's authorization server with one client that gets tokens for itself. */
async function startProvider(format: 'jwt' | 'opaque'): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  // A listening TCP server has an address with a port.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const resourceServer = { scope: 'mcp:tools:list mcp:tools:read', accessTokenFormat: format, accessTokenTTL: 3600 }
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'machine',
        client_secret: 'machine-secret',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx: unknown, audience: string) => ({ ...resourceServer, audience }),
      },
    },
  } as never)
  server.on('request', provider.callback())
  return issuer
}

const basic = `Basic ${Buffer.from('machine:machine-secret').toString('base64')}`

async function obtain(issuer: string, resource: string, scope: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: basic },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

async function whoami(url: string, token: string): Promise<unknown> {
  const client = new Client({ name: 'sdk-v2', version: '1' })
  const authProvider = { token: async () => token }
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }))
  const { structuredContent } = await client.callTool({ name: 'whoami', arguments: {} })
  await client.close()
  return structuredContent
}

test('oidc-provider: its JWTs, by the issuer alone', async () => {
  const issuer = await startProvider('jwt')
  const server = await startServer(['--authorization-server', issuer])
  closing.push(server.stop)
  const { oauth } = server.resources
  expect(await (await fetch(server.metadata.protectedResource)).json()).toMatchObject({
    authorization_servers: [issuer],
  })
  const token = await obtain(issuer, oauth, 'mcp:tools:list mcp:tools:read')
  expect(await whoami(oauth, token)).toMatchObject({
    identity: 'machine',
    client_id: 'machine',
    issuer,
    audience: oauth,
  })
  await expect(whoami(oauth, await obtain(issuer, `${oauth}2`, 'mcp:tools:read'))).rejects.toThrow()
})

test('oidc-provider: its opaque tokens, by introspection', async () => {
  const issuer = await startProvider('opaque')
  const introspection = {
    endpoint: `${issuer}/token/introspection`,
    clientId: 'machine',
    clientSecret: 'machine-secret',
  }
  const server = await startServer(['--authorization-server', JSON.stringify({ issuer, introspection })])
  closing.push(server.stop)
  const { oauth } = server.resources
  const token = await obtain(issuer, oauth, 'mcp:tools:list mcp:tools:read')
  expect(await whoami(oauth, token)).toMatchObject({ identity: 'machine', client_id: 'machine', audience: oauth })
  await expect(whoami(oauth, `${token.slice(0, -1)}x`)).rejects.toThrow()
})

test('oauth2-mock-server, which has no typ: its JWTs with untyped', async () => {
  const foreign = new OAuth2Server()
  await foreign.issuer.keys.generate('RS256')
  await foreign.start(0, '127.0.0.1')
  closing.push(() => foreign.stop())
  const issuer = foreign.issuer.url ?? ''
  const server = await startServer(['--authorization-server', JSON.stringify({ issuer, untyped: true })])
  closing.push(server.stop)
  const { oauth } = server.resources
  const scopesOrTransform = (_header: unknown, payload: Record<string, unknown>) => {
    Object.assign(payload, { sub: 'somebody', aud: oauth, scope: 'mcp:tools:list mcp:tools:read' })
  }
  const token = await foreign.issuer.buildToken({ scopesOrTransform })
  expect(await whoami(oauth, token)).toMatchObject({ identity: 'somebody', issuer })
})
