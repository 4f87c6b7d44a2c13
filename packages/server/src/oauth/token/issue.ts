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
  { subject, scope, resource, family }: Authorization,
  client: Client,
  ctx: Context,
): Promise<Readonly<Record<string, unknown>>> {
  const { clientId } = client
  const granted = { clientId, subject, scope, audience: resource, grantType, ...(family !== undefined && { family }) }
  const accessToken = await newAccessToken(granted, ctx)
  const refreshToken = family === undefined ? undefined : await issueRefreshToken(family, client, ctx)
  ctx.emit('token.issued', { grantType, clientId, subject, scope: scope.join(' '), audience: resource })
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: ctx.config.accessTokenLifetime,
    scope: scope.join(' '),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    aud: resource,
    iss: ctx.issuer,
  }
}

/** A refresh token for a client that is registered for the grant; it ends when its family does. */
async function issueRefreshToken(familyId: string, client: Client, ctx: Context): Promise<string | undefined> {
  if (!client.grantTypes.includes('refresh_token')) return undefined
  const family = await families(ctx).get(familyId)
  const lifetime = family === undefined ? 0 : (family.refreshUntil - ctx.clock.now()) / 1000
  if (lifetime <= 0) return undefined
  const token = ctx.ids.secret()
  await refreshTokens(ctx).put(token, { family: familyId, clientId: client.clientId, used: false }, lifetime)
  return token
}
