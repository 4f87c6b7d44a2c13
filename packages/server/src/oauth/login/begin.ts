import { createHash } from 'node:crypto'
import type { Context } from '../../core/context.ts'
import { redirect } from '../../core/http.ts'
import type { LoginProvider } from '../../core/login-provider.ts'
import { takePlace } from '../../core/quota.ts'
import { browserOf } from '../browser.ts'
import type { AuthorizationRequest } from '../records.ts'
import { CALLBACK_PATH, pendingLogins } from './pending-login.ts'

/** Who is sent to log in: the browser that consented, and whom the client expects. */
export interface LoginAsked {
  /** The request in which consent was given. */
  readonly from: Request
  readonly loginHint: string | undefined
}

/**
 * Sends the browser on to the identity provider (OIDC Core §3.1.2.1). To be called after consent only: the provider knows us, not
 * the client, and would let anybody's client in on the strength of that (MCP Security Best Practices, Confused Deputy Problem).
 */
export async function beginLogin(
  authorization: AuthorizationRequest,
  { from, loginHint }: LoginAsked,
  status: 302 | 303,
  provider: LoginProvider,
  ctx: Context,
): Promise<Response> {
  const { pendingLimit: limit, consentLifetime: lifetime } = ctx.config
  await takePlace({ kind: 'logins', limit, lifetime }, ctx)
  const browser = browserOf(from, ctx)
  const [state, nonce, verifier] = [ctx.ids.secret(), ctx.ids.secret(), ctx.ids.secret()]
  const pending = { request: authorization, browser: browser.id, verifier, nonce, answered: false }
  await pendingLogins(ctx).put(state, pending, lifetime)
  const url = new URL(provider.authorizationEndpoint)
  const parameters = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: ctx.issuer + CALLBACK_PATH,
    scope: 'openid profile email',
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(loginHint !== undefined && { login_hint: loginHint }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value)
  ctx.emit('login.requested', { clientId: authorization.clientId, provider: provider.issuer })
  return redirect(status, url.href, browser.cookie === undefined ? {} : { 'set-cookie': browser.cookie })
}
