import type { JWTPayload, ProtectedHeaderParameters } from 'jose'
import type { Context } from './context.ts'
import { OAuthError, type OAuthErrorOptions } from './errors.ts'

/** The signature algorithms taken, all asymmetric (RFC 9449 §11.6). `Ed25519` is what RFC 9864 calls `EdDSA` with that curve. */
export const proofAlgorithms = ['ES256', 'RS256', 'PS256', 'Ed25519', 'EdDSA'] as const

/** What a proof says, once it is known that the holder of its key says so. */
export interface SignedProof {
  readonly payload: JWTPayload
  /** The thumbprint of the key (RFC 7638, SHA-256): the `jkt` of RFC 9449 §6.1. */
  readonly thumbprint: string
}

/** Members of a JWK that are private or symmetric (RFC 7518 §6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const

const cited = {
  requirement: 'client-sends-fresh-proof',
  reference: { document: 'rfc9449', section: '4.3' },
} as const satisfies OAuthErrorOptions

/** Checks type, algorithm, key and signature of a proof (RFC 9449 §4.3, steps 2 to 7). Throws `invalid_dpop_proof`. */
export async function verifySignature(proof: string, ctx: Context): Promise<SignedProof> {
  // Loaded with the first proof: who never sends one never waits for it.
  const jose = await import('jose')
  const header = await attempt('the DPoP proof must have a JSON object as its header', async () =>
    jose.decodeProtectedHeader(proof),
  )
  requireHeader(header)
  const key = await attempt(`jwk in the DPoP proof must be a public key that ${header.alg} takes`, () =>
    jose.EmbeddedJWK(header),
  )
  const { payload } = await attempt('the DPoP proof must be a JWT, signed with the key in its jwk', () =>
    jose.jwtVerify(proof, key, {
      algorithms: [...proofAlgorithms],
      currentDate: new Date(ctx.clock.now()),
      clockTolerance: ctx.config.dpopProofLifetime,
    }),
  )
  const thumbprint = await attempt('jwk in the DPoP proof must have the members of its kty', () =>
    jose.calculateJwkThumbprint(header.jwk, 'sha256'),
  )
  return { payload, thumbprint }
}

type ProofHeader = ProtectedHeaderParameters & Required<Pick<ProtectedHeaderParameters, 'jwk'>>

function requireHeader(header: ProtectedHeaderParameters): asserts header is ProofHeader {
  if (header.typ !== 'dpop+jwt') throw invalidProof('typ in the DPoP proof must be dpop+jwt')
  const algorithms: readonly unknown[] = proofAlgorithms
  if (!algorithms.includes(header.alg)) {
    throw invalidProof(`alg in the DPoP proof must be one of ${proofAlgorithms.join(', ')}`)
  }
  const jwk: unknown = header.jwk
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
    throw invalidProof('the DPoP proof must have its public key in jwk')
  }
  const secret = PRIVATE_MEMBERS.find((name) => Object.hasOwn(jwk, name))
  if (secret !== undefined) throw invalidProof(`jwk in the DPoP proof must be a public key, without ${secret}`)
}

/** Runs a step of the library, and says of its failure what would be right. */
async function attempt<T>(right: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    // The library looks at times of its own accord (RFC 7519 §4.1); then it is they that are wrong.
    const claim = error instanceof Error && 'claim' in error ? error.claim : undefined
    const description = claim === undefined ? right : `${claim} in the DPoP proof must be a number, and in force`
    throw new OAuthError('invalid_dpop_proof', description, {
      ...cited,
      reason: String(error),
      cause: error,
    })
  }
}

function invalidProof(description: string): OAuthError {
  return new OAuthError('invalid_dpop_proof', description, cited)
}
