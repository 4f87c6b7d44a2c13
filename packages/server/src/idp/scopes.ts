import { OAuthError } from '../core/errors.ts'
import { type Subject, subjects } from '../oauth/authorize/subjects.ts'
import { parseScope } from '../oauth/token/scope.ts'

type Claims = Readonly<Record<string, unknown>>

/** Every scope of the identity provider, and the claims it asks for (OIDC Core §5.4). */
const scopes = {
  openid: { meaning: 'Know that you are you', claims: () => ({}) },
  profile: { meaning: 'Know your name', claims: (subject) => ({ name: subjects[subject].name }) },
  email: {
    meaning: 'Know your email address',
    claims: (subject) => ({ email: `${subject}@idp.example`, email_verified: true }),
  },
} as const satisfies Record<string, { readonly meaning: string; readonly claims: (subject: Subject) => Claims }>

type ScopeName = keyof typeof scopes

/** Every scope name. */
export const scopeNames = Object.keys(scopes) as readonly ScopeName[]

/** The claims about a user that any scope can ask for. */
export const userClaimNames = ['sub', 'name', 'email', 'email_verified'] as const

/** What a scope lets a client do, in words. */
export function scopeMeaning(name: ScopeName): string {
  return scopes[name].meaning
}

/** OIDC Core §3.1.2.1: openid must be there; a scope that is not understood is ignored. Throws `invalid_scope`. */
export function requestedLoginScope(scope: string | undefined): readonly ScopeName[] {
  const asked = scope === undefined ? [] : parseScope(scope)
  if (asked.includes('openid')) return scopeNames.filter((name) => asked.includes(name))
  throw new OAuthError('invalid_scope', 'scope must have openid: this is an identity provider', {
    reference: { document: 'oidc-core', section: '3.1.2.1' },
  })
}

/** What a client with these scopes may know of a user (OIDC Core §5.1). */
export function userClaims(subject: Subject, scope: readonly string[]): Claims {
  const claims = scopeNames.filter((name) => scope.includes(name)).map((name) => scopes[name].claims(subject))
  return Object.assign({ sub: subject }, ...claims)
}
