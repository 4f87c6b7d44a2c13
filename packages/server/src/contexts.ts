import { type Clock, systemClock } from './core/clock.ts'
import type { Config, SettingName } from './core/config.ts'
import type { Context } from './core/context.ts'
import type { Event, EventBus } from './core/events.ts'
import { type Ids, randomIds } from './core/ids.ts'
import type { Outbound } from './core/outbound.ts'
import type { Store } from './core/store.ts'
import { armedFaults } from './faults/armed.ts'
import type { Fault } from './faults/fault.ts'
import { inject } from './faults/inject.ts'
import { loginProvider } from './idp/metadata.ts'
import { identityProvider, PROVIDER_PATH, type Provider, providerDuring, trusted } from './idp/provider.ts'
import type { McpResource } from './mcp/resources/resource.ts'
import type { ExchangeContext } from './observe/capture.ts'
import { servedOrigins } from './origins.ts'
import { announced } from './outbound/announced.ts'
import { safeOutbound } from './outbound/safe-outbound.ts'
import { memoryStore } from './store/memory.ts'
import { scopedStore } from './store/scoped.ts'

/** What the outside world supplies; every default is the real thing. */
export interface Deps {
  readonly clock?: Clock
  readonly ids?: Ids
  readonly store?: Store
  readonly outbound?: Outbound
  /** Where the settings came from, for people to look at. */
  readonly sources?: Readonly<Partial<Record<SettingName, string>>>
  /** Told of what must never happen: an error that is neither a refusal nor the caller's, and a listener that threw. */
  readonly onInternalError?: (error: unknown) => void
}

/** One name under which the server is reached. */
export interface Origin {
  readonly ctx: Context
  /** The same context for one exchange, a new one: what happens in it is stamped with its id. */
  during(): ExchangeContext
}

/** What requests may touch, by where they come in. */
export interface Contexts {
  /** The origins by their hosts, as requests name them. */
  readonly origins: ReadonlyMap<string, Origin>
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
  const paths = config.authorizationServer === undefined ? discoverablePaths(mcpResources) : []
  const { emitAs, heard } = speech(config, events, { clock, ids, outbound })
  const providers = new Map<string, Provider>()
  const configured = config.identityProviders.map(({ issuer, ...keys }) => ({
    issuer,
    // The operator named the URL.
    keys: async () => ({ ...keys, reach: 'any' as const }),
  }))
  const origins = servedOrigins(config).map((issuer): readonly [string, Origin] => {
    const server: Context = {
      config,
      clock,
      ids,
      store: scopedStore(store, `${issuer} `),
      issuer,
      resources: paths.map((path) => issuer + path),
      identityProviders: [],
      ...heard(issuer),
    }
    const providerIssuer = issuer + PROVIDER_PATH
    const provider = identityProvider(server, scopedStore(store, `${providerIssuer} `), emitAs(providerIssuer))
    providers.set(issuer, provider)
    const elsewhere = config.login === 'identity-provider' && { loginProvider: loginProvider(provider) }
    const ctx = { ...server, identityProviders: [trusted(provider), ...configured], ...elsewhere }
    const during = (): ExchangeContext => {
      const exchange = ids.serial('exchange')
      return { ...ctx, exchange, ...heard(issuer, exchange) }
    }
    return [new URL(issuer).host, { ctx, during }]
  })
  return {
    origins: new Map(origins),
    providerOf: (ctx) => {
      const provider = known(providers.get(ctx.issuer), ctx.issuer)
      return ctx.exchange === undefined
        ? provider
        : providerDuring(provider, ctx, emitAs(provider.issuer, ctx.exchange))
    },
  }
}

/** How contexts speak of what happens: as an issuer, and where somebody listens as part of an exchange. */
function speech(
  config: Config,
  events: EventBus,
  { clock, ids, outbound }: Pick<Context, 'clock' | 'ids' | 'outbound'>,
) {
  const armed = armedFaults(config.faults)
  const emitAs = (issuer: string, exchange?: string): Context['emit'] => {
    return (type, data) => {
      if (!events.heard) return
      const stamp = { id: ids.serial('event'), at: clock.now(), issuer, ...(exchange !== undefined && { exchange }) }
      // The type and its data belong together by the signature of `emit`.
      events.publish({ ...stamp, type, ...data } as unknown as Event)
    }
  }
  const heard = (issuer: string, exchange?: string): Pick<Context, 'emit' | 'point' | 'outbound'> => {
    const emit = emitAs(issuer, exchange)
    const applied = (fault: Fault): void => emit('fault.applied', { fault: fault.id, point: fault.point })
    return {
      emit,
      outbound: exchange === undefined ? outbound : announced(outbound, emit),
      point: async (point, value) => (armed.length === 0 ? value : inject(point, value, armed, applied)),
    }
  }
  return { emitAs, heard }
}

function known(provider: Provider | undefined, issuer: string): Provider {
  if (provider === undefined) throw new Error(`no identity provider beside ${issuer}`)
  return provider
}
