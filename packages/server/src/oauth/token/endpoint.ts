import type { Context } from '../../core/context.ts'
import { json, NO_STORE } from '../../core/http.ts'
import { provenKey, requireProof } from './dpop.ts'
import type { Grant } from './grant.ts'
import * as registry from './grants/registry.ts'
import { issueTokens } from './issue.ts'
import { readTokenRequest } from './request.ts'

const grants = new Map(Object.values(registry).map((grant: Grant) => [grant.grantType, grant]))

/** The grant types served. */
export const grantTypes: readonly string[] = [...grants.keys()]

/** The profiles of them that are served (ID-JAG §7.2). */
export const grantProfiles: readonly string[] = [...grants.values()].flatMap(({ profiles = [] }) => profiles)

/** The grant types that only a client may use that authenticates. */
export const confidentialGrantTypes: readonly string[] = [...grants.values()]
  .filter((grant) => !grant.publicClients)
  .map((grant) => grant.grantType)

/** `POST /oauth/token` (RFC 6749 §3.2): the steps every grant shares, in order. */
export async function tokenEndpoint(request: Request, ctx: Context): Promise<Response> {
  const { grant, grantType, client, params, proven } = await readTokenRequest(request, grants, ctx)
  const key = await provenKey(request, '/oauth/token', ctx)
  await requireProof(key, client, ctx)
  const { jkt, headers } = key

  const authorization = await (proven ?? grant).authorize({ client, params, jkt }, ctx)
  const body = await issueTokens(grantType, { ...authorization, ...(jkt !== undefined && { jkt }) }, client, ctx)
  return json(await ctx.point('token.response', body), { headers: { ...NO_STORE, ...headers } })
}
