import type { Reference, RequirementId } from '@mcp-auth/spec'
import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import type { Jwt } from '../../../core/jwt.ts'
import { signatureAlgorithms } from '../../../core/key-set.ts'
import { type KeySource, signatureProblem } from '../../../core/remote-keys.ts'

const grant: Reference = { document: 'rfc7523', section: '3' }

/** Refuses an assertion, citing the section that asks for what it lacks. */
export type Refuse = (problem: string, reference?: Reference, reason?: string) => OAuthError

/**
 * Refuses assertions of one kind, which a requirement obliges us to judge. RFC 7521 §4.1.1: "If the assertion is not valid or has
 * expired" the error is `invalid_grant`.
 */
export function refuser(requirement: RequirementId): Refuse {
  return (problem, reference = grant, reason) =>
    new OAuthError('invalid_grant', `assertion: ${problem}`, {
      requirement,
      reference,
      ...(reason !== undefined && { reason }),
    })
}

/** Throws `invalid_grant` unless a key of the source signed the JWT, by an algorithm with a public key (RFC 8725 §3.1). */
export async function requireSignature(
  token: string,
  { header }: Jwt,
  source: KeySource,
  refuse: Refuse,
  ctx: Context,
): Promise<void> {
  const algorithm = signatureAlgorithms.find((name) => name === header['alg'])
  if (algorithm === undefined) throw refuse(`alg must be one of ${signatureAlgorithms.join(', ')}`)
  const problem = await signatureProblem(token, { algorithm, kid: header['kid'] }, source, ctx)
  if (problem !== undefined) throw refuse(problem.says, grant, problem.reason)
}

/** A claim that must be text. Throws `invalid_grant` when it is not. */
export function requiredText(claims: Jwt['claims'], name: string, reference: Reference, refuse: Refuse): string {
  const value = claims[name]
  if (typeof value === 'string' && value !== '') return value
  throw refuse(`${name} must be there, as text`, reference)
}
