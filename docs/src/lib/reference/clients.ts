import type { Context } from '../../../../packages/server/src/core/context.ts'
import { seededClients } from '../../../../packages/server/src/oauth/clients/seeded.ts'
import { code, codes, type Reference } from './table.ts'

// All that the fixtures want to know.
const ctx = { clock: { now: () => 0 }, issuer: 'http://127.0.0.1:8765' } as unknown as Context

/** The clients that are known without registering. */
export const clientsReference: Reference = {
  slug: 'clients',
  title: 'Fixture clients',
  about:
    'Known without registering, at every start, and changed by nothing. Redirect URIs on loopback hosts are good on any port. Their secrets are published: never use them elsewhere.',
  sections: [
    {
      head: ['client_id', 'Secret', 'Authentication', 'Grants', 'Redirect URIs', 'Scopes'],
      rows: seededClients(ctx).map(
        ({ clientId, clientName, clientSecret, authenticationMethod, grantTypes, redirectUris, scope }) => ({
          id: clientId,
          name: clientId,
          about: clientName ?? 'fixture client',
          cells: [
            code(clientId),
            clientSecret === undefined ? 'none' : code(clientSecret),
            code(authenticationMethod),
            codes(grantTypes),
            codes(redirectUris),
            codes(scope),
          ],
        }),
      ),
    },
  ],
}
