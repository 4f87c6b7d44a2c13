import type { Context } from '../core/context.ts'
import { INSPECTOR_PATH, LOGIN_REDIRECT_PATH } from '../core/docs-paths.ts'
import { documentOf } from '../core/document.ts'
import type { Endpoint, Route } from '../core/route.ts'
import type { McpResource } from '../mcp/resources/resource.ts'
import { type AssetFile, assetFiles } from './asset-files.ts'
import { fileEndpoint } from './assets.ts'
import { ASSETS, DOCS_PATH, DOCUMENT_PATH, ownAssets, REDOC_PATH } from './paths.ts'
import type { Served, ServedTool } from './shape.ts'

/** What the composition root hands in; the tools are asked of the surfaces. */
export type Mounted = Omit<Served, 'tools'>

/** The API reference. `mounted` is asked when somebody reads it: the routes are complete only then. */
export function openapiRoutes(mounted: () => Mounted): readonly Route[] {
  return [
    { path: DOCUMENT_PATH, endpoint: 'own', cors: 'public', methods: { GET: documentEndpoint(mounted) } },
    own(DOCS_PATH, async (request, ctx) =>
      (await import('./pages/docs.ts')).docsPage(request, ctx, mounted().surfaces),
    ),
    own(REDOC_PATH, async (request, ctx) => (await import('./pages/redoc.ts')).redocPage(request, ctx)),
    own(INSPECTOR_PATH, async (request, ctx) =>
      (await import('./inspector/endpoint.ts')).inspectorEndpoint(request, ctx),
    ),
    own(LOGIN_REDIRECT_PATH, async (request, ctx) => (await import('./pages/docs.ts')).loginRedirectPage(request, ctx)),
    ...ownAssets.map((name) =>
      own(ASSETS + name, async (request) => (await import('./pages/own-assets.ts')).ownAssetEndpoints[name](request)),
    ),
    ...(Object.keys(assetFiles) as AssetFile[]).map((name) => own(ASSETS + name, fileEndpoint(name))),
  ]
}

function own(path: string, endpoint: Endpoint): Route {
  return { path, endpoint: 'own', cors: 'none', methods: { GET: endpoint } }
}

/** `GET /openapi.json`. What makes it is read when somebody asks for it, because a start has no use for it. */
function documentEndpoint(mounted: () => Mounted): Endpoint {
  let made: Promise<(ctx: Context) => Response> | undefined
  return async (_request, ctx) => {
    made ??= maker(mounted())
    return (await made)(ctx)
  }
}

async function maker(mounted: Mounted): Promise<(ctx: Context) => Response> {
  const { openapiDocument } = await import('./document.ts')
  const tools = new Map(await Promise.all(mounted.surfaces.map(toolsOf)))
  const document = documentOf((ctx) => openapiDocument({ ...mounted, tools }, ctx))
  return (ctx) => document.answer(document.of(ctx), ctx)
}

/** The tools of a surface, with the scope that each takes. */
async function toolsOf({ id, load }: McpResource): Promise<readonly [id: string, tools: readonly ServedTool[]]> {
  const dispatcher = await load()
  const scopeOf = (tool: string): readonly string[] => dispatcher.neededScopes([{ method: 'tools/call', tool }])
  return [id, dispatcher.tools().map((tool) => ({ ...tool, scope: scopeOf(tool.name) }))]
}
