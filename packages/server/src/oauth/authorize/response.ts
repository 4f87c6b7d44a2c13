import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { redirect } from '../../core/http.ts'
import { issuerPath } from '../../core/issuer.ts'
import { errorDescription, errorUri, reportRefusal } from '../../core/refusal.ts'

/** Where a response goes: what is left of a request once it is only to be answered. */
export interface ResponseTarget {
  readonly redirectUri: string
  readonly state?: string
}

/**
 * Sends the browser back to the client with the parameters of an authorization response (RFC 6749 §4.1.2), `state`
 * unchanged and `iss` always (RFC 9207 §2). The redirect URI stays as it was registered, its query included.
 */
export async function respond(
  target: ResponseTarget,
  parameters: Readonly<Record<string, string | undefined>>,
  status: 302 | 303,
  ctx: Context,
): Promise<Response> {
  const query = new URLSearchParams()
  const all = { ...parameters, state: target.state, iss: ctx.issuer }
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.append(name, value)
  const separator = target.redirectUri.includes('?') ? '&' : '?'
  const location = await ctx.point('authorize.redirect', `${target.redirectUri}${separator}${query}`)
  ctx.emit('authorize.redirected', { location })
  return redirect(status, location)
}

/** Runs `answer`; what it refuses is told to the client by redirect (RFC 6749 §4.1.2.1). */
export async function respondOrRefuse(
  target: ResponseTarget,
  status: 302 | 303,
  ctx: Context,
  answer: () => Promise<Response>,
): Promise<Response> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return respondRefusal(target, error, status, '/oauth/authorize', ctx)
  }
}

/** Tells the client by redirect what was refused at `path` of the issuer (RFC 6749 §4.1.2.1). */
export async function respondRefusal(
  target: ResponseTarget,
  error: OAuthError,
  status: 302 | 303,
  path: string,
  ctx: Context,
): Promise<Response> {
  reportRefusal(error, issuerPath(ctx.issuer) + path, ctx)
  return respond(
    target,
    { error: error.code, error_description: errorDescription(error), error_uri: errorUri(error) },
    status,
    ctx,
  )
}
