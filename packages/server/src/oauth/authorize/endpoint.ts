import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { Params } from '../../core/form.ts'
import { takePushedRequest } from '../par/pushed-request.ts'
import type { Client } from '../records.ts'
import { decidesAlone, requestedApprovalMode, settle } from './approval.ts'
import { askConsent } from './consent.ts'
import { validateRequest } from './request.ts'
import { respondOrRefuse } from './response.ts'
import { hintedSubject } from './subjects.ts'
import { resolveTarget } from './target.ts'

/** `GET /oauth/authorize` (RFC 6749 §4.1.1), with the parameters themselves or a reference to pushed ones (RFC 9126 §4). */
export async function authorizeEndpoint(request: Request, ctx: Context): Promise<Response> {
  const query = new Params(new URL(request.url).searchParams, {
    requirement: 'client-keeps-endpoint-query',
    reference: { document: 'rfc6749', section: '3.1' },
  })
  ctx.emit('authorize.requested', { params: query.toRecord() })

  const pushed = await takePushedRequest(query, ctx)
  const params = pushed ?? query
  const target = await resolveTarget(params, ctx)
  return respondOrRefuse(target, 302, ctx, async () => {
    if (pushed === undefined) rejectUnpushed(target.client, ctx)
    const authorization = validateRequest(params, target, ctx)
    const mode = requestedApprovalMode(params.get('approval_mode') ?? query.get('approval_mode'), ctx)
    const loginHint = params.get('login_hint')
    if (!decidesAlone(mode, authorization)) return askConsent(request, authorization, target.client, loginHint, ctx)
    const approved = mode === 'auto_approve'
    const subject = hintedSubject(loginHint)
    const decision = { approved, mode, subject, adminScopeConfirmed: false, from: request, loginHint }
    return settle(authorization, decision, 302, ctx)
  })
}

/** RFC 9126 §4: where a policy wants requests pushed, others are refused with `invalid_request`; by server (§5) or client (§6). */
function rejectUnpushed({ metadata }: Client, ctx: Context): void {
  const promised = metadata.require_pushed_authorization_requests === true
  if (!promised && !ctx.config.requirePushedAuthorizationRequests) return
  const who = promised ? 'this client is registered to push' : 'every client must push'
  throw new OAuthError('invalid_request', `request_uri is required: ${who} its requests to /oauth/par first`, {
    requirement: 'client-pushes-required-requests',
  })
}
