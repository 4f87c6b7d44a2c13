import { answerError, refusal, refusedOnPage } from './answer.ts'
import { consoleRoutes } from './console/routes.ts'
import type { Shown } from './console/shown.ts'
import { type Contexts, createContexts, type Deps, discoverablePaths, type Origin } from './contexts.ts'
import { systemClock } from './core/clock.ts'
import { type Config, type ConfigInput, parseConfig } from './core/config.ts'
import type { Context } from './core/context.ts'
import { HttpError, OAuthError } from './core/errors.ts'
import { EventBus } from './core/events.ts'
import type { Via } from './core/exchange.ts'
import { foreignAuthorizationServer } from './core/foreign-authorization-server.ts'
import { json, pathOf } from './core/http.ts'
import type { Route } from './core/route.ts'
import { VERSION } from './core/version.ts'
import { withCors } from './cors.ts'
import { accessCookie, requireAccess } from './debug/access.ts'
import { Journal } from './debug/journal.ts'
import { debugRoutes } from './debug/routes.ts'
import { providerRoutes } from './idp/routes.ts'
import { foreignTokens } from './mcp/foreign-tokens.ts'
import { mountedResources } from './mcp/resources/mounted.ts'
import type { McpResource } from './mcp/resources/resource.ts'
import { mcpRoutes } from './mcp/routes.ts'
import { seededClient } from './oauth/clients/seeded.ts'
import { issued } from './oauth/issued.ts'
import { oauthRoutes } from './oauth/routes.ts'
import { captured } from './observe/capture.ts'
import { Flows } from './observe/flows.ts'
import { openapiRoutes } from './openapi/routes.ts'
import { type Around, createRouter, endpoints } from './router.ts'
import { accessTokenVerifier } from './token-verifier.ts'

export type { Deps } from './contexts.ts'

/** A whole server without a socket. */
export interface TestServer {
  /**
   * Answers one request. Never rejects. `via` is what the socket knows; without it clients are told apart by what they send. `rawHeaders`,
   * names and values in turn, are the request's headers in a form that costs less to keep.
   */
  readonly fetch: (request: Request, via?: Via, rawHeaders?: readonly string[]) => Promise<Response>
  readonly config: Config
  /** Everything that it serves. */
  readonly routes: readonly Route[]
  readonly events: EventBus
  /** What was observed of clients; empty where the setting `observe` is off. */
  readonly flows: Flows
  /** The canonical issuer; the others are the same server under another loopback name. */
  readonly issuer: string
  readonly issuers: readonly string[]
  /** The issuer of the identity provider beside the canonical one. */
  readonly identityProvider: string
  /** The MCP endpoints under the canonical issuer, by id. */
  readonly resources: Readonly<Record<string, string>>
  /** The resource of a token whose request names none; undefined when nothing here takes OAuth tokens. */
  readonly defaultResource: string | undefined
  /** The resource whose metadata is also found at the root; undefined when there is none with metadata. */
  readonly discoverableResource: string | undefined
}

/** The composition root: the only file that knows every area. Throws `ConfigError` for a setting that is wrong. */
export function createServer(input: ConfigInput = {}, deps: Deps = {}): TestServer {
  const config = parseConfig(input)
  const foreign = foreignAuthorizationServer(config.authorizationServer)
  const verifier = foreign === undefined ? accessTokenVerifier : foreignTokens(foreign)
  const mcpResources = mountedResources(config.surfaces, verifier)
  const onInternalError = deps.onInternalError ?? (() => undefined)
  const events = new EventBus(onInternalError)
  const seen = observation(config, events, deps)
  const { origins, providerOf } = createContexts(config, mcpResources, events, deps)
  const routes: readonly Route[] = [
    health,
    ...oauthRoutes,
    ...providerRoutes(providerOf),
    ...mcpRoutes(mcpResources, config),
    ...(config.observe ? observationRoutes(seen, mcpResources, providerOf, deps) : []),
    ...openapiRoutes(() => ({
      routes,
      surfaces: mcpResources,
      identityProvider: (ctx) => providerOf(ctx).issuer,
      refusedOnPage: (path) => refusedOnPage(path, config.observe),
    })),
  ]
  const route = createRouter(routes, serveRoute)
  const endpointOf = endpoints(routes)

  const answer = async (request: Request, ctx: Context): Promise<Response> => {
    try {
      return await route(request, ctx)
    } catch (error) {
      if (!(error instanceof OAuthError) && !(error instanceof HttpError)) onInternalError(error)
      return answerError(error, request, ctx)
    }
  }
  const whole = config.faults.length === 0 ? answer : withResponsePoint(answer)
  const serve: TestServer['fetch'] = async (request, via = {}, rawHeaders) => {
    const origin = origins.get(hostOf(request.url))
    if (origin === undefined) return foreignHost(request, [...origins.values()])
    if (!events.heard) return whole(request, origin.ctx)
    const endpoint = endpointOf(pathOf(request.url))
    if (endpoint === 'own' || (config.observe && !seen.flows.takes())) return whole(request, origin.ctx)
    const ctx = origin.during()
    return captured(request, ctx, { via, rawHeaders, endpoint }, () => whole(request, ctx))
  }
  const [canonical] = [...origins.values()].map(({ ctx }) => ctx)
  const { issuer } = canonical ?? { issuer: '' }
  return {
    fetch: serve,
    config,
    routes,
    events,
    flows: seen.flows,
    issuer,
    issuers: [...origins.values()].map(({ ctx }) => ctx.issuer),
    identityProvider: canonical === undefined ? '' : providerOf(canonical).issuer,
    resources: Object.fromEntries(mcpResources.map(({ id, path }) => [id, issuer + path])),
    defaultResource: canonical?.resources[0],
    discoverableResource: discoverablePaths(mcpResources).map((path) => issuer + path)[0],
  }
}

/** What clients do, kept as it happens where the setting `observe` is on. */
function observation(config: Config, events: EventBus, { clock = systemClock }: Deps) {
  const flows = new Flows(clock, { flows: config.observedFlows })
  const journal = new Journal()
  if (config.observe) {
    events.subscribe((event) => {
      flows.hear(event)
      journal.hear(event)
    })
  }
  return { flows, journal }
}

/** What shows that: as JSON under /debug, and as pages. */
function observationRoutes(
  { flows, journal }: ReturnType<typeof observation>,
  surfaces: readonly McpResource[],
  providerOf: Contexts['providerOf'],
  { sources = {} }: Deps,
): readonly Route[] {
  const shown: Shown = {
    flows,
    happened: () => journal.latest(),
    issued,
    isFixture: (clientId, ctx) => seededClient(clientId, ctx) !== undefined,
    surfaces,
    identityProvider: (ctx) => providerOf(ctx).issuer,
    access: { require: requireAccess, cookieFor: accessCookie },
  }
  return [...debugRoutes({ flows, journal, issued, sources }), ...consoleRoutes(shown)]
}

/** Said to everybody, under any name: that the process lives. */
function alive(): Response {
  return json({ status: 'ok', version: VERSION }, { headers: { 'access-control-allow-origin': '*' } })
}

const health: Route = {
  path: '/health',
  endpoint: 'own',
  cors: 'public',
  methods: { GET: alive },
}

/** The host and port of an absolute http URL; cheaper than parsing it, and every request needs it. */
function hostOf(url: string): string {
  const start = url.indexOf('//') + 2
  const end = url.indexOf('/', start)
  return end < 0 ? url.slice(start) : url.slice(start, end)
}

/** Only liveness is told to whoever asks under a name that is not ours: a name can be bound to any address (DNS rebinding). */
function foreignHost(request: Request, origins: readonly Origin[]): Response {
  if (request.method === 'GET' && new URL(request.url).pathname === health.path) return alive()
  const known = origins.map(({ ctx }) => ctx.issuer).join(', ')
  const message = `this server is ${known}; to reach it under another name, start it with --public-url and that origin`
  return refusal(new HttpError(403, 'forbidden_host', message))
}

/** A refusal of a route is answered inside CORS, so that a page of another origin can read it. */
async function serveRoute(...[route, request, ctx, serve]: Parameters<Around>): Promise<Response> {
  return withCors(route, request, ctx, () => serve().catch((error: unknown) => answerError(error, request, ctx)))
}

type Answer = (request: Request, ctx: Context) => Promise<Response>

function withResponsePoint(answer: Answer): Answer {
  return async (request, ctx) => {
    const response = await answer(request, ctx)
    return (await ctx.point('http.response', { path: new URL(request.url).pathname, response })).response
  }
}
