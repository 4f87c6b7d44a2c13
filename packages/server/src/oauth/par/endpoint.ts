import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { type Params, readForm } from '../../core/form.ts'
import { json, NO_STORE } from '../../core/http.ts'
import { requestedApprovalMode } from '../authorize/approval.ts'
import { validateRequest } from '../authorize/request.ts'
import { resolveTarget } from '../authorize/target.ts'
import { authenticateClient } from '../clients/authenticate.ts'
import type { Client } from '../records.ts'
import { provenKey } from '../token/dpop.ts'
import { authorizationParameters, keepPushedRequest } from './pushed-request.ts'

/** Longest pushed request, in bytes. */
const FORM_LIMIT = 16 * 1024

/**
 * `POST /oauth/par` (RFC 9126 §2): authenticates as the token endpoint does, judges as the authorization endpoint does, and
 * gives a `request_uri` to be used there once.
 */
export async function pushedRequestEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = await readForm(request, FORM_LIMIT)
  const client = await authenticateClient(request.headers, params, ctx)
  rejectReference(params)
  requireOwnRequest(params, client)
  const { jkt, headers } = await provenKey(request, '/oauth/par', ctx)
  const { dpopJkt } = validateRequest(params, await resolveTarget(params, ctx), ctx)
  requestedApprovalMode(params.get('approval_mode'), ctx)
  requireOneKey(dpopJkt, jkt)

  const { clientId } = client
  const parameters = authorizationParameters(params, dpopJkt ?? jkt)
  const requestUri = await keepPushedRequest(clientId, parameters, ctx)
  ctx.emit('authorize.pushed', { clientId, requestUri, params: Object.fromEntries(parameters) })
  const body = { request_uri: requestUri, expires_in: ctx.config.pushedRequestLifetime }
  return json(await ctx.point('par.response', body), { status: 201, headers: { ...NO_STORE, ...headers } })
}

/** RFC 9126 §2.1: "The `request_uri` authorization request parameter is one exception, and it MUST NOT be provided." */
function rejectReference(params: Params): void {
  if (params.get('request_uri') === undefined) return
  throw new OAuthError('invalid_request', 'request_uri must not be pushed: it is what this endpoint gives', {
    reference: { document: 'rfc9126', section: '2.1' },
  })
}

/** However the client authenticates, `client_id` is a parameter of the authorization request, and required (RFC 9126 §2.1). */
function requireOwnRequest(params: Params, client: Client): void {
  if (params.require('client_id', { reference: { document: 'rfc9126', section: '2.1' } }) === client.clientId) return
  throw new OAuthError('invalid_request', 'client_id must be that of the client that authenticates', {
    reference: { document: 'rfc9126', section: '2.1' },
  })
}

/** RFC 9449 §10.1: "MUST reject the request if the JWK Thumbprint in dpop_jkt does not match the public key in the DPoP header". */
function requireOneKey(named: string | undefined, proven: string | undefined): void {
  if (named === undefined || proven === undefined || named === proven) return
  throw new OAuthError('invalid_request', 'dpop_jkt must be the thumbprint of the key of the DPoP proof', {
    requirement: 'server-binds-tokens-with-dpop',
    reference: { document: 'rfc9449', section: '10.1' },
  })
}
