import { createHash } from 'node:crypto'
import { OAuthError } from '../../core/errors.ts'
import { equalSecrets } from '../../core/secret.ts'

/** The code challenge methods served: `plain` protects nothing that TLS does not, and MCP asks for S256. */
export const codeChallengeMethods = ['S256'] as const

/** Base64url of a SHA-256 digest: 43 characters (RFC 7636 §4.2). */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/** RFC 7636 §4.1: 43 to 128 unreserved characters. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/

/** Checks the challenge of an authorization request (RFC 7636 §4.3). Throws `invalid_request`. */
export function requireCodeChallenge(challenge: string | undefined, method: string | undefined): string {
  if (challenge === undefined) {
    throw new OAuthError('invalid_request', 'code_challenge is required', {
      requirement: 'client-sends-code-challenge',
    })
  }
  if (method !== 'S256') {
    const said = method === undefined ? 'absent means plain' : `not ${method}`
    throw new OAuthError('invalid_request', `code_challenge_method must be S256, ${said}`, {
      requirement: 'client-uses-s256',
    })
  }
  if (!S256_CHALLENGE.test(challenge)) {
    throw new OAuthError(
      'invalid_request',
      'code_challenge must be 43 base64url characters, the SHA-256 of the verifier',
      {
        requirement: 'client-uses-s256',
        reference: { document: 'rfc7636', section: '4.2' },
      },
    )
  }
  return challenge
}

/** Checks the verifier of a token request against the challenge of its code (RFC 7636 §4.6). Throws `invalid_grant`. */
export function requireCodeVerifier(verifier: string | undefined, challenge: string): void {
  const requirement = 'client-sends-code-verifier'
  if (verifier === undefined) {
    throw new OAuthError('invalid_grant', 'code_verifier is required', {
      requirement,
      reference: { document: 'rfc7636', section: '4.5' },
    })
  }
  if (!VERIFIER.test(verifier)) {
    throw new OAuthError('invalid_grant', 'code_verifier must be 43 to 128 characters out of A-Z a-z 0-9 - . _ ~', {
      requirement,
      reference: { document: 'rfc7636', section: '4.1' },
    })
  }
  if (!equalSecrets(challenge, createHash('sha256').update(verifier).digest('base64url'))) {
    throw new OAuthError(
      'invalid_grant',
      'code_verifier does not match the code_challenge of the authorization request',
      { requirement, reference: { document: 'rfc7636', section: '4.6' } },
    )
  }
}
