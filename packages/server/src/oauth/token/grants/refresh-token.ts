import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import { refreshTokens } from '../../records.ts'
import { refreshTokenBinding, requireSameKey } from '../dpop.ts'
import { endOf, liveFamily } from '../family.ts'
import type { Authorization, Grant, TokenRequest } from '../grant.ts'
import { renew } from '../refresh-policy.ts'
import { sameResource } from '../resource.ts'
import { narrowedScope } from '../scope.ts'

/** `grant_type=refresh_token` (RFC 6749 §6). What becomes of the token presented is the refresh policy's to say. */
export const refreshToken: Grant = {
  grantType: 'refresh_token',
  publicClients: true,
  async authorize({ client, params, jkt }: TokenRequest, ctx: Context): Promise<Authorization> {
    const token = params.require('refresh_token', { reference: { document: 'rfc6749', section: '6' } })
    const record = await refreshTokens(ctx).get(token)
    if (record === undefined || record.clientId !== client.clientId) {
      throw new OAuthError('invalid_grant', 'refresh_token is unknown, expired, or was issued to another client', {
        requirement: 'server-never-widens-on-refresh',
        reference: { document: 'rfc6749', section: '6' },
      })
    }
    requireSameKey(record.cnf?.jkt, jkt, 'refresh_token')
    const family = await liveFamily(record.family, ctx)
    const scope = narrowedScope(params.get('scope'), family.scope, 'client-refreshes-within-grant')
    const resource = sameResource(params.resources, family.resource)

    const cnf = record.cnf ?? refreshTokenBinding(client, jkt)
    const renewal = await renew({ token, record, family, cnf }, ctx)
    const { subject, grantType, upstream } = family
    return { subject, scope, resource, family: record.family, beganWith: grantType, renewal, ...endOf(upstream) }
  },
}
