import type { Context } from '../core/context.ts'
import type { EndpointName, Method, Route } from '../core/route.ts'
import type { ListedTool } from '../mcp/dispatcher.ts'
import type { McpResource } from '../mcp/resources/resource.ts'

/** A part of the document. */
export type Json = Readonly<Record<string, unknown>>

/** A tool of a surface, and what calling it takes. */
export interface ServedTool extends ListedTool {
  readonly scope: readonly string[]
}

/** What the document is made from: what is mounted, and what the composition root knows of it. */
export interface Served {
  readonly routes: readonly Route[]
  readonly surfaces: readonly McpResource[]
  /** The tools of each surface, by its id. */
  readonly tools: ReadonlyMap<string, readonly ServedTool[]>
  /** The issuer of the identity provider beside a context's authorization server. */
  readonly identityProvider: (ctx: Context) => string
  /** Which refusals at a path are pages: those of OAuth, all of them, or none. */
  readonly refusedOnPage: (path: string) => 'oauth' | 'all' | undefined
}

/** What one operation is described from. */
export interface Told {
  readonly ctx: Context
  readonly served: Served
  readonly route: Route
}

/** One operation (OpenAPI 3.1.1 §4.8.10); what follows from its route is added by the document. */
export interface Operation {
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly Json[]
  readonly requestBody?: Json
  readonly responses: Readonly<Record<string, Json>>
  /** Who may call it; nothing is needed without. */
  readonly security?: readonly Json[]
}

/** Describes one operation of the running server. */
export type Describe = (told: Told) => Operation

/** The operations of one path. */
export type Described = Readonly<Partial<Record<Method, Describe>>>

/** A part of the server as the document groups it: routes by what they are, and our own by their path. */
export interface Area {
  readonly tag: { readonly name: string; readonly description: string }
  readonly endpoints?: Readonly<Partial<Record<EndpointName, Described>>>
  readonly paths?: Readonly<Record<string, Described>>
}

/** A reference to a component. */
export function ref(path: `schemas/${string}` | `responses/${string}` | `headers/${string}`): Json {
  return { $ref: `#/components/${path}` }
}

/** A text. */
export const TEXT: Json = { type: 'string' }

/** An object of whatever members; said, because generators of types take an object without members for an empty one. */
export const ANYTHING: Json = { type: 'object', additionalProperties: true }

/** An absolute URL. */
export const URL_TEXT: Json = { type: 'string', format: 'uri' }

/** An object with these members, of which all are there but the optional ones. */
export function members(properties: Readonly<Record<string, Json>>, optional: readonly string[] = []): Json {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', ...(required.length > 0 && { required }), properties }
}

/** A list of such values. */
export function listOf(items: Json): Json {
  return { type: 'array', items }
}

/** One of these texts. */
export function oneOfTexts(values: readonly string[]): Json {
  return { type: 'string', enum: values }
}
