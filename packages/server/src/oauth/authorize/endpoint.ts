import type { Context } from '../../core/context.ts'
import { Params } from '../../core/form.ts'
import { decidesAlone, requestedApprovalMode, settle } from './approval.ts'
import { askConsent } from './consent.ts'
import { validateRequest } from './request.ts'
import { respondOrRefuse } from './response.ts'
import { hintedSubject } from './subjects.ts'
import { resolveTarget } from './target.ts'

/** `GET /oauth/authorize` (RFC 6749 §4.1.1). */
export async function authorizeEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = new Params(new URL(request.url).searchParams)
  ctx.emit('authorize.requested', { params: params.toRecord() })

  const target = await resolveTarget(params, ctx)
  return respondOrRefuse(target, 302, ctx, async () => {
    const authorization = validateRequest(params, target, ctx)
    const mode = requestedApprovalMode(params.get('approval_mode'), ctx)
    const subject = hintedSubject(params.get('login_hint'))
    if (!decidesAlone(mode, authorization)) return askConsent(request, authorization, target.client, subject, ctx)
    const approved = mode === 'auto_approve'
    return settle(authorization, { approved, mode, subject, adminScopeConfirmed: false }, 302, ctx)
  })
}
