import type { Context } from '../../core/context.ts'
import { Params } from '../../core/form.ts'
import { decidesAlone, requestedApprovalMode, settle } from './approval.ts'
import { askConsent } from './consent.ts'
import { validateRequest } from './request.ts'
import { respondOrRefuse } from './response.ts'
import { resolveTarget } from './target.ts'

/** `GET /oauth/authorize` (RFC 6749 §4.1.1). */
export async function authorizeEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = new Params(new URL(request.url).searchParams)
  ctx.emit('authorize.requested', { params: params.toRecord() })

  const target = await resolveTarget(params, ctx)
  return respondOrRefuse(target, 302, ctx, async () => {
    const authorization = validateRequest(params, target, ctx)
    const mode = requestedApprovalMode(params.get('approval_mode'), ctx)
    if (!decidesAlone(mode, authorization)) return askConsent(request, authorization, target.client, ctx)
    return settle(authorization, { approved: mode === 'auto_approve', mode, adminScopeConfirmed: false }, 302, ctx)
  })
}
