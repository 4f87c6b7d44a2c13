import { Hono } from 'hono'
import type { Context } from './core/context.ts'
import { HttpError } from './core/errors.ts'
import type { Route } from './core/route.ts'

/** Finds the endpoint for a request and runs it. Throws {@link HttpError} 404 or 405 when there is none. */
export type Router = (request: Request, ctx: Context) => Promise<Response>

type Bindings = { Bindings: { readonly ctx: Context } }

/** Routes by path, then by method. */
export function createRouter(routes: readonly Route[]): Router {
  const app = new Hono<Bindings>()
  for (const { path, methods } of routes) {
    const byMethod = new Map(Object.entries(methods))
    const head = methods.GET
    if (head !== undefined) byMethod.set('HEAD', head)
    const allow = [...byMethod.keys()].join(', ')
    app.all(path, (c) => {
      const endpoint = byMethod.get(c.req.raw.method)
      if (endpoint === undefined) {
        throw new HttpError(405, 'method_not_allowed', `${path} takes ${allow}`, { allow })
      }
      return endpoint(c.req.raw, c.env.ctx)
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
