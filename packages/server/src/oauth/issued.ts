import type { Collection } from '../core/collection.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Issued } from '../core/issued.ts'
import { seededClients } from './clients/seeded.ts'
import { accessTokens, clients, codes, families } from './records.ts'

/** What this authorization server has given out. */
export const issued: Issued = {
  async codes(ctx) {
    const live = await all(codes(ctx))
    return live
      .filter(([, { family }]) => family === undefined)
      .map(([code, { request }, expiresAt]) => ({
        code_hash: fingerprint(code),
        client_id: request.clientId,
        scope: request.scope.join(' '),
        resource: request.resource,
        expiresAt,
      }))
  },

  async tokens(ctx) {
    const live = await all(accessTokens(ctx))
    const over = new Map((await all(families(ctx))).map(([id, { revoked }]) => [id, revoked]))
    return live.map(([token, { clientId, scope, grantType, audience, expiresAt, family }]) => ({
      token_hash: fingerprint(token),
      client_id: clientId,
      scope: scope.join(' '),
      grant_type: grantType,
      audience,
      issuer: ctx.issuer,
      revoked: (family === undefined ? undefined : over.get(family)) ?? null,
      expiresAt: expiresAt * 1000,
    }))
  },

  async clients(ctx) {
    const registered = (await all(clients(ctx))).map(([, client]) => client)
    return [...seededClients(ctx), ...registered].map((client) => ({
      client_id: client.clientId,
      token_endpoint_auth_method: client.authenticationMethod,
      grant_types: client.grantTypes,
      response_types: client.responseTypes,
      scope: client.scope.join(' '),
      client_name: client.clientName ?? null,
      client_id_issued_at: client.issuedAt,
      has_client_secret: client.clientSecret !== undefined,
      ...(client.redirectUris.length > 0 && { redirect_uris: client.redirectUris }),
    }))
  },
}

type Entry<T> = readonly [id: string, value: T, expiresAt: number | undefined]

async function all<T extends object>(collection: Collection<T>): Promise<readonly Entry<T>[]> {
  const found: Entry<T>[] = []
  for await (const entry of collection.list()) found.push(entry)
  return found
}
