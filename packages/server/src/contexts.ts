import { type Clock, systemClock } from './core/clock.ts'
import type { Config } from './core/config.ts'
import type { Context } from './core/context.ts'
import type { Event, EventBus } from './core/events.ts'
import { type Ids, randomIds } from './core/ids.ts'
import type { Outbound } from './core/outbound.ts'
import type { Store } from './core/store.ts'
import { armedFaults } from './faults/armed.ts'
import type { Fault } from './faults/fault.ts'
import { inject } from './faults/inject.ts'
import { loginProvider } from './idp/metadata.ts'
import { identityProvider, PROVIDER_PATH, type Provider, trusted } from './idp/provider.ts'
import type { McpResource } from './mcp/resources/resource.ts'
import { servedOrigins } from './origins.ts'
import { safeOutbound } from './outbound/safe-outbound.ts'
import { memoryStore } from './store/memory.ts'
import { scopedStore } from './store/scoped.ts'

/** What the outside world supplies; every default is the real thing. */
export interface Deps {
  readonly clock?: Clock
  readonly ids?: Ids
  readonly store?: Store
  readonly outbound?: Outbound
  /** Told of what must never happen: an error that is neither a refusal nor the caller's, and a listener that threw. */
  readonly onInternalError?: (error: unknown) => void
}

/** What requests may touch, by where they come in. */
export interface Contexts {
  /** One context per origin, by its host as requests name it. */
  readonly contexts: ReadonlyMap<string, Context>
  /** The identity provider beside the authorization server of a context. */
  readonly providerOf: (ctx: Context) => Provider
}

/** Paths of the MCP endpoints that have protected resource metadata. */
export function discoverablePaths(mcpResources: readonly McpResource[]): readonly string[] {
  return mcpResources.filter(({ discoverable }) => discoverable).map(({ path }) => path)
}

/** Puts together what each origin serves: an authorization server, and the identity provider that it trusts. */
export function createContexts(
  config: Config,
  mcpResources: readonly McpResource[],
  events: EventBus,
  deps: Deps,
): Contexts {
  const { clock = systemClock, ids = randomIds, outbound = safeOutbound() } = deps
  const store = deps.store ?? memoryStore(clock)
  const armed = armedFaults(config.faults)
  const paths = config.authorizationServer === undefined ? discoverablePaths(mcpResources) : []
  const emitAs = (issuer: string): Context['emit'] => {
    return (type, data) => {
      if (!events.heard) return
      // The type and its data belong together by the signature of `emit`.
      events.publish({ id: ids.name('event'), at: clock.now(), issuer, type, ...data } as unknown as Event)
    }
  }
  const providers = new Map<string, Provider>()
  const configured = config.identityProviders.map(({ issuer, ...keys }) => ({
    issuer,
    // The operator named the URL.
    keys: async () => ({ ...keys, reach: 'any' as const }),
  }))
  const contexts = servedOrigins(config).map((issuer): readonly [string, Context] => {
    const emit = emitAs(issuer)
    const applied = (fault: Fault): void => emit('fault.applied', { fault: fault.id, point: fault.point })
    const server: Context = {
      config,
      clock,
      ids,
      store: scopedStore(store, `${issuer} `),
      outbound,
      issuer,
      resources: paths.map((path) => issuer + path),
      identityProviders: [],
      emit,
      point: async (point, value) => (armed.length === 0 ? value : inject(point, value, armed, applied)),
    }
    const providerIssuer = issuer + PROVIDER_PATH
    const provider = identityProvider(server, scopedStore(store, `${providerIssuer} `), emitAs(providerIssuer))
    providers.set(issuer, provider)
    const ctx = { ...server, identityProviders: [trusted(provider), ...configured] }
    const elsewhere = config.login === 'identity-provider' && { loginProvider: loginProvider(provider) }
    return [new URL(issuer).host, { ...ctx, ...elsewhere }]
  })
  return { contexts: new Map(contexts), providerOf: ({ issuer }) => known(providers.get(issuer), issuer) }
}

function known(provider: Provider | undefined, issuer: string): Provider {
  if (provider === undefined) throw new Error(`no identity provider beside ${issuer}`)
  return provider
}
