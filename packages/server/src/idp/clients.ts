import { epochSeconds } from '../core/clock.ts'
import type { Context } from '../core/context.ts'
import { isMetadataDocumentUrl, resolveMetadataDocument } from '../oauth/clients/metadata-document.ts'
import type { Client } from '../oauth/records.ts'
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

/** How a client may authenticate here: as the registered one does, or as a document can say. */
export const clientMethods = [ENTERPRISE_CLIENT.authenticationMethod, 'private_key_jwt', 'none'] as const

/** The client of this id: the registered one, or the one whose id is the URL of its document. Throws `invalid_client`. */
export async function resolveProviderClient(clientId: string, ctx: Context): Promise<Client | undefined> {
  if (clientId === ENTERPRISE_CLIENT.clientId) return { ...ENTERPRISE_CLIENT, issuedAt: epochSeconds(ctx.clock) }
  return isMetadataDocumentUrl(clientId) ? resolveMetadataDocument(clientId, ctx) : undefined
}
