import type { Context } from './context.ts'

/** The parameters of a route's path, by name, percent-decoded. */
export type PathParams = Readonly<Record<string, string>>

/** Answers one request, or throws an `OAuthError` or `HttpError`; never makes an error response itself. */
export type Endpoint = (request: Request, ctx: Context, path: PathParams) => Response | Promise<Response>

/**
 * What pages of other origins may do with a route, by script in a browser (Fetch §3.2). `public`: read it, whoever they are;
 * `allowed`: call it, if the origin may call this server; `none`: nothing, it is for people or for our own pages.
 */
export type Cors = 'public' | 'allowed' | 'none'

/** The methods a route can have. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What a route is, in the words of OAuth and MCP: an observer tells by it what a request was for. */
export type EndpointName =
  | 'mcp'
  | 'protected-resource-metadata'
  | 'authorization-server-metadata'
  | 'openid-configuration'
  | 'jwks'
  | 'authorization'
  | 'consent'
  | 'login-callback'
  | 'pushed-authorization-request'
  | 'token'
  | 'introspection'
  | 'revocation'
  | 'registration'
  | 'client-configuration'
  | 'device-authorization'
  | 'device-verification'
  | 'device-consent'
  | 'client-metadata-fixture'
  | 'bearer-mint'
  | 'elicitation'
  | 'idp-metadata'
  | 'idp-authorization'
  | 'idp-consent'
  | 'idp-token'
  | 'idp-revocation'
  | 'idp-userinfo'
  | 'idp-jwks'
  /** About the server itself; what happens there is nobody's authorization, and is not observed. */
  | 'own'

/** One path and what serves each method there. Other methods are answered 405 with `Allow`. */
export interface Route {
  /** A segment that begins with a colon is a parameter: `/oauth/register/:client_id`. */
  readonly path: string
  readonly endpoint: EndpointName
  readonly cors: Cors
  readonly methods: Readonly<Partial<Record<Method, Endpoint>>>
}
