import type { Route } from '../core/route.ts'
import { frame } from './frame.ts'
import { iconEndpoint } from './icon.ts'
import { LOGIN_PATH, loginEndpoint } from './login.ts'
import type { ConsolePage } from './page.ts'
import * as registry from './pages/registry.ts'
import { SCRIPT_PATH, scriptEndpoint } from './script.ts'
import type { Shown } from './shown.ts'
import { STYLE_PATH, styleEndpoint } from './style.ts'

const pages: readonly ConsolePage[] = Object.values(registry)

/** The console: web pages of what was observed, for people. */
export function consoleRoutes(shown: Shown): readonly Route[] {
  return [
    ...pages.map(
      ({ path, render }): Route => ({
        path,
        endpoint: 'own',
        cors: 'none',
        methods: {
          GET: async (request, ctx, parameters) => {
            shown.access.require(request, ctx)
            const query = new URL(request.url).searchParams
            return frame(await render({ ctx, shown, path: parameters, query }))
          },
        },
      }),
    ),
    { path: LOGIN_PATH, endpoint: 'own', cors: 'none', methods: { POST: loginEndpoint(shown.access) } },
    own(STYLE_PATH, styleEndpoint),
    own(SCRIPT_PATH, scriptEndpoint),
    own('/favicon.ico', iconEndpoint),
  ]
}

/** Whether somebody who asks for this sees a page, and so must see one when it is refused. */
export function isForPeople({ method, url }: Request): boolean {
  const { pathname } = new URL(url)
  return method === 'POST' ? pathname === LOGIN_PATH : PATTERNS.some((pattern) => pattern.test(pathname))
}

/** Whether the path of a route is that of a page, or of a form of one. */
export function isPageForPeople(path: string): boolean {
  return path === LOGIN_PATH || pages.some((page) => page.path === path)
}

const PATTERNS = pages.map(({ path }) => new RegExp(`^${path.replaceAll(/:[a-z]+/g, '[^/]+')}$`))

function own(path: string, endpoint: (request: Request) => Response): Route {
  return { path, endpoint: 'own', cors: 'none', methods: { GET: endpoint } }
}
