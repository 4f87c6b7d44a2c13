import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { readForm } from '../../core/form.ts'
import { cookies } from '../../core/http.ts'
import { takePlace } from '../../core/quota.ts'
import { equalSecrets } from '../../core/secret.ts'
import { type AuthorizationRequest, type Client, type Consent, consents } from '../records.ts'
import { isSensitive } from '../token/scope.ts'
import { settle } from './approval.ts'
import { consentPage } from './consent-page.ts'
import { DEFAULT_SUBJECT, isSubject, type Subject, subjects } from './subjects.ts'

const COOKIE = 'mcp_auth_browser'

/** More than the longest form this page can send. */
const FORM_LIMIT = 4096

/**
 * Shows the consent page. The page holds only a handle of the request, so that nothing in it can be exchanged, and its answer
 * counts only from the browser it was shown in (RFC 9700 §4.7: protects against cross-site requests).
 */
export async function askConsent(
  request: Request,
  authorization: AuthorizationRequest,
  client: Client,
  subject: Subject,
  ctx: Context,
): Promise<Response> {
  const known = cookies(request).get(COOKIE)
  const browser = known ?? ctx.ids.secret()
  const handle = ctx.ids.secret()
  const { pendingLimit: limit, consentLifetime: lifetime } = ctx.config
  await takePlace({ kind: 'consent pages', limit, lifetime }, ctx)
  await consents(ctx).put(handle, { request: authorization, browser, answered: false }, lifetime)
  return consentPage(
    authorization,
    client,
    subject,
    handle,
    known === undefined ? browserCookie(browser, ctx) : undefined,
  )
}

/** `POST /oauth/authorize/consent`: the answer of the page. */
export async function consentEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = await readForm(request, FORM_LIMIT)
  params.rejectMalformed()
  const handle = params.require('request')
  const decision = params.require('decision')
  if (decision !== 'approve' && decision !== 'deny') {
    throw new OAuthError('invalid_request', 'decision must be approve or deny')
  }
  const subject = chosenSubject(params.get('subject'))
  const pending = await consents(ctx).get(handle)
  if (pending === undefined)
    throw new OAuthError('invalid_request', 'this consent page has expired: start again from the client')
  requireSameBrowser(cookies(request).get(COOKIE), pending)

  const adminScopeConfirmed = params.get('admin_confirmed') === 'true'
  if (decision === 'approve' && isSensitive(pending.request.scope) && !adminScopeConfirmed) {
    throw new OAuthError(
      'invalid_request',
      'admin_confirmed must be checked to approve an administrative scope: go back and check it',
    )
  }
  await answerOnce(handle, ctx)
  return settle(
    pending.request,
    { approved: decision === 'approve', mode: 'manual', subject, adminScopeConfirmed },
    303,
    ctx,
  )
}

function chosenSubject(subject: string = DEFAULT_SUBJECT): Subject {
  if (isSubject(subject)) return subject
  throw new OAuthError('invalid_request', `subject must be one of ${Object.keys(subjects).join(', ')}`)
}

function requireSameBrowser(cookie: string | undefined, pending: Consent): void {
  if (cookie === undefined || !equalSecrets(pending.browser, cookie)) {
    throw new OAuthError('access_denied', 'this consent page was shown in another browser, or cookies are off', {
      reference: { document: 'rfc9700', section: '4.7' },
    })
  }
}

async function answerOnce(handle: string, ctx: Context): Promise<void> {
  await consents(ctx).update(handle, (consent) => {
    if (consent.answered) throw new OAuthError('invalid_request', 'this consent page was already answered')
    return { ...consent, answered: true }
  })
}

function browserCookie(value: string, ctx: Context): string {
  const secure = ctx.issuer.startsWith('https:') ? '; Secure' : ''
  return `${COOKIE}=${value}; Path=/oauth; HttpOnly; SameSite=Lax${secure}`
}
