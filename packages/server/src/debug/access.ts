import { createHash } from 'node:crypto'
import type { Context } from '../core/context.ts'
import { HttpError } from '../core/errors.ts'
import { challenge, cookies } from '../core/http.ts'
import { servesLoopbackOnly } from '../core/loopback.ts'
import { equalSecrets } from '../core/secret.ts'

/** The cookie of a browser that has shown the token once. */
export const ACCESS_COOKIE = 'mcp-auth-test-server-debug'

/**
 * Lets pass who may see what was observed: everybody on loopback, unless there is a token; elsewhere only who has it. Throws
 * {@link HttpError} 401 or 403.
 */
export function requireAccess(request: Request, ctx: Context): void {
  const { debugToken } = ctx.config
  if (debugToken === undefined) {
    if (servesLoopbackOnly(ctx)) return
    throw new HttpError(
      403,
      'debug_token_needed',
      'what was observed is shown off loopback only to who has the token: start the server with --debug-token',
    )
  }
  const header = request.headers.get('authorization')
  const presented = header !== null && /^bearer /i.test(header) ? header.slice(7).trim() : undefined
  if (presented !== undefined && equalSecrets(debugToken, presented)) return
  const cookie = cookies(request).get(ACCESS_COOKIE)
  if (cookie !== undefined && equalSecrets(cookieValue(debugToken), cookie)) return
  throw new HttpError(401, 'debug_token_needed', 'present the token of the setting debugToken as a bearer token', {
    'www-authenticate': challenge('Bearer', { realm: 'debug' }),
  })
}

/** What the cookie holds: it proves the token, and is not it. */
export function cookieValue(debugToken: string): string {
  return createHash('sha256').update(`console ${debugToken}`).digest('base64url')
}

/** The `Set-Cookie` of a browser that shows the token; undefined for a token that is not it. */
export function accessCookie(token: string, { config: { debugToken }, issuer }: Context): string | undefined {
  if (debugToken === undefined || !equalSecrets(debugToken, token)) return undefined
  const secure = issuer.startsWith('https:') ? '; Secure' : ''
  return `${ACCESS_COOKIE}=${cookieValue(debugToken)}; Path=/; HttpOnly; SameSite=Lax${secure}`
}
