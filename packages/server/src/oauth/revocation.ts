import type { Context } from '../core/context.ts'
import { OAuthError } from '../core/errors.ts'
import { readForm } from '../core/form.ts'
import { NO_STORE } from '../core/http.ts'
import { authenticateClient } from './clients/authenticate.ts'
import { type Resolve, resolveClient } from './clients/resolve.ts'
import { accessTokens, type Client, refreshTokens } from './records.ts'
import { revokeFamily } from './token/family.ts'

/** Longest request, in bytes: a JWT and an assertion. */
const FORM_LIMIT = 64 * 1024

/**
 * `POST /oauth/revoke` (RFC 7009 §2): a refresh token ends its whole family, used ones included, so that a logout leaves nothing
 * behind; an access token ends alone, so that a client can drop one and keep its login (§2.1 leaves both to the server). A token
 * that is not there is no error (§2.2). token_type_hint is a hint; both kinds are looked for.
 */
export async function revocationEndpoint(request: Request, ctx: Context): Promise<Response> {
  return answerRevocation(request, ctx, resolveClient)
}

/** The same for any issuer, which knows its own clients. */
export async function answerRevocation(request: Request, ctx: Context, resolve: Resolve): Promise<Response> {
  const params = await readForm(request, FORM_LIMIT)
  params.rejectMalformed()
  const client = await authenticateClient(request.headers, params, ctx, resolve)
  const token = params.require('token', { reference: { document: 'rfc7009', section: '2.1' } })
  const kind = await revoke(token, client, ctx)
  if (kind !== undefined) ctx.emit('token.revoked', { kind, clientId: client.clientId })
  return new Response(null, { headers: NO_STORE })
}

async function revoke(
  token: string,
  client: Client,
  ctx: Context,
): Promise<'access_token' | 'refresh_token' | undefined> {
  const refreshToken = await refreshTokens(ctx).get(token)
  if (refreshToken !== undefined) {
    requireOwn(refreshToken, client)
    await revokeFamily(refreshToken.family, 'its client revoked it', ctx)
    return 'refresh_token'
  }
  const accessToken = await accessTokens(ctx).get(token)
  if (accessToken === undefined) return undefined
  requireOwn(accessToken, client)
  await accessTokens(ctx).delete(token)
  return 'access_token'
}

/** RFC 7009 §2.1: the server "verifies whether the token was issued to the client making the revocation request", or refuses it. */
function requireOwn(token: { readonly clientId: string }, client: Client): void {
  if (token.clientId === client.clientId) return
  throw new OAuthError('invalid_grant', 'token was issued to another client', {
    reference: { document: 'rfc7009', section: '2.1' },
    reason: `client ${client.clientId} presented a token of ${token.clientId}`,
  })
}
