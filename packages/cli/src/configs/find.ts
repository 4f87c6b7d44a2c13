import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { usageError } from '../errors.ts'
import { nearest } from '../terminal/nearest.ts'
import { type ConfiguredServer, expand, serversIn } from './config.ts'
import { configPlaces } from './places.ts'

/** Every server that the configurations name: of the one given, or of all that common clients have. */
export async function configuredServers(
  { env, notice }: Context,
  config: string | undefined,
): Promise<readonly ConfiguredServer[]> {
  const found: ConfiguredServer[] = []
  for (const path of config === undefined ? configPlaces(env) : [config]) {
    const content = await readFile(path, 'utf8').catch((error: unknown) => {
      if (config === undefined) return undefined // most clients are not there
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
      throw usageError(`--config: cannot read ${JSON.stringify(path)} (${code}).`)
    })
    if (content === undefined) continue
    const servers = serversIn(path, content, env.workingDirectory)
    if (typeof servers !== 'string') found.push(...servers)
    else if (config === undefined) notice(`Left out ${path}: ${servers}.`)
    else throw usageError(`--config: cannot use ${JSON.stringify(path)}: ${servers}.`)
  }
  return found
}

/** The URL of the server that has this name in a configuration. */
export async function urlByName(context: Context, name: string, config: string | undefined): Promise<string> {
  const all = await configuredServers(context, config)
  const named = all.filter((server) => server.name === name)
  const [first] = named
  if (first === undefined) throw unknownName(name, all)
  const urls = [...new Set(named.flatMap(({ url }) => (url === undefined ? [] : [url])))]
  const [url] = urls
  if (url === undefined) throw usageError(`${name} in ${first.config} is a program on stdio, which needs no login.`)
  if (urls.length > 1) {
    const files = named.map((server) => server.config).join(', ')
    throw usageError(`${name} is another server in each of ${files}.`, 'say which with --config FILE')
  }
  // Whoever wrote a project's file is not whoever runs this: it may not read the environment unasked.
  if (config === undefined && url.includes('${') && isInside(context.env.workingDirectory, first.config)) {
    throw usageError(
      `The URL of ${name} in ${first.config} has variables.`,
      `--config ${first.config} lets it read them`,
    )
  }
  const filled = expand(url, context.env.variables)
  if ('missing' in filled)
    throw usageError(`The URL of ${name} in ${first.config} needs ${filled.missing}, which is not set.`)
  return filled.url
}

function isInside(directory: string, path: string): boolean {
  return path.startsWith(join(directory, '/'))
}

function unknownName(name: string, all: readonly ConfiguredServer[]): Error {
  const near = nearest(name, [...new Set(all.map((server) => server.name))])
  const hint = near === undefined ? 'mcp-auth servers lists those with a name' : `did you mean ${near}?`
  return usageError(`${JSON.stringify(name)} is neither an http or https URL nor the name of a server.`, hint)
}
