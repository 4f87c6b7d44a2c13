import * as z from 'zod/mini'
import { parseJson } from './json.ts'

/** One setting: what it accepts, what it is without being told, what it means, and how a word of argv or the environment becomes a value. */
export interface Setting<T> {
  /** @internal */
  readonly schema: z.ZodMiniType<T>
  readonly fallback: T
  readonly meaning: string
  readonly fromText: (text: string) => unknown
  /** Whether its value must not be shown. */
  readonly secret?: boolean
}

/** A whole number within bounds. */
export function integer(fallback: number, bounds: { min: number; max: number }, meaning: string): Setting<number> {
  const schema = z
    .int(`must be a whole number from ${bounds.min} to ${bounds.max}`)
    .check(
      z.minimum(bounds.min, `must be at least ${bounds.min}`),
      z.maximum(bounds.max, `must be at most ${bounds.max}`),
    )
  return { schema, fallback, meaning, fromText: (text) => (/^-?\d+$/.test(text) ? Number(text) : text) }
}

/** Text that is not empty. */
export function text(fallback: string, meaning: string): Setting<string> {
  return {
    schema: z.string('must be text').check(z.minLength(1, 'must not be empty')),
    fallback,
    meaning,
    fromText: (word) => word,
  }
}

/** Text that is not empty, or none. */
export function optionalText(meaning: string): Setting<string | undefined> {
  const { schema, ...rest } = text('', meaning)
  return { ...rest, schema: z.optional(schema), fallback: undefined }
}

/** One word out of several. */
export function choice<const T extends string>(
  fallback: NoInfer<T>,
  options: readonly T[],
  meaning: string,
): Setting<T> {
  const schema = z.enum(options as readonly [T, ...T[]], `must be one of ${options.join(', ')}`)
  return { schema: schema as unknown as z.ZodMiniType<T>, fallback, meaning, fromText: (word) => word }
}

/** Words, with commas between them in text. */
export function list(fallback: readonly string[], meaning: string): Setting<readonly string[]> {
  const schema = z.readonly(
    z.array(z.string('must be a list of words').check(z.minLength(1, 'must not be empty')), 'must be a list of words'),
  )
  return { schema, fallback, meaning, fromText: (word) => word.split(',').map((item) => item.trim()) }
}

/** What an Authorization header can carry (RFC 6750 §2.1); never repeated in a message, because it is a secret. */
export function token(fallback: string, meaning: string): Setting<string> {
  const problem = 'must be a bearer token: letters, digits and - . _ ~ + /, with = at the end only'
  return {
    schema: z.string(problem).check(z.regex(/^[A-Za-z0-9._~+/-]+=*$/, problem)),
    fallback,
    meaning,
    fromText: (word) => word,
    secret: true,
  }
}

/** A bearer token, or none. */
export function optionalToken(meaning: string): Setting<string | undefined> {
  const { schema, ...rest } = token('', meaning)
  return { ...rest, schema: z.optional(schema), fallback: undefined }
}

const ORIGIN = /^https?:\/\/[^/?#@\s]+$/

/** An origin as a browser writes it: scheme, host, port if it is not the default; no path, no trailing slash. */
function isOrigin(value: string): boolean {
  return ORIGIN.test(value) && URL.canParse(value) && new URL(value).origin === value
}

/** An origin, or none. */
export function origin(meaning: string): Setting<string | undefined> {
  const schema = z.optional(
    z
      .string()
      .check(z.refine(isOrigin, 'must be an origin such as https://mcp.example, without path or trailing slash')),
  )
  return { schema, fallback: undefined, meaning, fromText: (word) => word }
}

/** Several origins. */
export function origins(fallback: readonly string[], meaning: string): Setting<readonly string[]> {
  const each = z
    .string('must be a list of origins')
    .check(
      z.refine(isOrigin, 'must be a list of origins such as https://inspector.example, without path or trailing slash'),
    )
  return { ...list(fallback, meaning), schema: z.readonly(z.array(each, 'must be a list of origins')) }
}

/** True or false. */
export function flag(fallback: boolean, meaning: string): Setting<boolean> {
  return {
    schema: z.boolean('must be true or false'),
    fallback,
    meaning,
    fromText: (word) => (word === 'true' ? true : word === 'false' ? false : word),
  }
}

/** A JSON value: itself in a settings file, its text in a flag or the environment. What is no JSON stays text, for the schema to judge. */
export function jsonValue<T>(
  fallback: T,
  schema: z.ZodMiniType<T>,
  meaning: string,
  options: { readonly secret?: boolean } = {},
): Setting<T> {
  return { schema, fallback, meaning, fromText: (word) => parseJson(word) ?? word, ...options }
}
