import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { readForm } from '../../core/form.ts'
import { json, NO_STORE } from '../../core/http.ts'
import { authenticateClient } from '../clients/authenticate.ts'
import { provenKey, requireProof } from './dpop.ts'
import type { Grant } from './grant.ts'
import * as registry from './grants/registry.ts'
import { issueTokens } from './issue.ts'

const grants = new Map(Object.values(registry).map((grant: Grant) => [grant.grantType, grant]))

/** The grant types served. */
export const grantTypes: readonly string[] = [...grants.keys()]

/** The profiles of them that are served (ID-JAG §7.2). */
export const grantProfiles: readonly string[] = [...grants.values()].flatMap(({ profiles = [] }) => profiles)

/** The grant types that only a client may use that authenticates. */
export const confidentialGrantTypes: readonly string[] = [...grants.values()]
  .filter((grant) => !grant.publicClients)
  .map((grant) => grant.grantType)

/** Longest token request, in bytes: room for an assertion. */
const FORM_LIMIT = 64 * 1024

/** `POST /oauth/token` (RFC 6749 §3.2): the steps every grant shares, in order. */
export async function tokenEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = await readForm(request, FORM_LIMIT)
  params.rejectMalformed()
  const grantType = params.require('grant_type')
  ctx.emit('token.requested', { grantType, params: params.toRecord() })

  const grant = grants.get(grantType)
  if (grant === undefined) {
    throw new OAuthError('unsupported_grant_type', `grant_type must be one of ${grantTypes.join(', ')}`)
  }
  const proven = await grant.withoutClient?.(request.headers, params, ctx)
  const client = proven?.client ?? (await authenticateClient(request.headers, params, ctx))
  if (!client.grantTypes.includes(grantType)) {
    throw new OAuthError('unauthorized_client', `this client is not registered for grant_type ${grantType}`)
  }
  if (client.authenticationMethod === 'none' && !grant.publicClients) {
    throw new OAuthError('unauthorized_client', `grant_type ${grantType} needs a client that authenticates`)
  }

  const key = await provenKey(request, '/oauth/token', ctx)
  await requireProof(key, client, ctx)
  const { jkt, headers } = key

  const authorization = await (proven ?? grant).authorize({ client, params, jkt }, ctx)
  const body = await issueTokens(grantType, { ...authorization, ...(jkt !== undefined && { jkt }) }, client, ctx)
  return json(await ctx.point('token.response', body), { headers: { ...NO_STORE, ...headers } })
}
