import type { JsonWebKeySet } from '@mcp-auth/spec'
import { isJsonObject } from './json.ts'
import { onLoopback } from './loopback.ts'

/** One public key of somebody (RFC 7517 §4). */
export type Key = JsonWebKeySet['keys'][number]

/** The algorithms that a JWT of somebody else may have; all with a key of which we know only the public half. */
export const signatureAlgorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const

/** What the header of a JWT says about its key, its algorithm judged already. */
export interface Signer {
  readonly algorithm: string
  readonly kid: unknown
}

/** More keys than anybody needs while changing them. */
const MOST_KEYS = 20

/** Longer than the modulus of any RSA key in use, in characters. */
const LONGEST_MEMBER = 2800

/** What RFC 7518 §6.2.2, §6.3.2 and §6.4 define beside the public members. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

const ASYMMETRIC_TYPES: readonly unknown[] = ['EC', 'RSA', 'OKP']

/** The members of a key that say which algorithm it is for (RFC 7518 §3.1, RFC 8037 §3.1). */
const shapes: Readonly<Record<string, { readonly kty: string; readonly crv?: string }>> = {
  ES256: { kty: 'EC', crv: 'P-256' },
  RS256: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
}

/** A key without `kid` may be meant by any; one that says what it is for is for nothing else (RFC 7517 §4). */
export function isFor(key: Key, { algorithm, kid }: Signer): boolean {
  const shape = shapes[algorithm]
  return (
    shape !== undefined &&
    key['kty'] === shape.kty &&
    (shape.crv === undefined || key['crv'] === shape.crv) &&
    (kid === undefined || key['kid'] === undefined || key['kid'] === kid) &&
    (key['alg'] === undefined || key['alg'] === algorithm) &&
    (key['use'] === undefined || key['use'] === 'sig')
  )
}

/** Why this is no set of public keys that a JWT can be verified with (RFC 7517 §5); undefined when it is one. */
export function keySetProblem(jwks: unknown): string | undefined {
  const keys = isJsonObject(jwks) ? jwks['keys'] : undefined
  if (!Array.isArray(keys)) return 'jwks must be an object with an array keys'
  if (keys.length === 0 || keys.length > MOST_KEYS) return `jwks must have 1 to ${MOST_KEYS} keys`
  for (const [at, key] of keys.entries()) {
    const problem = keyProblem(key)
    if (problem !== undefined) return `jwks: keys[${at}] ${problem}`
  }
  return undefined
}

function keyProblem(key: unknown): string | undefined {
  if (!isJsonObject(key)) return 'must be an object'
  const shown = PRIVATE_MEMBERS.find((name) => Object.hasOwn(key, name))
  if (shown !== undefined) return `must be a public key, without ${shown}`
  if (!ASYMMETRIC_TYPES.includes(key['kty'])) return 'must have kty EC, RSA or OKP'
  const long = Object.values(key).some((value) => JSON.stringify(value).length > LONGEST_MEMBER)
  return long ? `must have no member longer than ${LONGEST_MEMBER} characters` : undefined
}

/** Why this is no URL that a key set may be fetched from; undefined when it is one. */
export function keySetUriProblem(uri: unknown): string | undefined {
  if (typeof uri !== 'string' || uri.length > 2000 || !URL.canParse(uri)) return 'jwks_uri must be a URL'
  const { protocol, username, password } = new URL(uri)
  if (username !== '' || password !== '') return 'jwks_uri must not hold a user name or password'
  if (protocol === 'https:' || (protocol === 'http:' && onLoopback(uri))) return undefined
  return 'jwks_uri must use https, or http on 127.0.0.1, localhost or [::1]'
}
