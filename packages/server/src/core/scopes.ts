/** One scope: what it lets a client do, in words for the consent page, and whether everyday use needs it. */
export interface Scope {
  readonly meaning: string
  /** Part of the least set for ordinary use: advertised by the resource, and granted when a request names no scope. */
  readonly basic: boolean
  /** Needs a confirmation of its own on the consent page, and a client that is registered for it by name. */
  readonly sensitive: boolean
  /** The narrower scopes it stands for as well: who may change notes may read them (MCP authorization, Step-Up Authorization Flow). */
  readonly includes: readonly string[]
}

/** Every scope the authorization server knows, in the order it lists them. */
export const scopes = {
  'mcp:tools:list': { meaning: 'See which tools there are', basic: true, sensitive: false, includes: [] },
  'mcp:tools:echo': { meaning: 'Call tools that only answer back', basic: true, sensitive: false, includes: [] },
  'mcp:tools:read': { meaning: 'Call tools that read', basic: true, sensitive: false, includes: [] },
  'mcp:tools:write': {
    meaning: 'Call tools that write, and those that read',
    basic: false,
    sensitive: false,
    includes: ['mcp:tools:read'],
  },
  'mcp:tools:admin': {
    meaning: 'Call tools that destroy, and those that write or read',
    basic: false,
    sensitive: true,
    includes: ['mcp:tools:write'],
  },
} as const satisfies Record<string, Scope>

/** The name of a scope. */
export type ScopeName = keyof typeof scopes

/** Every scope name, in the order of {@link scopes}. */
export const scopeNames = Object.keys(scopes) as readonly ScopeName[]

/** The least set for ordinary use. */
export const basicScopes: readonly ScopeName[] = scopeNames.filter((name) => scopes[name].basic)

/** What a client may ask for that registered without naming scopes (RFC 7591 §2: a default set): all but the sensitive ones. */
export const defaultClientScopes: readonly ScopeName[] = scopeNames.filter((name) => !scopes[name].sensitive)

/** Whether `name` is a scope. */
export function isScopeName(name: string): name is ScopeName {
  return Object.hasOwn(scopes, name)
}

/** Whether a token with these scopes may do what `needed` is for: it has it, or a broader one. */
export function scopeGrants(granted: readonly string[], needed: string): boolean {
  return granted.some((name) => name === needed || (isScopeName(name) && scopeGrants(scopes[name].includes, needed)))
}
