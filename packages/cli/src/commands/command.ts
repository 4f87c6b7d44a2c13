import type { Inputs } from '../arguments.ts'
import type { Context, Outcome } from '../context.ts'

/** An option of a command line; one without `value` is a switch. */
export interface Option {
  readonly name: string
  /** What its value is called in help. */
  readonly value?: string
  readonly summary: string
  /** Understood, but not shown. */
  readonly hidden?: boolean
  /** The option that this is another name of. */
  readonly sameAs?: string
}

/** A word of the command line that stands by itself. */
export interface Operand {
  readonly name: string
  readonly summary: string
  readonly optional?: boolean
}

/** A verb of this program. Its work is imported when it runs, so that `--help` stays quick. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly operands: readonly Operand[]
  readonly options: readonly Option[]
  readonly commands?: readonly Command[]
  /** `undefined` where standard output was the command's own. */
  readonly run?: (inputs: Inputs, context: Context) => Promise<Outcome | undefined>
}

/** The URL operand that most commands begin with. */
export const URL_OPERAND: Operand = {
  name: 'URL',
  summary: 'the MCP server, as clients are given it, or its name in their mcp.json',
}

/** Where a name for a server is looked up. */
export const CONFIG_OPTION: Option = {
  name: 'config',
  value: 'FILE',
  summary: 'look the name up in this mcp.json, not in those of common clients',
}

/** The options that steer discovery. */
export const DISCOVERY_OPTIONS: readonly Option[] = [
  CONFIG_OPTION,
  { name: 'resource-metadata-url', value: 'URL', summary: 'read the protected resource metadata here' },
  { name: 'authorization-server', value: 'URL', summary: 'use this issuer (or metadata URL)' },
  { name: 'allow-resource-mismatch', summary: 'accept metadata of another resource (dangerous)' },
]

/** The options of what works with a saved login. */
export const ACCESS_OPTIONS: readonly Option[] = [
  CONFIG_OPTION,
  { name: 'profile', value: 'ID', summary: 'use this saved login; only if it is for this server' },
  { name: 'profile-id', value: 'ID', summary: 'the same', sameAs: 'profile', hidden: true },
  { name: 'open-browser', summary: 'where a new authorization is needed, open the browser' },
  { name: 'no-browser', summary: 'do not open it; at a terminal it is opened otherwise' },
  { name: 'headless', summary: 'where a new authorization is needed, ask for its URL without a browser' },
  { name: 'protocol-version', value: 'VERSION', summary: 'speak this MCP revision, instead of the newest both know' },
]
