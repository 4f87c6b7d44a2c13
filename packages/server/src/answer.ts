import { cite } from '@mcp-auth/spec'
import { refusalPage } from './console/refusal.ts'
import { isForPeople, isPageForPeople } from './console/routes.ts'
import type { Context } from './core/context.ts'
import { HttpError, OAuthError } from './core/errors.ts'
import { html } from './core/html.ts'
import { json, NO_STORE } from './core/http.ts'
import { renderPage } from './core/page.ts'
import { errorBody, errorReference, errorUri, reportRefusal } from './core/refusal.ts'
import { refusedCodePage } from './oauth/device/verify.ts'

type PageMaker = (error: OAuthError, request: Request, ctx: Context) => Response

/** Where a person looks with a browser: a refusal there is a page, not JSON. */
const PAGES: ReadonlyMap<string, PageMaker> = new Map<string, PageMaker>([
  ['/oauth/authorize', errorPage],
  ['/oauth/authorize/consent', errorPage],
  ['/oauth/callback', errorPage],
  ['/idp/oauth/authorize', errorPage],
  ['/idp/oauth/authorize/consent', errorPage],
  ['/mcp/everything/elicitation', errorPage],
  ['/oauth/device/verify', refusedCodePage],
  ['/oauth/device/verify/consent', refusedCodePage],
])

/** Which refusals at a path are pages: those of OAuth, all of them, or none. */
export function refusedOnPage(path: string, observed: boolean): 'oauth' | 'all' | undefined {
  if (observed && isPageForPeople(path)) return 'all'
  return PAGES.has(path) ? 'oauth' : undefined
}

/** The one place where a refusal becomes a response. What is neither of ours is a `server_error` without details. */
export function answerError(thrown: unknown, request: Request, ctx: Context): Response {
  const { pathname } = new URL(request.url)
  const observed = ctx.config.observe && isForPeople(request)
  if (thrown instanceof HttpError) {
    reportHttpError(thrown, pathname, ctx)
    return observed ? refusalPage(thrown, request) : refusal(thrown)
  }
  const error =
    thrown instanceof OAuthError
      ? thrown
      : new OAuthError('server_error', 'the server failed: this is its own bug', {
          cause: thrown,
          reason: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
        })
  reportRefusal(error, pathname, ctx)
  if (observed) return refusalPage(error, request)
  const page = PAGES.get(pathname)
  if (page !== undefined) return page(error, request, ctx)
  return json(errorBody(error), { status: error.status, headers: { ...NO_STORE, ...error.headers } })
}

function reportHttpError({ status, code, message }: HttpError, path: string, ctx: Context): void {
  ctx.emit('request.refused', { path, status, code, description: message })
}

/** A refusal below OAuth, as JSON. */
export function refusal({ status, code, message, headers }: HttpError): Response {
  return json({ error: code, error_description: message }, { status, headers: { ...NO_STORE, ...headers } })
}

function errorPage(error: OAuthError): Response {
  return renderPage({
    title: 'This request cannot go on',
    status: error.status,
    headers: error.headers,
    body: html`<h1>This request cannot go on</h1>
<p class="soft">This server refuses it, and it must not send you back to the client with that.</p>
<dl>
<dt>Error</dt><dd><code>${error.code}</code></dd>
<dt>What is wrong</dt><dd>${error.message}</dd>
<dt>See</dt><dd><a href="${errorUri(error)}" rel="noreferrer">${cite(errorReference(error))}</a></dd>
</dl>`,
  })
}
