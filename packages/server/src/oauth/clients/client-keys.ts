import type { JsonWebKeySet } from '@mcp-auth/spec'
import { isJsonObject } from '../../core/json.ts'
import type { Client } from '../records.ts'
import { onLoopback } from './client-identifier-url.ts'

/** The algorithms that client assertions may have; all with a key of which we know only the public half. */
export const assertionAlgorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const

/** How a client that signs registered its keys. */
export type ClientKeys = Pick<Client, 'jwks' | 'jwksUri' | 'signingAlgorithm'>

/** More keys than any client needs while it changes them. */
const MOST_KEYS = 20

/** Longer than the modulus of any RSA key in use, in characters. */
const LONGEST_MEMBER = 2800

/** What RFC 7518 §6.2.2, §6.3.2 and §6.4 define beside the public members. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

const ASYMMETRIC_TYPES: readonly unknown[] = ['EC', 'RSA', 'OKP']

type Metadata = Readonly<Record<string, unknown>>

/** Why the metadata of a `private_key_jwt` client does not say how its assertions are verified (RFC 7591 §2); undefined when it does. */
export function clientKeysProblem(metadata: Metadata): string | undefined {
  const { jwks, jwks_uri: uri, token_endpoint_auth_signing_alg: algorithm } = metadata
  if (jwks !== undefined && uri !== undefined) return 'jwks and jwks_uri must not both be there'
  if (algorithm !== undefined && !assertionAlgorithms.some((name) => name === algorithm)) {
    return `token_endpoint_auth_signing_alg must be one of ${assertionAlgorithms.join(', ')}`
  }
  if (uri !== undefined) return keySetUriProblem(uri)
  if (jwks === undefined) return 'jwks or jwks_uri is required for token_endpoint_auth_method private_key_jwt'
  return keySetProblem(jwks)
}

/** The keys of metadata in which {@link clientKeysProblem} found nothing. */
export function clientKeys({ jwks, jwks_uri: uri, token_endpoint_auth_signing_alg: algorithm }: Metadata): ClientKeys {
  return {
    // Judged by clientKeysProblem.
    ...(jwks !== undefined && { jwks: jwks as JsonWebKeySet }),
    ...(typeof uri === 'string' && { jwksUri: uri }),
    ...(typeof algorithm === 'string' && { signingAlgorithm: algorithm }),
  }
}

/** Why this is no set of public keys that an assertion can be verified with (RFC 7517 §5); undefined when it is one. */
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

function keySetUriProblem(uri: unknown): string | undefined {
  if (typeof uri !== 'string' || uri.length > 2000 || !URL.canParse(uri)) return 'jwks_uri must be a URL'
  const { protocol, username, password } = new URL(uri)
  if (username !== '' || password !== '') return 'jwks_uri must not hold a user name or password'
  if (protocol === 'https:' || (protocol === 'http:' && onLoopback(uri))) return undefined
  return 'jwks_uri must use https, or http on 127.0.0.1, localhost or [::1]'
}
