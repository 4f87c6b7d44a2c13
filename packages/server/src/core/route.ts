import type { Context } from './context.ts'

/** Answers one request, or throws an `OAuthError` or `HttpError`; never makes an error response itself. */
export type Endpoint = (request: Request, ctx: Context) => Response | Promise<Response>

/** One path and what serves each method there. Other methods are answered 405 with `Allow`. */
export interface Route {
  readonly path: string
  readonly methods: Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', Endpoint>>>
}
