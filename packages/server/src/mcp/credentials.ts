import type { Context } from '../core/context.ts'
import { OAuthError } from '../core/errors.ts'
import type { Caller } from './caller.ts'
import type { McpResource } from './resources/resource.ts'

/** How an access token is presented: one that is bound to a key as DPoP, any other as Bearer. */
export type Scheme = 'Bearer' | 'DPoP'

/** An access token as the Authorization header has it. */
export interface Credentials {
  readonly scheme: Scheme
  readonly token: string
}

/** RFC 6750 §2.1 and RFC 9449 §7.1: the scheme in any case, one space or more, a token68. */
const CREDENTIALS = /^[a-z]+ +([A-Za-z0-9._~+/-]+=*)$/i

/** An attempt at a scheme of ours that has no token to judge. */
export interface Malformed {
  readonly scheme: Scheme
  readonly problem: OAuthError
}

/** The credentials of a request; undefined when it has none in a scheme of ours. */
export function presentedCredentials(
  request: Request,
  { discoverable }: McpResource,
): Credentials | Malformed | undefined {
  const header = request.headers.get('authorization')
  if (header === null) return undefined
  const scheme = /^bearer(?: |$)/i.test(header)
    ? 'Bearer'
    : discoverable && /^dpop(?: |$)/i.test(header)
      ? 'DPoP'
      : undefined
  // Another scheme is not an attempt at ours.
  if (scheme === undefined) return undefined
  const token = CREDENTIALS.exec(header)?.[1]
  if (token !== undefined) return { scheme, token }
  const problem = new OAuthError(
    'invalid_request',
    `the Authorization header must be ${scheme}, a space and one token`,
    {
      reference: scheme === 'DPoP' ? { document: 'rfc9449', section: '7.1' } : { document: 'rfc6750', section: '2.1' },
    },
  )
  return { scheme, problem }
}

/** What is wrong with presenting a good token in this scheme; undefined when nothing is (RFC 9449 §7.2). */
export function schemeProblem(
  scheme: Scheme,
  { jkt }: Caller,
  { discoverable }: McpResource,
  ctx: Context,
): OAuthError | undefined {
  const boundOnly = discoverable && ctx.config.dpopRequired
  if (jkt === undefined && boundOnly) {
    return new OAuthError('invalid_token', 'the access token is bound to no key: get one by a token request with DPoP')
  }
  if (jkt === undefined && scheme === 'DPoP') {
    return new OAuthError('invalid_token', 'the access token is bound to no key: present it as Bearer')
  }
  if (jkt !== undefined && scheme === 'Bearer') {
    return new OAuthError('invalid_token', 'the access token is bound to a key: present it as DPoP, with a proof', {
      requirement: 'client-uses-dpop-scheme',
    })
  }
  return undefined
}
