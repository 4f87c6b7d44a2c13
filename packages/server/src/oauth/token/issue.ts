import type { Context } from '../../core/context.ts'
import { type Client, families, refreshTokens } from '../records.ts'
import { newAccessToken } from './access-token.ts'
import type { Authorization } from './grant.ts'

/**
 * Turns a decision into tokens and the body of RFC 6749 §5.1. `aud` and `iss` are this server's own members, so that a
 * person can see what an opaque token is good for.
 */
export async function issueTokens(
  grantType: string,
  { subject, scope, resource, family, jkt }: Authorization,
  client: Client,
  ctx: Context,
): Promise<Readonly<Record<string, unknown>>> {
  const { clientId } = client
  const granted = {
    clientId,
    subject,
    scope,
    audience: resource,
    grantType,
    ...(family !== undefined && { family }),
    ...(jkt !== undefined && { cnf: { jkt } }),
  }
  const accessToken = await newAccessToken(granted, ctx)
  const refreshToken = family === undefined ? undefined : await issueRefreshToken(family, client, jkt, ctx)
  ctx.emit('token.issued', { grantType, clientId, subject, scope: scope.join(' '), audience: resource })
  return {
    access_token: accessToken,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: ctx.config.accessTokenLifetime,
    scope: scope.join(' '),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    aud: resource,
    iss: ctx.issuer,
  }
}

/**
 * A refresh token for a client that is registered for the grant; it ends when its family does. RFC 9449 §5: that of a public
 * client is bound to the key it proves; a confidential client's is bound by its authentication already.
 */
async function issueRefreshToken(
  familyId: string,
  client: Client,
  jkt: string | undefined,
  ctx: Context,
): Promise<string | undefined> {
  if (!client.grantTypes.includes('refresh_token')) return undefined
  const family = await families(ctx).get(familyId)
  const lifetime = family === undefined ? 0 : (family.refreshUntil - ctx.clock.now()) / 1000
  if (lifetime <= 0) return undefined
  const token = ctx.ids.secret()
  const bound = jkt !== undefined && client.authenticationMethod === 'none'
  const { clientId } = client
  await refreshTokens(ctx).put(
    token,
    { family: familyId, clientId, used: false, ...(bound && { cnf: { jkt } }) },
    lifetime,
  )
  return token
}
