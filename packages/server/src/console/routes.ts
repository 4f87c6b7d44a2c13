import type { Route } from '../core/route.ts'
import { frame } from './frame.ts'
import { iconEndpoint } from './icon.ts'
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
            const query = new URL(request.url).searchParams
            return frame(await render({ ctx, shown, path: parameters, query }))
          },
        },
      }),
    ),
    own(STYLE_PATH, styleEndpoint),
    own(SCRIPT_PATH, scriptEndpoint),
    own('/favicon.ico', iconEndpoint),
  ]
}

function own(path: string, endpoint: (request: Request) => Response): Route {
  return { path, endpoint: 'own', cors: 'none', methods: { GET: endpoint } }
}
