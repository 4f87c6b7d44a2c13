import type { Context } from '../../core/context.ts'
import { signingKey } from '../keys.ts'
import { type AccessToken, accessTokens } from '../records.ts'
import { accessTokenEnd } from './lifetime.ts'

/** The media type of an access token that is a JWT, as its `typ` has it (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYPE = 'at+jwt'

/** What a new access token stands for. */
export type Granted = Omit<AccessToken, 'issuedAt' | 'expiresAt' | 'jti'>

/**
 * Makes an access token of the configured format. Both formats are recorded alike, so that both can be revoked and looked up.
 * @param until when it ends at the latest, in seconds since the epoch
 */
export async function newAccessToken(granted: Granted, until: number | undefined, ctx: Context): Promise<string> {
  const issuedAt = ctx.clock.now()
  const expiresAt = accessTokenEnd(ctx, until)
  const record: AccessToken =
    ctx.config.accessTokenFormat === 'jwt'
      ? { ...granted, issuedAt, expiresAt, jti: ctx.ids.secret() }
      : { ...granted, issuedAt, expiresAt }
  const token = record.jti === undefined ? ctx.ids.secret() : await signedToken(record, ctx)
  await accessTokens(ctx).put(token, record, expiresAt - issuedAt / 1000)
  return token
}

/** A JWT access token (RFC 9068 §2). Anybody can read it: it says nothing that the token response does not. */
async function signedToken(record: AccessToken, ctx: Context): Promise<string> {
  const key = await signingKey(ctx)
  const { signJwt } = await import('../../core/jose.ts')
  const claims = {
    iss: ctx.issuer,
    sub: record.subject,
    aud: record.audience,
    client_id: record.clientId,
    scope: record.scope.join(' '),
    iat: Math.floor(record.issuedAt / 1000),
    exp: record.expiresAt,
    jti: record.jti,
    ...(record.cnf !== undefined && { cnf: record.cnf }),
  }
  return signJwt({ typ: ACCESS_TOKEN_TYPE, kid: key.kid }, await ctx.point('token.claims', claims), key)
}
