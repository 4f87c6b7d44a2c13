import type { Context } from '../core/context.ts'
import { OAuthError } from '../core/errors.ts'
import { cookies } from '../core/http.ts'
import { issuerPath } from '../core/issuer.ts'
import { requireOwnPage } from '../core/own-page.ts'
import { equalSecrets } from '../core/secret.ts'

const COOKIE = 'mcp_auth_browser'

const crossSite = { reference: { document: 'rfc9700', section: '4.7' } } as const

/** The browser that a page is shown in. */
export interface Browser {
  /** The value of its cookie. */
  readonly id: string
  /** The `Set-Cookie` that makes it known; absent when it already is. */
  readonly cookie?: string
}

/** What {@link browserOf} hands out; anything else in the cookie was not ours. */
const BROWSER_ID = /^[\w-]{43}$/

/** The browser a request came from, given a new identity when it has none. */
export function browserOf(request: Request, ctx: Context): Browser {
  const known = cookies(request).get(COOKIE)
  if (known !== undefined && BROWSER_ID.test(known)) return { id: known }
  const id = ctx.ids.secret()
  const secure = ctx.issuer.startsWith('https:') ? '; Secure' : ''
  return { id, cookie: `${COOKIE}=${id}; Path=${issuerPath(ctx.issuer)}/oauth; HttpOnly; SameSite=Lax${secure}` }
}

/** The browser of a form that was shown on one of our pages. Throws `access_denied` for a form from anywhere else. */
export function requireBrowser(request: Request, ctx: Context): string {
  requireOwnPage(request, ctx)
  const id = cookies(request).get(COOKIE)
  if (id !== undefined) return id
  throw new OAuthError('access_denied', 'this page was shown in another browser, or cookies are off', crossSite)
}

/** Throws unless the request comes from one of our pages, in the browser that `shownIn` is the id of (RFC 9700 §4.7). */
export function requireSameBrowser(request: Request, shownIn: string, ctx: Context): void {
  if (equalSecrets(shownIn, requireBrowser(request, ctx))) return
  throw new OAuthError('access_denied', 'this page was shown in another browser', crossSite)
}
