import { epochSeconds } from '../core/clock.ts'
import { Collection } from '../core/collection.ts'
import { OAuthError } from '../core/errors.ts'
import { Params } from '../core/form.ts'
import { takePlace } from '../core/quota.ts'
import { type ApprovalMode, requestedApprovalMode } from '../oauth/authorize/approval.ts'
import { rejectUnserved, requireResponseType } from '../oauth/authorize/request.ts'
import { respond, respondOrRefuse } from '../oauth/authorize/response.ts'
import { hintedSubject, type Subject } from '../oauth/authorize/subjects.ts'
import { resolveTarget, type Target } from '../oauth/authorize/target.ts'
import { browserOf, requireSameBrowser } from '../oauth/browser.ts'
import { readAnswer } from '../oauth/decision-form.ts'
import { requireCodeChallenge } from '../oauth/token/pkce.ts'
import { clientsOf } from './clients.ts'
import { type LoginRequest, loginCodes } from './login-code.ts'
import { loginPage } from './login-page.ts'
import type { Provider } from './provider.ts'
import { requestedLoginScope } from './scopes.ts'

/** A login page waiting for its answer. */
interface PendingLogin {
  readonly request: LoginRequest
  /** The value of the cookie of the browser that the page was shown in. */
  readonly browser: string
}

const pendingLogins = ({ store, clock }: Provider): Collection<PendingLogin> => new Collection('logins', store, clock)

/** Whether a request without a page may be answered at all (OIDC Core §3.1.2.1). */
type Prompt = 'none' | undefined

const prompts: readonly string[] = ['none', 'login', 'consent', 'select_account']

/** `GET /idp/oauth/authorize` (OIDC Core §3.1.2.1). Nobody stays logged in: each request logs somebody in. */
export async function loginEndpoint(request: Request, idp: Provider): Promise<Response> {
  const params = new Params(new URL(request.url).searchParams, {
    reference: { document: 'rfc6749', section: '3.1' },
  })
  idp.emit('authorize.requested', { params: params.toRecord() })
  const target = await resolveTarget(params, idp, clientsOf(idp))
  return respondOrRefuse(target, 302, idp, async () => {
    const login = validateLogin(params, target)
    const prompt = requestedPrompt(params.get('prompt'))
    const mode = requestedApprovalMode(params.get('approval_mode'), idp)
    const subject = hintedSubject(params.get('login_hint'))
    if (mode !== 'manual') return settle(login, { approved: mode === 'auto_approve', mode, subject }, 302, idp)
    if (prompt === 'none') {
      throw new OAuthError('login_required', 'prompt=none, but nobody is logged in: leave prompt out', {
        reference: { document: 'oidc-core', section: '3.1.2.6' },
      })
    }
    return askLogin(request, login, target, subject, idp)
  })
}

/** `POST /idp/oauth/authorize/consent`: the answer of the page. */
export async function loginAnswerEndpoint(request: Request, idp: Provider): Promise<Response> {
  const { handle, approved, subject } = await readAnswer(request)
  const pending = await pendingLogins(idp).get(handle)
  if (pending === undefined) throw ended()
  requireSameBrowser(request, pending.browser, idp)
  if ((await pendingLogins(idp).take(handle)) === undefined) throw ended()
  return settle(pending.request, { approved, mode: 'manual', subject }, 303, idp)
}

function ended(): OAuthError {
  return new OAuthError('invalid_request', 'this login page has expired or was answered: start again from the client', {
    reference: { document: 'oidc-core', section: '3.1.2.3' },
  })
}

function validateLogin(params: Params, target: Target): LoginRequest {
  params.rejectMalformed()
  rejectUnserved(params)
  requireResponseType(params, target)
  const codeChallenge = requireCodeChallenge(params.get('code_challenge'), params.get('code_challenge_method'))
  const scope = requestedLoginScope(params.get('scope'))
  const nonce = params.get('nonce')
  return {
    clientId: target.client.clientId,
    redirectUri: target.redirectUri,
    ...(target.state !== undefined && { state: target.state }),
    scope,
    codeChallenge,
    ...(nonce !== undefined && { nonce }),
  }
}

function requestedPrompt(prompt: string | undefined): Prompt {
  const asked = prompt?.split(' ') ?? []
  const right = asked.every((value) => prompts.includes(value)) && (asked.length < 2 || !asked.includes('none'))
  if (right) return asked[0] === 'none' ? 'none' : undefined
  throw new OAuthError('invalid_request', `prompt must be none, or out of ${prompts.slice(1).join(', ')}`, {
    reference: { document: 'oidc-core', section: '3.1.2.1' },
  })
}

async function askLogin(
  request: Request,
  login: LoginRequest,
  { client }: Target,
  subject: Subject,
  idp: Provider,
): Promise<Response> {
  const browser = browserOf(request, idp)
  const handle = idp.ids.secret()
  const { pendingLimit: limit, consentLifetime: lifetime } = idp.config
  await takePlace({ kind: 'login pages', limit, lifetime }, idp)
  await pendingLogins(idp).put(handle, { request: login, browser: browser.id }, lifetime)
  return loginPage(login, { client, subject, handle, cookie: browser.cookie })
}

async function settle(
  login: LoginRequest,
  { approved, mode, subject }: { readonly approved: boolean; readonly mode: ApprovalMode; readonly subject: Subject },
  status: 302 | 303,
  idp: Provider,
): Promise<Response> {
  idp.emit('authorize.decided', {
    clientId: login.clientId,
    subject,
    scope: login.scope.join(' '),
    decision: approved ? 'approved' : 'denied',
    mode,
    adminScopeConfirmed: false,
  })
  if (!approved) {
    return respond(login, { error: 'access_denied', error_description: 'the user did not log in' }, status, idp)
  }
  const { pendingLimit: limit, codeLifetime: lifetime } = idp.config
  await takePlace({ kind: 'authorization codes', limit, lifetime }, idp)
  const code = idp.ids.secret()
  await loginCodes(idp).put(code, { request: login, subject, authTime: epochSeconds(idp.clock) }, lifetime)
  return respond(login, { code }, status, idp)
}
