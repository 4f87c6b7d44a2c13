import { epochSeconds } from '../core/clock.ts'
import { isMetadataDocumentUrl, resolveMetadataDocument } from '../oauth/clients/metadata-document.ts'
import type { Resolve } from '../oauth/clients/resolve.ts'
import { CALLBACK_PATH } from '../oauth/login/pending-login.ts'
import type { Client } from '../oauth/records.ts'
import type { KnownServer, Provider } from './provider.ts'
import { scopeNames } from './scopes.ts'

/** The client that is registered here for single sign-on; nobody can register more (EMA §7.1). */
const ENTERPRISE_CLIENT: Omit<Client, 'issuedAt'> = {
  clientId: 'enterprise-sso-client',
  source: 'seeded',
  clientName: 'Enterprise MCP Client',
  authenticationMethod: 'client_secret_post',
  clientSecret: 'enterprise-sso-secret',
  grantTypes: ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'],
  responseTypes: ['code'],
  redirectUris: [
    'http://localhost:3000/callback',
    'http://127.0.0.1:3000/callback',
    'http://[::1]:3000/callback',
    'https://client.example/callback',
  ],
  scope: scopeNames,
  metadata: {},
}

/** The authorization server beside the provider, which sends its users here to log in: one client for all the clients it has itself. */
export const SERVER_CLIENT = { clientId: 'mcp-auth-test-server', clientSecret: 'mcp-auth-test-server-secret' } as const

/** It comes back to its own callback and to no other. */
function serverClient(servers: readonly KnownServer[]): Omit<Client, 'issuedAt'> {
  return {
    ...SERVER_CLIENT,
    source: 'seeded',
    clientName: 'MCP Auth Test Server',
    authenticationMethod: 'client_secret_post',
    grantTypes: ['authorization_code'],
    responseTypes: ['code'],
    redirectUris: servers.map(({ issuer }) => issuer + CALLBACK_PATH),
    scope: scopeNames,
    metadata: {},
  }
}

/** How a client may authenticate here: as the registered one does, or as a document can say. */
export const clientMethods = [ENTERPRISE_CLIENT.authenticationMethod, 'private_key_jwt', 'none'] as const

/** Finds the client of an id: one that is registered, or the one whose id is the URL of its document. Throws `invalid_client`. */
export function clientsOf({ servers }: Provider): Resolve {
  const registered = [ENTERPRISE_CLIENT, serverClient(servers)]
  return async (clientId, ctx) => {
    const known = registered.find((client) => client.clientId === clientId)
    if (known !== undefined) return { ...known, issuedAt: epochSeconds(ctx.clock) }
    return isMetadataDocumentUrl(clientId) ? resolveMetadataDocument(clientId, ctx) : undefined
  }
}
