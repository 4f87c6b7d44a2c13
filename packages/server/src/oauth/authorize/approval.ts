import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { takePlace } from '../../core/quota.ts'
import { beginLogin, type LoginAsked } from '../login/begin.ts'
import { type AuthorizationCode, type AuthorizationRequest, codes } from '../records.ts'
import { isSensitive } from '../token/scope.ts'
import { respond } from './response.ts'
import type { Subject } from './subjects.ts'

/** How an authorization request may be decided: by a person on the consent page, or at once. */
export const approvalModes = ['manual', 'auto_approve', 'auto_deny'] as const

/** One of {@link approvalModes}. */
export type ApprovalMode = (typeof approvalModes)[number]

/** A decision about an authorization request. */
export interface Decision extends LoginAsked {
  readonly approved: boolean
  readonly mode: ApprovalMode
  /** Who was logged in, and whom the authorization speaks for; without meaning where the user logs in elsewhere. */
  readonly subject: Subject
  /** Whether a sensitive scope was confirmed by itself. */
  readonly adminScopeConfirmed: boolean
}

/** The `approval_mode` of a request, this server's own extension; the configured one without it. Throws `invalid_request`. */
export function requestedApprovalMode(mode: string | undefined, ctx: Context): ApprovalMode {
  if (mode === undefined) return ctx.config.approvalMode
  const known = approvalModes.find((name) => name === mode)
  if (known === undefined) {
    throw new OAuthError('invalid_request', `approval_mode must be ${approvalModes.join(', ')}, or left out`, {
      reference: { document: 'rfc6749', section: '4.1.2.1' },
    })
  }
  return known
}

/** Whether the mode decides this request by itself. A sensitive scope is never approved without a person. */
export function decidesAlone(mode: ApprovalMode, request: AuthorizationRequest): boolean {
  return mode === 'auto_deny' || (mode === 'auto_approve' && !isSensitive(request.scope))
}

/**
 * Records the decision and tells the client: a code, or `access_denied` (RFC 6749 §4.1.2, §4.1.2.1). Where users log in elsewhere,
 * an approval first leads there.
 */
export async function settle(
  request: AuthorizationRequest,
  decision: Decision,
  status: 302 | 303,
  ctx: Context,
): Promise<Response> {
  const { approved, mode, subject, adminScopeConfirmed } = decision
  const { loginProvider: provider } = ctx
  ctx.emit('authorize.decided', {
    clientId: request.clientId,
    ...(provider === undefined && { subject }),
    scope: request.scope.join(' '),
    decision: approved ? 'approved' : 'denied',
    mode,
    adminScopeConfirmed,
  })
  if (!approved) {
    return respond(request, { error: 'access_denied', error_description: 'the user denied the request' }, status, ctx)
  }
  if (provider !== undefined) return beginLogin(request, decision, status, provider, ctx)
  return giveCode({ request, subject }, status, ctx)
}

/** Answers a request with a code for what was authorized. Throws `temporarily_unavailable`. */
export async function giveCode(authorized: AuthorizationCode, status: 302 | 303, ctx: Context): Promise<Response> {
  const { pendingLimit: limit, codeLifetime: lifetime } = ctx.config
  await takePlace({ kind: 'authorization codes', limit, lifetime }, ctx)
  const code = ctx.ids.secret()
  await codes(ctx).put(code, authorized, lifetime)
  return respond(authorized.request, { code }, status, ctx)
}
