import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Events, EventType } from './events.ts'
import type { IdentityProvider } from './identity-provider.ts'
import type { Ids } from './ids.ts'
import type { LoginProvider } from './login-provider.ts'
import type { Outbound } from './outbound.ts'
import type { FaultPoint, FaultPoints } from './points.ts'
import type { Store } from './store.ts'

/** What one request may touch. Built per origin by `app.ts`, passed explicitly, never global. */
export interface Context {
  readonly config: Config
  readonly clock: Clock
  readonly ids: Ids
  /** Holds this issuer's records only: what one issuer gave, another does not know. */
  readonly store: Store
  readonly outbound: Outbound
  /** The issuer identifier (RFC 8414 §2), which is also what all URLs of this issuer start with; no trailing slash. */
  readonly issuer: string
  /** The identifiers (RFC 8707 §2) of the protected resources this authorization server issues tokens for; the first is the default. */
  readonly resources: readonly string[]
  /** Whose ID-JAGs the authorization server takes. */
  readonly identityProviders: readonly IdentityProvider[]
  /** Where users log in; without it on the consent page. */
  readonly loginProvider?: LoginProvider
  /** The exchange at hand, where somebody listens to events. */
  readonly exchange?: string
  emit<T extends EventType>(type: T, data: Events[T]): void
  /** Offers a value to the armed faults at a named point; returns it unchanged when none is armed. */
  point<P extends FaultPoint>(point: P, value: FaultPoints[P]): Promise<FaultPoints[P]>
}
