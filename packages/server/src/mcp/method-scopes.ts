import { ConfigError } from '../core/config.ts'
import type { ScopeName } from '../core/scopes.ts'
import type { Message } from './message.ts'

/** The scope each MCP method takes, on a surface that knows scopes; that of `tools/call` is the tool's. */
export const methodScopes: Readonly<Record<string, ScopeName | undefined>> = {
  initialize: undefined,
  'server/discover': undefined,
  ping: undefined,
  'notifications/initialized': undefined,
  'notifications/cancelled': undefined,
  'logging/setLevel': undefined,
  'tools/list': 'mcp:tools:list',
  'tools/call': undefined,
  'resources/list': 'mcp:tools:list',
  'resources/templates/list': 'mcp:tools:list',
  'resources/read': 'mcp:tools:read',
  'resources/subscribe': 'mcp:tools:read',
  'resources/unsubscribe': 'mcp:tools:read',
  'subscriptions/listen': 'mcp:tools:list',
  'prompts/list': 'mcp:tools:list',
  'prompts/get': 'mcp:tools:read',
  'completion/complete': 'mcp:tools:read',
}

/** Every scope that serving these messages takes, each once, in a stable order: one challenge names them all (SEP-2350). */
export function neededScopes(
  messages: readonly Message[],
  toolScope: (tool: string) => ScopeName | undefined,
): readonly ScopeName[] {
  const needed = messages.flatMap(({ method, tool }) => {
    const scope = method === 'tools/call' ? toolScope(tool ?? '') : methodScopes[method]
    return scope === undefined ? [] : [scope]
  })
  return [...new Set(needed)].sort()
}

/** The methods that need no token. Throws {@link ConfigError} for one that is no MCP method. */
export function openMethods(names: readonly string[]): ReadonlySet<string> {
  for (const name of names) {
    if (Object.hasOwn(methodScopes, name)) continue
    const known = Object.keys(methodScopes).join(', ')
    throw new ConfigError(`openMethods has ${JSON.stringify(name)}; the methods are ${known}`)
  }
  return new Set(names)
}
