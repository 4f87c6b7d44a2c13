import type { Reference } from './document.ts'
import type { Extension } from './extension.ts'
import type { Revision, RevisionRange } from './revision.ts'

/** The OAuth role that a requirement binds. */
export type Party = 'client' | 'protected-resource' | 'authorization-server'

/** The keyword of the sentence itself, as RFC 2119 defines it; `INFO` is advice with no normative word behind it. */
export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY' | 'INFO'

/** What makes a requirement binding. */
export type Binding =
  /** The dated MCP text says it. */
  | 'mcp'
  /** No MCP sentence says it, but the OAuth or HTTP document that the dated MCP text builds on does. */
  | 'oauth'
  /** MCP's Security Best Practices page says it; that page is updated in place, beside the dated text. */
  | 'best-practices'
  /** An MCP extension says it, for those who speak that extension. */
  | 'extension'
  /** Only an RFC that MCP does not build on says it, for those who use that RFC. */
  | 'rfc'

/** How a requirement stood in revisions before the ones of its current level and binding. */
export interface EarlierStanding {
  readonly revisions: RevisionRange
  readonly level: Level
  /** `implied`: the revision has no sentence for it, yet cannot be followed without it. */
  readonly binding: 'mcp' | 'oauth' | 'implied'
}

interface RequirementBase {
  /** Short alias, for example `C-RESP-01`: letter of the party, topic, number. */
  readonly code: string
  readonly party: Party
  /** The level in the newest text that binds; older levels are in `earlier`. */
  readonly level: Level
  /** One sentence in plain words, never stronger than its references. */
  readonly summary: string
  /** The sentences that decide; the first is the one to show. */
  readonly references: readonly [Reference, ...Reference[]]
  /** Checks of the official conformance suite that test this; empty where the suite has none. */
  readonly official: readonly string[]
  /** Official checks that test the other party's half of the same rule. */
  readonly officialTwins?: readonly string[]
  /** Why nothing on the wire shows whether it is met; no check may judge such a requirement. */
  readonly unobservable?: string
  /** The part that leaves no trace on the wire, where another part does: a pass says nothing about it. */
  readonly unseen?: string
  /** Month in which the page of a `best-practices` requirement first said it. */
  readonly published?: string
  /** Older revisions in which the level or the binding differed. */
  readonly earlier?: readonly EarlierStanding[]
  /** A text outside the dated revisions that asks for more than `level`. */
  readonly stricter?: { readonly level: Level; readonly reference: Reference }
  /** The revision that deprecated what this requirement is about. */
  readonly deprecated?: Revision
}

interface DatedRequirement extends RequirementBase {
  readonly binding: 'mcp' | 'oauth' | 'best-practices'
  /** Revisions in which `level` is in force. */
  readonly revisions: RevisionRange
}

interface ExtensionRequirement extends RequirementBase {
  readonly binding: 'extension'
  readonly extensions: readonly [Extension, ...Extension[]]
  /** Revisions that the extension itself is limited to. */
  readonly revisions?: RevisionRange
}

interface RfcRequirement extends RequirementBase {
  readonly binding: 'rfc'
  readonly revisions?: never
}

/** One obligation of one party, as data. */
export type Requirement = DatedRequirement | ExtensionRequirement | RfcRequirement
