import { isObject, type JsonObject } from '../http/json.ts'
import { headerValue } from './protocol.ts'

/** An argument that a tool wants repeated in a header (2026-07-28 tools §x-mcp-header, SEP-2243). */
export interface MirroredArgument {
  /** The header's name after `Mcp-Param-`. */
  readonly name: string
  /** The property names that lead to the argument. */
  readonly path: readonly string[]
}

const ANNOTATION = 'x-mcp-header'
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'boolean'])
/** A schema is the server's; what is deeper than this is not looked at. */
const DEEPEST = 32

/** The arguments that a tool's schema wants mirrored; a text says why the tool's definition must not be used. */
export function mirroredArguments(tool: JsonObject): readonly MirroredArgument[] | string {
  const found: MirroredArgument[] = []
  const problem = walk(tool['inputSchema'], [], found)
  if (problem !== undefined) return problem
  const names = found.map(({ name }) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  return twice === undefined ? found : `two parameters have the ${ANNOTATION} ${twice}`
}

/** Follows `properties` alone: an annotation anywhere else cannot be reached from the arguments. */
function walk(schema: unknown, path: readonly string[], found: MirroredArgument[]): string | undefined {
  if (!isObject(schema) || path.length > DEEPEST) return undefined
  for (const [keyword, member] of Object.entries(schema)) {
    if (keyword === ANNOTATION || keyword === 'properties') continue
    if (mentions(member, 0)) return `${ANNOTATION} stands under ${keyword}, where no argument is`
  }
  const { properties } = schema
  if (!isObject(properties)) return undefined
  for (const [name, property] of Object.entries(properties)) {
    const at = [...path, name]
    const problem = (isObject(property) ? annotated(property, at, found) : undefined) ?? walk(property, at, found)
    if (problem !== undefined) return problem
  }
  return undefined
}

function annotated(property: JsonObject, path: readonly string[], found: MirroredArgument[]): string | undefined {
  if (!Object.hasOwn(property, ANNOTATION)) return undefined
  const name = property[ANNOTATION]
  const where = `the ${ANNOTATION} of ${path.join('.')}`
  if (typeof name !== 'string' || !TOKEN.test(name)) return `${where} is not a header name`
  if (!TYPES.has(property['type'])) return `${where} is not on a string, an integer or a boolean`
  found.push({ name, path })
  return undefined
}

/** Whether an annotation is somewhere inside. Data that only looks like a schema (`enum`, `const`) counts as well. */
function mentions(value: unknown, depth: number): boolean {
  if (depth > DEEPEST) return false
  if (Array.isArray(value)) return value.some((entry) => mentions(entry, depth + 1))
  if (!isObject(value)) return false
  return Object.hasOwn(value, ANNOTATION) || Object.values(value).some((member) => mentions(member, depth + 1))
}

/** The headers for one call: null and absent arguments have none. */
export function mirroredHeaders(wanted: readonly MirroredArgument[], given: unknown): Readonly<Record<string, string>> {
  const headers = wanted.flatMap(({ name, path }): [string, string][] => {
    const value = path.reduce<unknown>(
      (at, step) => (isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined),
      given,
    )
    if (typeof value === 'string') return [[`mcp-param-${name}`, value === '' ? '' : headerValue(value)]]
    if (typeof value !== 'boolean' && !Number.isSafeInteger(value)) return []
    return [[`mcp-param-${name}`, String(value)]]
  })
  return Object.fromEntries(headers)
}
