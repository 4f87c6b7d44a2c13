import type { Context } from '../core/context.ts'
import { OAuthError } from '../core/errors.ts'
import { cookies } from '../core/http.ts'
import { issuerPath } from '../core/issuer.ts'
import { requireOwnPage } from '../core/own-page.ts'
import { equalSecrets } from '../core/secret.ts'

const COOKIE = 'mcp_auth_browser'

/**
 * The name of the cookie, and how it is kept. Under https the name is one that no other host can set (MCP Security Best Practices,
 * Required Protections); that one is for the whole host, so each issuer there has its own.
 */
function cookieOf({ issuer }: Context): { readonly name: string; readonly attributes: string } {
  const path = issuerPath(issuer)
  return issuer.startsWith('https:')
    ? { name: `__Host-${COOKIE}${path.replaceAll('/', '_')}`, attributes: 'Path=/; Secure; HttpOnly; SameSite=Lax' }
    : { name: COOKIE, attributes: `Path=${path}/oauth; HttpOnly; SameSite=Lax` }
}

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
  const { name, attributes } = cookieOf(ctx)
  const known = cookies(request).get(name)
  if (known !== undefined && BROWSER_ID.test(known)) return { id: known }
  const id = ctx.ids.secret()
  return { id, cookie: `${name}=${id}; ${attributes}` }
}

/**
 * The browser of a form that was shown on one of our pages. Throws `access_denied` for a form from anywhere else.
 * @param what what began in that browser
 */
export function requireBrowser(request: Request, ctx: Context, what: string = 'this page was shown'): string {
  requireOwnPage(request, ctx)
  const id = cookies(request).get(cookieOf(ctx).name)
  if (id !== undefined) return id
  throw new OAuthError('access_denied', `${what} in another browser, or cookies are off`, crossSite)
}

/** Throws unless the request comes from one of our pages, in the browser that `shownIn` is the id of (RFC 9700 §4.7). */
export function requireSameBrowser(
  request: Request,
  shownIn: string,
  ctx: Context,
  what: string = 'this page was shown',
): void {
  if (equalSecrets(shownIn, requireBrowser(request, ctx, what))) return
  throw new OAuthError('access_denied', `${what} in another browser`, crossSite)
}
