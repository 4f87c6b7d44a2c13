import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js'
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { OAuthMetadata } from '@modelcontextprotocol/sdk/shared/auth.js'

/** A server on a free loopback port, whose address is known before it is built. */
export interface Opened {
  readonly origin: string
  /** Begins to answer. */
  answer(listener: RequestListener): void
  close(): void
}

/** Opens a port that answers later. */
export async function openPort(): Promise<Opened> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    answer: (listener) => void server.on('request', listener),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What a token is good for, or an error. */
export type Verify = (token: string) => Promise<AuthInfo>

/**
 * A protected resource made of the official SDK alone, in front of any authorization server. Its one tool says as
 * whom it was called.
 */
export async function startSdkResource(
  authorizationServer: object,
  scopes: string[] | undefined,
  verify: (url: string) => Verify,
): Promise<{ readonly url: string; close(): void }> {
  const opened = await openPort()
  const url = `${opened.origin}/mcp`
  const app = createMcpExpressApp()
  const about = {
    oauthMetadata: authorizationServer as OAuthMetadata,
    resourceServerUrl: new URL(url),
    ...(scopes !== undefined && { scopesSupported: scopes }),
  }
  app.use(mcpAuthMetadataRouter(about))
  const guard = requireBearerAuth({
    verifier: { verifyAccessToken: verify(url) },
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(new URL(url)),
    expectedResource: new URL(url),
  })
  app.all('/mcp', guard, async (request: Asked, response: Parameters<RequestListener>[1]) => {
    const server = new McpServer({ name: 'made-of-the-sdk', version: '1' })
    server.registerTool('whoami', {}, ({ authInfo }) => ({
      content: [{ type: 'text', text: `client ${authInfo?.clientId}` }],
    }))
    const transport = new StreamableHTTPServerTransport({})
    // The transport's optional callbacks are declared without `undefined`.
    await server.connect(transport as never)
    await transport.handleRequest(request, response, request.body)
  })
  opened.answer(app)
  return { url, close: opened.close }
}

type Asked = Parameters<StreamableHTTPServerTransport['handleRequest']>[0] & { readonly body?: unknown }
