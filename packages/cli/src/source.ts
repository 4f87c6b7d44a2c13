import type { Context } from './context.ts'
import { usageError } from './errors.ts'
import { isObject } from './http/json.ts'

/** A place from which a secret can be read again, later, without its user. */
export type SecretSource =
  | { readonly file: string }
  | { readonly variable: string }
  /** A command line that prints it. */
  | { readonly command: string }

/** A secret as the user gave it: its value, and where to read it again, if that is possible. */
export interface GivenSecret {
  readonly value: string
  readonly source: SecretSource | undefined
}

/** Whether a saved value is a source. */
export function isSecretSource(value: unknown): value is SecretSource {
  if (!isObject(value)) return false
  const [only, ...others] = Object.entries(value)
  return (
    others.length === 0 && only !== undefined && ['file', 'variable', 'command'].includes(only[0]) && isText(only[1])
  )
}

const isText = (value: unknown): boolean => typeof value === 'string'

/** Reads a secret from its source; `what` is what messages call it. */
export async function readSource({ env }: Context, source: SecretSource, what: string): Promise<string> {
  const value = (await readRaw(env, source, what)).trim()
  if (value === '') throw usageError(`The ${what} from ${describeSource(source)} is empty.`)
  return value
}

async function readRaw(env: Context['env'], source: SecretSource, what: string): Promise<string> {
  if ('variable' in source) {
    const value = env.variables[source.variable]
    if (value === undefined) throw usageError(`The ${what} is to be in ${source.variable}, which is not set.`)
    return value
  }
  try {
    if ('command' in source) return await env.output(source.command)
    const { readFile } = await import('node:fs/promises')
    return await readFile(source.file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw usageError(`Cannot get the ${what} from ${describeSource(source)} (${code}).`)
  }
}

function describeSource(source: SecretSource): string {
  if ('variable' in source) return source.variable
  return 'file' in source ? JSON.stringify(source.file) : 'the command given for it'
}
