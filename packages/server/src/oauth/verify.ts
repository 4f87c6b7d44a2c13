import type { Context } from '../core/context.ts'
import { type AccessToken, accessTokens, families } from './records.ts'

/** What the authorization server knows of an access token; undefined when it is unknown, expired or revoked. */
export async function findAccessToken(token: string, ctx: Context): Promise<AccessToken | undefined> {
  const found = await accessTokens(ctx).get(token)
  if (found?.family === undefined) return found
  const family = await families(ctx).get(found.family)
  return family === undefined || family.revoked !== undefined ? undefined : found
}
