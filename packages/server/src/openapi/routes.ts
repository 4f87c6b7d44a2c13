import type { Context } from '../core/context.ts'
import { documentOf } from '../core/document.ts'
import type { Endpoint, Route } from '../core/route.ts'
import type { McpResource } from '../mcp/resources/resource.ts'
import type { Served, ServedTool } from './shape.ts'

/** Where the document is. */
export const DOCUMENT_PATH = '/openapi.json'

/** What the composition root hands in; the tools are asked of the surfaces. */
export type Mounted = Omit<Served, 'tools'>

/** The API reference. `mounted` is asked when somebody reads it: the routes are complete only then. */
export function openapiRoutes(mounted: () => Mounted): readonly Route[] {
  return [{ path: DOCUMENT_PATH, endpoint: 'own', cors: 'public', methods: { GET: documentEndpoint(mounted) } }]
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
