import type { Fetch } from '../../src/env.ts'
import type { AuthorizationServerSetup } from './authorization-server.ts'
import { FakeAuthorizationServer } from './authorization-server.ts'
import { json, NOT_FOUND, type Recorded, type Reply } from './http-server.ts'
import { answerMcp } from './mcp-server.ts'

/** A request as it left, before any network. */
export interface Sent extends Recorded {
  readonly url: string
  /** Whether it may only go to a public address. */
  readonly publicOnly: boolean
}

/** Hosts of the open internet, without a network: a `fetch` that they answer. */
export interface Internet {
  readonly fetch: Fetch
  readonly sent: Sent[]
  readonly server: FakeAuthorizationServer
}

/** Where the MCP server and its authorization server are. */
export const MCP_URL = 'https://mcp.example.com/mcp'
export const ISSUER = 'https://as.example.com'

const SETUP: AuthorizationServerSetup = {
  path: '',
  metadata: 'oauth',
  registration: true,
  registeredMethod: 'none',
  clientIdMetadataDocuments: false,
  scopesSupported: undefined,
  expiresIn: 60,
  rotates: true,
  clients: {},
  authorizationQuery: '',
}

/** Both servers conform, but for what `deviate` answers instead. */
export function internet(deviate: (request: Sent, right: Reply) => Reply = (_request, right) => right): Internet {
  const server = new FakeAuthorizationServer(ISSUER, SETUP)
  const sent: Sent[] = []
  const answer = (request: Sent): Reply => {
    const { origin, pathname } = new URL(request.url)
    if (origin === ISSUER) return server.answer(request)
    if (`${origin}${pathname}` === MCP_URL) return answerResource(request, server)
    if (pathname !== '/prm.json') return NOT_FOUND
    return json(200, { resource: MCP_URL, authorization_servers: [ISSUER] })
  }
  const fetch: Fetch = async (url, init) => {
    const { pathname, searchParams } = new URL(url)
    const request: Sent = {
      url,
      method: init.method,
      path: pathname,
      query: searchParams,
      headers: { ...init.headers },
      body: init.body ?? '',
      publicOnly: init.publicOnly === true,
    }
    sent.push(request)
    const { status, headers, body = '' } = deviate(request, answer(request))
    return { status, headers: new Headers(headers), body: chunks(body) }
  }
  return { fetch, sent, server }
}

async function* chunks(body: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(body)
}

function answerResource(request: Recorded, { accessTokens }: FakeAuthorizationServer): Reply {
  const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
  if (accessTokens.has(token)) {
    return answerMcp(request, { era: 'stateless', sessions: false, eventStream: false, open: () => false })
  }
  const challenge = 'Bearer resource_metadata="https://mcp.example.com/prm.json", scope="mcp:read"'
  return { status: 401, headers: { 'www-authenticate': challenge } }
}
