import type { Route } from '../../core/route.ts'
import type { LoadDispatcher } from '../dispatcher.ts'
import type { TokenVerifier } from '../verifier.ts'

/** One MCP endpoint with its own way to be authorized. */
export interface McpResource {
  readonly id: string
  /** Path of the endpoint; behind the issuer's origin it is the resource identifier (RFC 8707 §2). */
  readonly path: string
  readonly title: string
  /** Told to the client when it connects. */
  readonly instructions: string
  /** Whether it has protected resource metadata, names it in challenges, and knows scopes. */
  readonly discoverable: boolean
  /** The grant that an access token must come from to be good here; absent: any. */
  readonly grantType?: string
  readonly verifier: TokenVerifier
  /** What it serves to whoever is authorized. */
  readonly load: LoadDispatcher
  /** Whether a session has a stream of its own, by GET. */
  readonly streams?: true
  /** Pages for people that belong to it. */
  readonly pages?: readonly Route[]
}
