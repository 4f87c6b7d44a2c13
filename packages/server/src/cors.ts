import type { Context } from './core/context.ts'
import { HttpError } from './core/errors.ts'
import type { Route } from './core/route.ts'
import { originAllowed } from './origins.ts'

/** What a client may send besides the headers every page may. */
const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'mcp-session-id',
  'last-event-id',
  'dpop',
]

/** MCP transports, Custom Headers from Tool Parameters: names that only the client and its tools know. */
const PARAMETER_HEADER = /^mcp-param-[a-z0-9!#$%&'*+.^_`|~-]+$/

/** What a client may read besides the headers every page may. */
const RESPONSE_HEADERS = 'WWW-Authenticate, Mcp-Session-Id, DPoP-Nonce, Retry-After'

/** For how long a browser may remember a preflight, in seconds: as long as Chromium would at most. */
const MAX_AGE = '7200'

/**
 * Lets pages of other origins call a route as far as it says (Fetch §3.2), refusals included: a page must read a challenge.
 * Credentials mode is never allowed, so that no cookie is ever at work. Throws {@link HttpError} 403 for an origin that may
 * not call (MCP transports, Security Warning).
 */
export async function withCors(
  route: Route,
  request: Request,
  ctx: Context,
  answer: () => Promise<Response>,
): Promise<Response> {
  const origin = request.headers.get('origin')
  if (route.cors !== 'public') requireAllowedOrigin(origin, ctx)
  // Browsers name the origin of whatever they hold to this; who names none needs none of it.
  if (route.cors === 'none' || origin === null) return answer()
  const response = isPreflight(request) ? preflight(route, request) : await answer()
  const { headers } = response
  headers.set('access-control-allow-origin', route.cors === 'public' ? '*' : origin)
  if (route.cors === 'allowed') {
    headers.append('vary', 'Origin')
    headers.set('access-control-expose-headers', RESPONSE_HEADERS)
  }
  return response
}

function requireAllowedOrigin(origin: string | null, ctx: Context): void {
  if (origin === null || originAllowed(origin, ctx.issuer, ctx.config.allowedOrigins)) return
  throw new HttpError(
    403,
    'forbidden_origin',
    'pages of this origin may not call the server; allow it with --allowed-origins',
  )
}

function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
}

function preflight(route: Route, request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': Object.keys(route.methods).join(', '),
      'access-control-allow-headers': [...REQUEST_HEADERS, ...parameterHeaders(request)].join(', '),
      'access-control-max-age': MAX_AGE,
      vary: 'Access-Control-Request-Headers',
    },
  })
}

function parameterHeaders(request: Request): readonly string[] {
  const asked = request.headers.get('access-control-request-headers') ?? ''
  return asked
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => PARAMETER_HEADER.test(name))
}
