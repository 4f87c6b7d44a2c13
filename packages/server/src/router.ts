import { Hono } from 'hono'
import type { Context } from './core/context.ts'
import { HttpError } from './core/errors.ts'
import type { EndpointName, PathParams, Route } from './core/route.ts'

/** Finds the endpoint for a request and runs it. Throws {@link HttpError} 404 when there is none. */
export type Router = (request: Request, ctx: Context) => Promise<Response>

/** Stands around each route: `serve` runs its endpoint, and throws what that throws, or {@link HttpError} 405. */
export type Around = (route: Route, request: Request, ctx: Context, serve: () => Promise<Response>) => Promise<Response>

const NO_PARAMETERS: PathParams = {}

type Bindings = { Bindings: { readonly ctx: Context } }

/** Routes by path, then by method. */
export function createRouter(routes: readonly Route[], around: Around): Router {
  const app = new Hono<Bindings>()
  for (const route of routes) {
    const { path, methods } = route
    const byMethod = new Map(Object.entries(methods))
    // A page or a stream may begin something, and HEAD must not (RFC 9110 §9.2.1): documents have it, the others do not.
    if (methods.GET !== undefined && route.cors === 'public') byMethod.set('HEAD', methods.GET)
    const allow = [...byMethod.keys()].join(', ')
    const parameterised = path.includes(':')
    app.all(path, (c) => {
      const request = c.req.raw
      const { ctx } = c.env
      return around(route, request, ctx, async () => {
        const endpoint = byMethod.get(request.method)
        if (endpoint === undefined) {
          throw new HttpError(405, 'method_not_allowed', `${path} takes ${allow}`, { allow })
        }
        return endpoint(request, ctx, parameterised ? c.req.param() : NO_PARAMETERS)
      })
    })
  }
  app.notFound((c) => {
    throw new HttpError(404, 'not_found', `there is nothing at ${c.req.path}`)
  })
  app.onError((error) => {
    throw error
  })
  return async (request, ctx) => app.fetch(request, { ctx })
}

/** Says what a path is for; undefined where there is nothing. */
export function endpoints(routes: readonly Route[]): (path: string) => EndpointName | undefined {
  const fixed = new Map(routes.map(({ path, endpoint }) => [path, endpoint]))
  const parameterised = routes
    .filter(({ path }) => path.includes(':'))
    .map(({ path, endpoint }) => ({ endpoint, pattern: new RegExp(`^${path.replaceAll(/:[a-z_]+/g, '[^/]+')}$`) }))
  return (path) => fixed.get(path) ?? parameterised.find(({ pattern }) => pattern.test(path))?.endpoint
}
