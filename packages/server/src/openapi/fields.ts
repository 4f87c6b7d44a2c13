import { cite, isParameterName, parameters } from '@mcp-auth/spec'
import { type Json, TEXT } from './shape.ts'

/** A form field or JSON member: what it is, and the section that defines it, where it is one of OAuth. */
export function field(name: string, meaning: string, schema: Json = TEXT): Json {
  return { ...schema, description: described(name, meaning) }
}

/** A query parameter. */
export function query(
  name: string,
  meaning: string,
  { schema = TEXT, required = false, example }: { schema?: Json; required?: boolean; example?: unknown } = {},
): Json {
  return {
    name,
    in: 'query',
    ...(required && { required }),
    description: described(name, meaning),
    schema,
    ...(example !== undefined && { example }),
  }
}

/** A request header. */
export function header(name: string, meaning: string, schema: Json = TEXT): Json {
  return { name, in: 'header', description: meaning, schema }
}

function described(name: string, meaning: string): string {
  return isParameterName(name) ? `${meaning} (${cite(parameters[name].reference)})` : meaning
}

/** Named examples, as a media type has them. */
export type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>

/** The body of a form (RFC 6749 appendix B). */
export function formBody(
  properties: Readonly<Record<string, Json>>,
  {
    required = [],
    oneOf,
    examples,
  }: { required?: readonly string[]; oneOf?: readonly Json[]; examples?: Examples } = {},
): Json {
  const schema = {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties,
    ...(oneOf !== undefined && { oneOf }),
  }
  return body('application/x-www-form-urlencoded', schema, examples)
}

/** A body of JSON. */
export function jsonBody(schema: Json, examples?: Examples): Json {
  return body('application/json', schema, examples)
}

function body(type: string, schema: Json, examples?: Examples): Json {
  return { required: true, content: { [type]: { schema, ...(examples !== undefined && { examples }) } } }
}
