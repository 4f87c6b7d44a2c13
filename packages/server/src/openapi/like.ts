import { isJsonObject } from '../core/json.ts'
import type { Json } from './shape.ts'

/**
 * The schema of values that are made as this one is: the same members, all of them there, and of the same types. For documents
 * that the server derives from what is registered, so that nothing of them is typed twice.
 */
export function like(value: unknown): Json {
  if (Array.isArray(value)) {
    const items = new Map(value.map((item) => like(item)).map((schema) => [JSON.stringify(schema), schema]))
    if (items.size === 0) return { type: 'array', items: {} }
    const [only] = items.size === 1 ? items.values() : []
    return { type: 'array', items: only ?? { anyOf: [...items.values()] } }
  }
  if (isJsonObject(value)) {
    const given = Object.entries(value).filter(([, member]) => member !== undefined)
    return {
      type: 'object',
      required: given.map(([name]) => name),
      properties: Object.fromEntries(given.map(([name, member]) => [name, like(member)])),
    }
  }
  if (typeof value === 'string')
    return /^https?:\/\//.test(value) ? { type: 'string', format: 'uri' } : { type: 'string' }
  if (value === null) return { type: 'null' }
  return { type: Number.isInteger(value) ? 'integer' : typeof value }
}

/** A value that a schema of arguments lets pass: its default, a member of its list, or a plain one of its type. */
export function sampleOf(schema: unknown): unknown {
  if (!isJsonObject(schema)) return {}
  if (schema['default'] !== undefined) return schema['default']
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  if (schema['type'] === 'object') {
    const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
    const required = Array.isArray(schema['required']) ? schema['required'].map(String) : []
    // What is required on conditions is there when everything is.
    const names = CONDITIONS.some((keyword) => keyword in schema) ? Object.keys(properties) : required
    return Object.fromEntries(names.map((name) => [name, sampleOf(properties[name])]))
  }
  return SAMPLES[String(schema['type'])]
}

const CONDITIONS = ['allOf', 'anyOf', 'oneOf', 'if', 'dependentRequired'] as const

/** A schema with its own definitions in the places that refer to them: inside of a document, such references would lead elsewhere. */
export function standalone(schema: Json): Json {
  const { $defs, ...rest } = schema
  const definitions = isJsonObject($defs) ? $defs : {}
  const visit = (value: unknown, within: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => visit(item, within))
    if (!isJsonObject(value)) return value
    const name = /^#\/\$defs\/(.+)$/.exec(String(value['$ref']))?.[1]
    // One that contains itself is left open where it does.
    if (name !== undefined) return within.includes(name) ? {} : visit(definitions[name], [...within, name])
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, visit(member, within)]))
  }
  return visit(rest, []) as Json
}

const SAMPLES: Json = { string: 'hello', integer: 1, number: 1, boolean: true, array: [] }
