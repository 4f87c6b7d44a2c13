import { type AuthorizationServerSetup, FakeAuthorizationServer } from './authorization-server.ts'
import { json, type LoopbackServer, NOT_FOUND, type Recorded, type Reply, serve } from './http-server.ts'
import { answerMcp, type McpSetup } from './mcp-server.ts'

/** Everything that may be set up differently; all of it conforms, unless a test deviates. */
export interface Setup extends AuthorizationServerSetup, McpSetup {
  /** Where the resource metadata is, and how it is found. */
  readonly resourceMetadata: 'header' | 'path' | 'root' | 'none'
  /** Where the authorization server lives. */
  readonly authorizationServerAt: 'own-origin' | 'mcp-origin'
  readonly authorization: 'oauth' | 'bearer' | 'none'
  readonly challengeScope: string | undefined
  readonly resourceScopes: readonly string[] | undefined
  /** The one thing that is wrong: sees each request with its right answer, and may give another. */
  readonly deviate: (request: Recorded, reply: Reply, world: World) => Reply | Promise<Reply>
}

const CONFORMING: Setup = {
  path: '',
  metadata: 'oauth',
  registration: true,
  registeredMethod: 'none',
  clientIdMetadataDocuments: false,
  scopesSupported: undefined,
  expiresIn: 3600,
  rotates: true,
  clients: {},
  authorizationQuery: '',
  era: 'stateless',
  sessions: false,
  eventStream: false,
  open: () => false,
  resourceMetadata: 'header',
  authorizationServerAt: 'own-origin',
  authorization: 'oauth',
  challengeScope: 'mcp:read',
  resourceScopes: undefined,
  deviate: (_request, reply) => reply,
}

/** An MCP server and its authorization server, each on its own loopback port. */
export interface World {
  readonly url: string
  readonly mcpOrigin: string
  readonly server: FakeAuthorizationServer
  /** All requests to either, in order. */
  readonly requests: readonly Recorded[]
  /** The requests of one path. */
  readonly to: (path: string) => readonly Recorded[]
  readonly staticTokens: Set<string>
  close(): Promise<void>
}

export async function startWorld(changes: Partial<Setup> = {}): Promise<World> {
  const setup: Setup = { ...CONFORMING, ...changes }
  const requests: Recorded[] = []
  let world: World | undefined
  const wrapped = (answer: (request: Recorded) => Reply) => async (request: Recorded) => {
    requests.push(request)
    if (world === undefined) throw new Error('the world is not ready')
    return setup.deviate(request, answer(request), world)
  }
  const separate: LoopbackServer | undefined =
    setup.authorizationServerAt === 'own-origin'
      ? await serve(wrapped((request): Reply => server.answer(request)))
      : undefined
  const mcp: LoopbackServer = await serve(
    wrapped((request) => {
      const answer = answerResource(request, setup, server, mcp.origin, staticTokens)
      return answer === undefined ? (separate === undefined ? server.answer(request) : NOT_FOUND) : answer
    }),
  )
  const server: FakeAuthorizationServer = new FakeAuthorizationServer(separate?.origin ?? mcp.origin, setup)
  const staticTokens = new Set<string>()
  world = {
    url: `${mcp.origin}/mcp`,
    mcpOrigin: mcp.origin,
    server,
    requests,
    to: (path) => requests.filter((request) => request.path === path),
    staticTokens,
    close: async () => {
      await Promise.all([mcp.close(), separate?.close()])
    },
  }
  return world
}

function answerResource(
  request: Recorded,
  setup: Setup,
  server: FakeAuthorizationServer,
  origin: string,
  staticTokens: Set<string>,
): Reply | undefined {
  const places = {
    header: '/custom/prm.json',
    path: '/.well-known/oauth-protected-resource/mcp',
    root: '/.well-known/oauth-protected-resource',
    none: '',
  }
  const place = places[setup.resourceMetadata]
  if (request.path === place) {
    return json(200, {
      resource: setup.resourceMetadata === 'root' ? origin : `${origin}/mcp`,
      authorization_servers: [server.issuer],
      ...(setup.resourceScopes === undefined ? {} : { scopes_supported: setup.resourceScopes }),
    })
  }
  if (request.path !== '/mcp') return undefined
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const method: string = request.method === 'POST' ? JSON.parse(request.body).method : ''
  const allowed =
    setup.authorization === 'none' || setup.open(method) || server.accessTokens.has(token) || staticTokens.has(token)
  if (allowed) return answerMcp(request, setup)
  const parameters = [
    ...(setup.resourceMetadata === 'header' ? [`resource_metadata="${origin}${place}"`] : []),
    ...(setup.challengeScope === undefined ? [] : [`scope="${setup.challengeScope}"`]),
  ]
  return {
    status: 401,
    headers: { 'www-authenticate': `Bearer ${parameters.join(', ')}`.trim() },
    body: 'unauthorized',
  }
}
