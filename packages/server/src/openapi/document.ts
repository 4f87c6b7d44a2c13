import type { Context } from '../core/context.ts'
import type { Method, Route } from '../core/route.ts'
import { NAME, VERSION } from '../core/version.ts'
import * as registry from './areas/registry.ts'
import { headers, responses, schemas } from './components.ts'
import { toolSchemas } from './mcp-bodies.ts'
import { pathParameters } from './path-parameters.ts'
import { either } from './responses.ts'
import { securitySchemes } from './security.ts'
import { type Area, type Described, type Json, type Operation, ref, type Served, type Told } from './shape.ts'
import { used } from './used.ts'

const areas: readonly Area[] = Object.values(registry)

/** The version of OpenAPI that the document is of. */
export const OPENAPI_VERSION = '3.1.1'

/** The API of a running server (OpenAPI 3.1.1), made of what is mounted, registered and set. */
export function openapiDocument(served: Served, ctx: Context): Json {
  const paths: Record<string, Json> = {}
  const tags = new Set<Area['tag']>()
  for (const route of served.routes) {
    const found = descriptionOf(route)
    if (found === undefined) continue
    tags.add(found.area.tag)
    paths[pathOf(route)] = pathItem(found.area, found.described, { ctx, served, route })
  }
  const document = {
    openapi: OPENAPI_VERSION,
    info: {
      title: NAME,
      version: VERSION,
      summary: 'A server to try clients of MCP authorization against',
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: ctx.issuer, description: 'The issuer, and the origin of everything it serves' }],
    tags: [...tags],
    paths,
  }
  return {
    ...document,
    components: used(document, {
      schemas: { ...schemas, ...toolSchemas([...served.tools.values()].flat()) },
      headers,
      responses,
      securitySchemes: securitySchemes(ctx),
    }),
  }
}

const ABOUT = `Made from the routes, grants, scopes, tools and settings of the server that you asked; another one may have others.

Every path answers a method that it does not have with 405 and \`Allow\`, and every path that is not here is answered 404, both as a refusal
in JSON. A CORS preflight is answered where pages of other origins may call. Documents that everybody may read have \`HEAD\` too.`

/** The description of a route; undefined when nobody wrote one. */
export function descriptionOf({
  endpoint,
  path,
}: Route): { readonly area: Area; readonly described: Described } | undefined {
  for (const area of areas) {
    const described = endpoint === 'own' ? area.paths?.[path] : area.endpoints?.[endpoint]
    if (described !== undefined) return { area, described }
  }
  return undefined
}

/** A route's path as a template (OpenAPI 3.1.1 §4.8.8). */
function pathOf({ path }: Route): string {
  return path.replaceAll(/:([a-z_]+)/g, '{$1}')
}

function pathItem(area: Area, described: Described, told: Told): Json {
  const { route } = told
  const item: Record<string, Json> = {}
  for (const method of Object.keys(route.methods) as Method[]) {
    const describe = described[method]
    if (describe === undefined) continue
    const operation = complete(method, area, describe(told), told)
    item[method.toLowerCase()] = operation
    // As the router has it.
    if (method === 'GET' && route.cors === 'public') item['head'] = withoutBody(operation, told)
  }
  return item
}

function complete(method: string, { tag }: Area, operation: Operation, told: Told): Json {
  const { summary, description, parameters = [], requestBody, responses: own, security = [] } = operation
  const all = [...pathParameters(told), ...parameters]
  return {
    operationId: operationId(method, told.route),
    tags: [tag.name],
    summary,
    ...(description !== undefined && { description }),
    security,
    ...(all.length > 0 && { parameters: all }),
    ...(requestBody !== undefined && { requestBody }),
    responses: { ...own, ...shared(method, requestBody !== undefined, own, told) },
  }
}

/** What can happen at every operation, besides what it says of itself. */
function shared(
  method: string,
  reads: boolean,
  own: Operation['responses'],
  { route, served }: Told,
): Readonly<Record<string, Json>> {
  const alive = route.path === '/health' && method === 'GET'
  const failed = served.refusedOnPage(route.path) === undefined ? 'Failed' : 'FailedPage'
  return {
    // Whether the server lives is told under any name.
    ...(!alive && {
      403: own['403'] === undefined ? ref('responses/Forbidden') : either(own['403'], responses['Forbidden']),
    }),
    ...(reads && { 413: ref('responses/TooLarge') }),
    500: ref(`responses/${failed}`),
  }
}

function withoutBody(operation: Json, told: Told): Json {
  const given = operation['responses'] as Readonly<Record<string, Json>>
  return {
    ...operation,
    operationId: operationId('HEAD', told.route),
    summary: `${String(operation['summary'])}: only its headers`,
    responses: Object.fromEntries(
      Object.entries({ ...given, ...shared('HEAD', false, {}, told) }).map(([status, response]) => {
        const { content: _, ...rest } = resolved(response)
        return [status, rest]
      }),
    ),
  }
}

function resolved(response: Json): Json {
  const name = /^#\/components\/responses\/(.+)$/.exec(String(response['$ref']))?.[1]
  return (name === undefined ? undefined : responses[name]) ?? response
}

/** `postOauthRegisterByClientId`: from method and path, so that it is there for every operation and unique. */
function operationId(method: string, { path }: Route): string {
  const words = path.replaceAll(/:([a-z_]+)/g, 'by_$1').split(/[^A-Za-z0-9]+/)
  return method.toLowerCase() + (path === '/' ? 'Home' : words.map(capital).join(''))
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
