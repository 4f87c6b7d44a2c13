import type { Inputs } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { DiscoveryChoices } from '../discovery/discover.ts'
import type { Env } from '../env.ts'
import { usageError } from '../errors.ts'
import { type GivenSecret, readSource, type SecretSource } from '../source.ts'

/** The MCP URL, by its name in a configuration or exactly as typed: nothing of it is normalised, because servers compare it as a string. */
export async function mcpUrl(inputs: Inputs, context: Context): Promise<string> {
  const given = inputs.operand('URL') ?? ''
  if (given.includes('://')) return checked(given)
  const { urlByName } = await import('../configs/find.ts')
  return checked(await urlByName(context, given, inputs.value('config')))
}

function checked(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (
    parsed === undefined ||
    (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') ||
    /[^\x21-\x7e]/.test(url)
  ) {
    throw usageError(`${JSON.stringify(url)} is not an http or https URL.`)
  }
  if (url.includes('#')) throw usageError('The URL of an MCP server has no fragment.')
  if (parsed.username !== '' || parsed.password !== '') {
    throw usageError(
      'Credentials do not belong in the URL.',
      'mcp-auth login URL --auth-mode bearer --bearer-token @FILE',
    )
  }
  return url
}

/** A port number, where one is given. */
export function portOption(inputs: Inputs, name: string): number | undefined {
  const value = inputs.value(name)
  if (value === undefined) return undefined
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw usageError(`--${name} must be a port number, not ${JSON.stringify(value)}.`)
  return Number(value)
}

/** A secret: from a file (`@FILE`), standard input (`-`), the environment, or, with a warning, as typed. */
export async function secretOption(
  context: Context,
  inputs: Inputs,
  name: string,
  variable: string,
): Promise<string | undefined> {
  const given = inputs.value(name)
  const value = given === undefined ? context.env.variables[variable] : await indirect(context.env, `--${name}`, given)
  if (value === undefined) return undefined
  if (given !== undefined && given !== '-' && !given.startsWith('@')) {
    context.notice(`--${name} is visible to every user of this machine; @FILE, - or ${variable} is not.`)
  }
  const secret = value.trim()
  if (secret === '') throw usageError(`--${name} is empty.`)
  return secret
}

/**
 * A secret that may be needed again: from a file, a command or the environment, which are remembered, or from
 * standard input or as typed, which are not.
 */
export async function givenSecret(
  context: Context,
  inputs: Inputs,
  name: string,
  variable: string,
): Promise<GivenSecret | undefined> {
  const typed = inputs.value(name)
  const command = inputs.value(`${name}-command`)
  if (typed !== undefined && command !== undefined) throw usageError(`Give --${name} or --${name}-command, not both.`)
  const source = await sourceOf(context.env, typed, command, variable)
  if (source !== undefined) return { value: await readSource(context, source, name.replace('-', '_')), source }
  const value = await secretOption(context, inputs, name, variable)
  return value === undefined ? undefined : { value, source }
}

async function sourceOf(
  { variables }: Env,
  typed: string | undefined,
  command: string | undefined,
  variable: string,
): Promise<SecretSource | undefined> {
  if (command !== undefined) return { command }
  if (typed?.startsWith('@') === true) return { file: (await import('node:path')).resolve(typed.slice(1)) }
  return typed === undefined && (variables[variable] ?? '') !== '' ? { variable } : undefined
}

/** A JSON object: inline, from a file (`@FILE`) or from standard input (`-`). */
export async function jsonOption(
  context: Context,
  inputs: Inputs,
  name: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const given = inputs.value(name)
  if (given === undefined) return undefined
  const text = await indirect(context.env, `--${name}`, given)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw usageError(`--${name} must be valid JSON: ${error instanceof Error ? error.message : ''}.`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usageError(`--${name} must decode to a JSON object.`)
  }
  return value as Readonly<Record<string, unknown>> // a JSON object has only string keys
}

/** A value as given, from a file (`@FILE`) or from standard input (`-`). */
export async function indirect(env: Env, name: string, given: string): Promise<string> {
  if (given === '-') return env.stdin.text()
  if (!given.startsWith('@')) return given
  const { readFile } = await import('node:fs/promises')
  try {
    return await readFile(given.slice(1), 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw usageError(`${name}: cannot read ${JSON.stringify(given.slice(1))} (${code}).`)
  }
}

/** What the discovery options say. */
export function discoveryChoices(inputs: Inputs): DiscoveryChoices {
  for (const name of ['resource-metadata-url', 'authorization-server']) {
    const value = inputs.value(name)
    if (value !== undefined && !/^https?:\/\/[\x21-\x7e]+$/.test(value)) {
      throw usageError(`--${name} must be an absolute http or https URL.`)
    }
  }
  return {
    resourceMetadataUrl: inputs.value('resource-metadata-url'),
    authorizationServer: inputs.value('authorization-server'),
    allowResourceMismatch: inputs.flag('allow-resource-mismatch'),
  }
}
