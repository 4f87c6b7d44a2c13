import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { takePlace } from '../../core/quota.ts'
import { browserOf, requireSameBrowser } from '../browser.ts'
import { readAnswer, requireConfirmation } from '../decision-form.ts'
import { type AuthorizationRequest, type Client, consents } from '../records.ts'
import { settle } from './approval.ts'
import { consentPage } from './consent-page.ts'
import { hintedSubject } from './subjects.ts'

/**
 * Shows the consent page. The page holds only a handle of the request, so that nothing in it can be exchanged, and its answer
 * counts only from the browser it was shown in (RFC 9700 §4.7: protects against cross-site requests).
 */
export async function askConsent(
  request: Request,
  authorization: AuthorizationRequest,
  client: Client,
  loginHint: string | undefined,
  ctx: Context,
): Promise<Response> {
  const browser = browserOf(request, ctx)
  const handle = ctx.ids.secret()
  const { pendingLimit: limit, consentLifetime: lifetime } = ctx.config
  await takePlace({ kind: 'consent pages', limit, lifetime }, ctx)
  const consent = { request: authorization, browser: browser.id, answered: false }
  await consents(ctx).put(handle, { ...consent, ...(loginHint !== undefined && { loginHint }) }, lifetime)
  const subject = hintedSubject(loginHint)
  const { cookie } = browser
  return consentPage(authorization, client, { subject, provider: ctx.loginProvider?.issuer, handle, cookie })
}

/** `POST /oauth/authorize/consent`: the answer of the page. */
export async function consentEndpoint(request: Request, ctx: Context): Promise<Response> {
  const answer = await readAnswer(request)
  const pending = await consents(ctx).get(answer.handle)
  if (pending === undefined)
    throw new OAuthError('invalid_request', 'this consent page has expired: start again from the client', {
      requirement: 'server-asks-user',
    })
  requireSameBrowser(request, pending.browser, ctx)
  requireConfirmation(answer, pending.request.scope)
  await answerOnce(answer.handle, ctx)
  const { approved, subject, adminScopeConfirmed } = answer
  const { loginHint } = pending
  const decision = { approved, mode: 'manual', subject, adminScopeConfirmed, from: request, loginHint } as const
  return settle(pending.request, decision, 303, ctx)
}

async function answerOnce(handle: string, ctx: Context): Promise<void> {
  await consents(ctx).update(handle, (consent) => {
    if (consent.answered) {
      throw new OAuthError('invalid_request', 'this consent page was already answered', {
        requirement: 'server-asks-user',
      })
    }
    return { ...consent, answered: true }
  })
}
