import type { Context } from '../core/context.ts'
import type { Event } from '../core/events.ts'
import type { Issued } from '../core/issued.ts'
import type { PathParams } from '../core/route.ts'
import type { Flows } from '../observe/flows.ts'

/** An MCP endpoint that clients can be pointed at. */
export interface Surface {
  readonly id: string
  readonly path: string
  readonly title: string
}

/** Who may see the console. */
export interface Access {
  /** Throws {@link HttpError} 401 or 403 for who may not. */
  require(request: Request, ctx: Context): void
  /** The `Set-Cookie` for who shows this token; undefined where it is wrong. */
  cookieFor(token: string, ctx: Context): string | undefined
}

/** What the console shows, handed in by the composition root. */
export interface Shown {
  readonly flows: Flows
  readonly surfaces: readonly Surface[]
  /** The issuer of the identity provider beside a context's authorization server. */
  readonly identityProvider: (ctx: Context) => string
  readonly issued: Issued
  /** Whether a client is known from the start, for trying. */
  readonly isFixture: (clientId: string, ctx: Context) => boolean
  /** The latest events, the oldest first. */
  readonly happened: () => readonly Event[]
  readonly access: Access
}

/** One request for a page. */
export interface Visit {
  readonly ctx: Context
  readonly shown: Shown
  readonly path: PathParams
  readonly query: URLSearchParams
}
