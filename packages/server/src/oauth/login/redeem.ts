import { epochSeconds } from '../../core/clock.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { isJsonObject, parseJson } from '../../core/json.ts'
import type { LoginProvider } from '../../core/login-provider.ts'
import type { OutboundResponse } from '../../core/outbound.ts'
import type { UpstreamLogin } from '../records.ts'
import { requireSubject } from './id-token.ts'
import { CALLBACK_PATH, type PendingLogin } from './pending-login.ts'
import { providerServer } from './status.ts'

/** Somebody who logged in at the identity provider. */
export interface LoggedIn {
  readonly subject: string
  readonly upstream: UpstreamLogin
}

/**
 * Redeems the code of a login (OIDC Core §3.1.3). Throws `invalid_request` for a code that is not of this login, and
 * `temporarily_unavailable` when the provider does not answer.
 */
export async function redeemLogin(
  code: string,
  login: PendingLogin,
  provider: LoginProvider,
  ctx: Context,
): Promise<LoggedIn> {
  const askedAt = epochSeconds(ctx.clock)
  const fields = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: ctx.issuer + CALLBACK_PATH,
    code_verifier: login.verifier,
    client_id: provider.clientId,
    client_secret: provider.clientSecret,
  }
  const response = await providerServer.post(provider.tokenEndpoint, { fields, headers: {} }, ctx)
  if (response.status === 400) {
    throw new OAuthError('invalid_request', 'code was refused by the identity provider: start again from the client', {
      reference: { document: 'rfc6749', section: '5.2' },
    })
  }
  const { accessToken, idToken, expiresIn } = tokensIn(response, provider)
  const subject = await requireSubject(idToken, login.nonce, provider, ctx)
  const upstream = { accessToken, ...(expiresIn !== undefined && { expiresAt: askedAt + expiresIn }) }
  return { subject, upstream }
}

function tokensIn({ status, body }: OutboundResponse, { tokenEndpoint }: LoginProvider) {
  const tokens = status === 200 ? parseJson(body) : undefined
  const { access_token: accessToken, id_token: idToken, expires_in: expiresIn } = isJsonObject(tokens) ? tokens : {}
  if (typeof accessToken !== 'string' || typeof idToken !== 'string') {
    throw providerServer.unavailable(`${tokenEndpoint}: ${status}, no access_token and id_token`)
  }
  return { accessToken, idToken, expiresIn: typeof expiresIn === 'number' ? Math.floor(expiresIn) : undefined }
}
