import type { Context } from '../core/context.ts'
import { OAuthError } from '../core/errors.ts'
import { cookies } from '../core/http.ts'
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

/** The browser a request came from, given a new identity when it has none. */
export function browserOf(request: Request, ctx: Context): Browser {
  const known = cookies(request).get(COOKIE)
  if (known !== undefined) return { id: known }
  const id = ctx.ids.secret()
  const secure = ctx.issuer.startsWith('https:') ? '; Secure' : ''
  return { id, cookie: `${COOKIE}=${id}; Path=/oauth; HttpOnly; SameSite=Lax${secure}` }
}

/** The browser of a form that was shown on one of our pages: another site's form comes without the cookie (RFC 9700 §4.7). */
export function requireBrowser(request: Request): string {
  const id = cookies(request).get(COOKIE)
  if (id !== undefined) return id
  throw new OAuthError('access_denied', 'this form did not come from this page, or cookies are off', crossSite)
}

/** Throws unless the request comes from the browser that `shownIn` is the id of (RFC 9700 §4.7). */
export function requireSameBrowser(request: Request, shownIn: string): void {
  const id = cookies(request).get(COOKIE)
  if (id !== undefined && equalSecrets(shownIn, id)) return
  throw new OAuthError('access_denied', 'this consent page was shown in another browser, or cookies are off', crossSite)
}
