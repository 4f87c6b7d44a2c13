import type { Env } from '../env.ts'

/** An unguessable string of the base64url alphabet. 32 bytes give the 43 characters of RFC 7636 §4.1. */
export function secret(env: Env, bytes = 32): string {
  return Buffer.from(env.random(bytes)).toString('base64url')
}

/** The S256 code challenge of a verifier (RFC 7636 §4.2). */
export async function codeChallenge(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return Buffer.from(digest).toString('base64url')
}
