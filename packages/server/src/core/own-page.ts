import type { Context } from './context.ts'
import { OAuthError } from './errors.ts'

/**
 * Browsers name the origin of every form they post (Fetch §3.2), and only our own pages may answer for a person. A cookie alone
 * proves too little: cookies ignore ports, so that any page of this host could plant one. Throws `access_denied`.
 */
export function requireOwnPage(request: Request, { issuer }: Pick<Context, 'issuer'>): void {
  const origin = request.headers.get('origin')
  if (origin === null || origin === new URL(issuer).origin) return
  throw new OAuthError('access_denied', 'only a page of this server may send this form', {
    reference: { document: 'rfc9700', section: '4.7' },
  })
}
