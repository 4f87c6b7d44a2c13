import type { Context } from '../core/context.ts'
import type { PathParams } from '../core/route.ts'
import type { Flows } from '../observe/flows.ts'
import type { Records } from './records.ts'

/** An MCP endpoint that clients can be pointed at. */
export interface Surface {
  readonly id: string
  readonly path: string
  readonly title: string
  /** Whether a client finds its authorization server by itself. */
  readonly discoverable: boolean
}

/** What the console shows, handed in by the composition root. */
export interface Shown {
  readonly flows: Flows
  readonly surfaces: readonly Surface[]
  /** The issuer of the identity provider beside a context's authorization server. */
  readonly identityProvider: (ctx: Context) => string
  readonly records: Records
}

/** One request for a page. */
export interface Visit {
  readonly ctx: Context
  readonly shown: Shown
  readonly path: PathParams
  readonly query: URLSearchParams
}
