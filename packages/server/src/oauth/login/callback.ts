import type { Context } from '../../core/context.ts'
import { OAuthError, type OAuthErrorOptions } from '../../core/errors.ts'
import { Params } from '../../core/form.ts'
import type { LoginProvider } from '../../core/login-provider.ts'
import { giveCode } from '../authorize/approval.ts'
import { respond, respondRefusal } from '../authorize/response.ts'
import { requireSameBrowser } from '../browser.ts'
import { CALLBACK_PATH, type PendingLogin, pendingLogins } from './pending-login.ts'
import { redeemLogin } from './redeem.ts'

const ownState: OAuthErrorOptions = { requirement: 'resource-protects-consent' }

/** What the identity provider answered to a login of ours. */
interface Answered {
  readonly login: PendingLogin
  readonly provider: LoginProvider
  readonly answer: { readonly code: string } | { readonly error: string }
}

/**
 * `GET /oauth/callback`: the answer of the identity provider (OIDC Core §3.1.2.5). What is not the answer to a login that this
 * browser consented to is refused on a page; only what the provider says of such a login is told to the client.
 */
export async function loginCallbackEndpoint(request: Request, ctx: Context): Promise<Response> {
  const { login, provider, answer } = await requireAnswer(request, ctx)
  const { clientId } = login.request
  if ('error' in answer) return tellError(answer.error, login, provider, ctx)
  try {
    const { subject, upstream } = await redeemLogin(answer.code, login, provider, ctx)
    ctx.emit('login.completed', { clientId, provider: provider.issuer, subject })
    return await giveCode({ request: login.request, subject, upstream }, 302, ctx)
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'temporarily_unavailable') throw error
    ctx.emit('login.failed', { clientId, provider: provider.issuer, error: error.code })
    return respondRefusal(login.request, error, 302, CALLBACK_PATH, ctx)
  }
}

/** Uses up the login that a callback answers, once everything in it is right. Throws what is wrong. */
async function requireAnswer(request: Request, ctx: Context): Promise<Answered> {
  const params = new Params(new URL(request.url).searchParams, {
    reference: { document: 'rfc6749', section: '3.1' },
  })
  params.rejectMalformed()
  const state = params.require('state', ownState)
  const provider = ctx.loginProvider
  const login = await pendingLogins(ctx).get(state)
  if (login === undefined || provider === undefined) {
    const description = 'state must be that of a login that was consented to here and has not expired: start again'
    throw new OAuthError('invalid_request', description, ownState)
  }
  requireSameBrowser(request, login.browser, ctx, 'this login was begun')
  // RFC 9207 §2.4: an answer of another provider is not one to this login.
  if (params.get('iss') !== provider.issuer) {
    throw new OAuthError('invalid_request', `iss must be ${provider.issuer}`, {
      reference: { document: 'rfc9207', section: '2.4' },
    })
  }
  const error = params.get('error')
  const answer =
    error === undefined
      ? { code: params.require('code', { reference: { document: 'oidc-core', section: '3.1.2.5' } }) }
      : { error }
  await answerOnce(state, ctx)
  return { login, provider, answer }
}

async function answerOnce(state: string, ctx: Context): Promise<void> {
  await pendingLogins(ctx).update(state, (login) => {
    if (login.answered) {
      throw new OAuthError('invalid_request', 'state was already used: start again from the client', ownState)
    }
    return { ...login, answered: true }
  })
}

/** A denial there is a denial here; anything else went wrong between the two servers (RFC 6749 §4.1.2.1). */
async function tellError(
  error: string,
  { request }: PendingLogin,
  provider: LoginProvider,
  ctx: Context,
): Promise<Response> {
  ctx.emit('login.failed', { clientId: request.clientId, provider: provider.issuer, error })
  if (error === 'access_denied') {
    return respond(request, { error, error_description: 'the user did not log in at the identity provider' }, 302, ctx)
  }
  const code = error === 'temporarily_unavailable' ? error : 'server_error'
  const refusal = new OAuthError(code, 'the identity provider did not log the user in: try again later', {
    reference: { document: 'rfc6749', section: '4.1.2.1' },
    reason: `${provider.issuer} said ${error}`,
  })
  return respondRefusal(request, refusal, 302, CALLBACK_PATH, ctx)
}
