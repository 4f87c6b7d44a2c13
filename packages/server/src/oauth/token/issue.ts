import type { Context } from '../../core/context.ts'
import { takePlace } from '../../core/quota.ts'
import { type Client, type Confirmation, families } from '../records.ts'
import { newAccessToken } from './access-token.ts'
import { refreshTokenBinding } from './dpop.ts'
import type { Authorization } from './grant.ts'
import { accessTokenLifetime } from './lifetime.ts'
import { grantsRefreshToken } from './offline-access.ts'
import { mintRefreshToken } from './refresh-policy.ts'

/**
 * Turns a decision into tokens and the body of RFC 6749 §5.1. `aud` and `iss` are this server's own members, so that a
 * person can see what an opaque token is good for.
 */
export async function issueTokens(
  grantType: string,
  { subject, scope, resource, family, jkt, renewal, beganWith = grantType, until }: Authorization,
  client: Client,
  ctx: Context,
): Promise<Readonly<Record<string, unknown>>> {
  const { accessTokenLifetime: lifetime, accessTokenLimit: limit } = ctx.config
  await takePlace({ kind: 'access tokens', limit, lifetime }, ctx)
  const { clientId } = client
  const granted = {
    clientId,
    subject,
    scope,
    audience: resource,
    grantType: beganWith,
    ...(family !== undefined && { family }),
    ...(jkt !== undefined && { cnf: { jkt } }),
  }
  const accessToken = await newAccessToken(granted, until, ctx)
  const { refreshToken } = renewal ?? {
    refreshToken: await firstRefreshToken(family, scope, client, refreshTokenBinding(client, jkt), ctx),
  }
  ctx.emit('token.issued', { accessToken, grantType, clientId, subject, scope: scope.join(' '), audience: resource })
  return {
    access_token: accessToken,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: accessTokenLifetime(ctx, until),
    scope: scope.join(' '),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    aud: resource,
    iss: ctx.issuer,
  }
}

/** The first refresh token of a family, if one was granted. */
async function firstRefreshToken(
  familyId: string | undefined,
  scope: readonly string[],
  client: Client,
  cnf: Confirmation | undefined,
  ctx: Context,
): Promise<string | undefined> {
  if (familyId === undefined || !grantsRefreshToken(scope, client, ctx.config)) return undefined
  const family = await families(ctx).get(familyId)
  return family && mintRefreshToken(familyId, family, cnf, ctx)
}
