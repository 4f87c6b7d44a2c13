import type { JsonWebKeySet } from '@mcp-auth/spec'
import { keySetProblem, keySetUriProblem, signatureAlgorithms } from '../../core/key-set.ts'
import type { Client } from '../records.ts'

/** How a client that signs registered its keys. */
export type ClientKeys = Pick<Client, 'jwks' | 'jwksUri' | 'signingAlgorithm'>

type Metadata = Readonly<Record<string, unknown>>

/** Why the metadata of a `private_key_jwt` client does not say how its assertions are verified (RFC 7591 §2); undefined when it does. */
export function clientKeysProblem(metadata: Metadata): string | undefined {
  const { jwks, jwks_uri: uri, token_endpoint_auth_signing_alg: algorithm } = metadata
  if (jwks !== undefined && uri !== undefined) return 'jwks and jwks_uri must not both be there'
  if (algorithm !== undefined && !signatureAlgorithms.some((name) => name === algorithm)) {
    return `token_endpoint_auth_signing_alg must be one of ${signatureAlgorithms.join(', ')}`
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
