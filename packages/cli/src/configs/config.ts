import { isObject, type JsonObject, text } from '../http/json.ts'

/** A server as a client's configuration names it. */
export interface ConfiguredServer {
  readonly name: string
  /** The file that names it. */
  readonly config: string
  /** `undefined` where it is no server on the web. */
  readonly url: string | undefined
}

/**
 * The servers in a configuration: `mcpServers` (Claude, Cursor and most others), `servers` (VS Code), and those that
 * Claude Code keeps by project. A text says why there are none.
 */
export function serversIn(config: string, content: string, directory: string): readonly ConfiguredServer[] | string {
  let value: unknown
  try {
    value = JSON.parse(withoutComments(content))
  } catch {
    return 'it is not JSON'
  }
  if (!isObject(value)) return 'it is not a JSON object'
  const projects = value['projects']
  const own = isObject(projects) && isObject(projects[directory]) ? projects[directory] : {}
  const tables = [own['mcpServers'], value['mcpServers'], value['servers']].filter(isObject)
  return tables.flatMap((table) =>
    Object.entries(table).flatMap(([name, server]) => (isObject(server) ? [{ name, config, url: urlOf(server) }] : [])),
  )
}

function urlOf(server: JsonObject): string | undefined {
  return text(server, 'url') ?? text(server, 'serverUrl')
}

/** JSON as editors let people write it: with comments, and commas before a closing bracket. Strings stay. */
function withoutComments(content: string): string {
  const string = String.raw`"(?:[^"\\]|\\.)*"`
  const bare = content
    .replace(/^\u{feff}/u, '')
    .replace(new RegExp(String.raw`(${string})|\/\/[^\n]*|\/\*[\s\S]*?\*\/`, 'g'), (_, kept?: string) => kept ?? ' ')
  return bare.replace(new RegExp(String.raw`(${string})|,(?=\s*[}\]])`, 'g'), (_, kept?: string) => kept ?? '')
}

/**
 * A URL with its variables filled in: `${NAME}` and `${NAME:-default}` (Claude), `${env:NAME}` (Cursor, VS Code). A
 * variable that is not set is given back as `missing`.
 */
export function expand(
  url: string,
  variables: Readonly<Record<string, string | undefined>>,
): { readonly url: string } | { readonly missing: string } {
  let missing: string | undefined
  const filled = url.replace(/\$\{(?:env:)?([^}:]+)(?::-([^}]*)|(:[^}]*))?\}/g, (whole, name, byDefault, other) => {
    const value = other === undefined ? (variables[name] ?? byDefault) : undefined
    if (value === undefined) missing ??= whole
    return value ?? ''
  })
  return missing === undefined ? { url: filled } : { missing }
}
