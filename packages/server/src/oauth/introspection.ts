import type { Context } from '../core/context.ts'
import { readForm } from '../core/form.ts'
import { json, NO_STORE } from '../core/http.ts'
import { authenticateClient } from './clients/authenticate.ts'
import { clientRefused } from './clients/refused.ts'
import { type Client, refreshTokens } from './records.ts'
import { followedFamily } from './token/family.ts'
import { findAccessToken } from './verify.ts'

/** Longest request, in bytes: a JWT and an assertion. */
const FORM_LIMIT = 64 * 1024

type Answer = Readonly<Record<string, unknown>>

/** RFC 7662 §2.2: nothing more about a token that is not good, not even why. */
const INACTIVE: Answer = { active: false }

/**
 * `POST /oauth/introspect` (RFC 7662 §2): what a token is good for, asked by a client that authenticates. Pre-registered clients
 * stand for protected resources and may ask about every access token. Anybody can register or describe a client, so such a one
 * learns of its own tokens only, and everybody of their own refresh tokens only: §2.2 answers the rest as unknown.
 * token_type_hint is a hint; both kinds are looked for.
 */
export async function introspectionEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = await readForm(request, FORM_LIMIT)
  params.rejectMalformed()
  const client = await authenticateClient(request.headers, params, ctx)
  if (client.authenticationMethod === 'none') {
    throw clientRefused('introspection is for clients that authenticate', {
      document: 'rfc7662',
      section: '2.1',
      requirement: 'server-follows-optional-endpoints',
    })
  }
  const token = params.require('token', { reference: { document: 'rfc7662', section: '2.1' } })
  const found = (await accessTokenAnswer(token, client, ctx)) ?? (await refreshTokenAnswer(token, client, ctx))
  ctx.emit('token.introspected', { clientId: client.clientId, active: found !== undefined })
  return json(await ctx.point('introspection.response', found ?? INACTIVE), { headers: NO_STORE })
}

async function accessTokenAnswer(token: string, client: Client, ctx: Context): Promise<Answer | undefined> {
  const found = await findAccessToken(token, ctx)
  if (found === undefined || !(client.source === 'seeded' || found.clientId === client.clientId)) return undefined
  return {
    active: true,
    token_type: found.cnf === undefined ? 'Bearer' : 'DPoP',
    scope: found.scope.join(' '),
    client_id: found.clientId,
    sub: found.subject,
    aud: found.audience,
    iss: ctx.issuer,
    iat: Math.floor(found.issuedAt / 1000),
    exp: found.expiresAt,
    ...(found.jti !== undefined && { jti: found.jti }),
    // RFC 9449 §6.2.
    ...(found.cnf !== undefined && { cnf: found.cnf }),
  }
}

/** A refresh token has no token_type: RFC 7662 §2.2 means how an access token is used. */
async function refreshTokenAnswer(token: string, client: Client, ctx: Context): Promise<Answer | undefined> {
  const found = await refreshTokens(ctx).get(token)
  if (found === undefined || found.used || found.clientId !== client.clientId) return undefined
  const family = await followedFamily(found.family, ctx)
  if (family === undefined || family.revoked !== undefined) return undefined
  return {
    active: true,
    scope: family.scope.join(' '),
    client_id: found.clientId,
    sub: family.subject,
    aud: family.resource,
    iss: ctx.issuer,
    exp: Math.floor(family.refreshUntil / 1000),
  }
}
