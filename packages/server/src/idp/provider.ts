import type { Context } from '../core/context.ts'
import type { IdentityProvider } from '../core/identity-provider.ts'
import type { FaultPoint, FaultPoints } from '../core/points.ts'
import type { Store } from '../core/store.ts'
import { publicKeys } from '../oauth/keys.ts'

/** Where the identity provider is, behind the origin: an issuer of its own (RFC 8414 §2). */
export const PROVIDER_PATH = '/idp'

/** An authorization server that the identity provider may send users' clients to. */
export interface KnownServer {
  readonly issuer: string
  readonly resources: readonly string[]
}

/** What one request to the identity provider may touch: its own issuer, store and keys, and the servers it knows. */
export interface Provider extends Context {
  readonly servers: readonly KnownServer[]
}

/**
 * The identity provider beside an authorization server. It shares nothing with that but the process: not clients, keys, codes or
 * faults. Its ID tokens have RS256, which every OpenID client takes (OIDC Core §15.1); it gives no refresh tokens.
 */
export function identityProvider(server: Context, store: Store, emit: Context['emit']): Provider {
  const { config } = server
  return {
    ...server,
    config: {
      ...config,
      signingAlgorithm: 'RS256',
      accessTokenFormat: 'opaque',
      refreshPolicy: 'none',
      // A key stays published for as long as an access token lives, and here it signs ID tokens and ID-JAGs.
      accessTokenLifetime: Math.max(config.accessTokenLifetime, config.idTokenLifetime, config.idJagLifetime),
    },
    issuer: server.issuer + PROVIDER_PATH,
    store,
    emit,
    point: ownPoints(server),
    identityProviders: [],
    servers: [{ issuer: server.issuer, resources: server.resources }],
  }
}

/** The same provider in one exchange with the server beside it. */
export function providerDuring(provider: Provider, server: Context, emit: Context['emit']): Provider {
  const { exchange, outbound } = server
  return { ...provider, ...(exchange !== undefined && { exchange }), outbound, emit, point: ownPoints(server) }
}

function ownPoints(server: Context): Context['point'] {
  return async <P extends FaultPoint>(point: P, value: FaultPoints[P]): Promise<FaultPoints[P]> =>
    point.startsWith('idp.') ? server.point(point, value) : value
}

/** What an authorization server that trusts the provider knows of it. */
export function trusted(provider: Provider): IdentityProvider {
  return { issuer: provider.issuer, keys: async () => ({ jwks: await publicKeys(provider) }) }
}
