import { CompactSign, calculateJwkThumbprint, compactVerify, errors, exportJWK, generateKeyPair, type JWK } from 'jose'

/** A key that signs, as JSON: both halves, and the name it goes by. */
export interface SigningPair {
  /** The thumbprint of the public key (RFC 7638), so that no two keys share one. */
  readonly kid: string
  readonly algorithm: string
  readonly privateKey: Readonly<JWK>
  /** Public members only, ready to be published. */
  readonly publicKey: Readonly<JWK>
}

// This file is imported where a key is needed, never before: most servers start without signing or verifying anything.

/** Makes a key pair. Its randomness is that of the crypto library, which takes no other. */
export async function generateSigningPair(algorithm: string): Promise<SigningPair> {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  const publicMembers = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(publicMembers)
  return {
    kid,
    algorithm,
    privateKey: await exportJWK(pair.privateKey),
    publicKey: { ...publicMembers, kid, use: 'sig', alg: algorithm },
  }
}

/** A JWT in compact form (RFC 7515 §7.1), its claims exactly as given. */
export async function signJwt(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  { algorithm, privateKey }: SigningPair,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ ...header, alg: algorithm })
    .sign(privateKey)
}

/** Whether `key` verifies the signature of a compact JWS by `algorithm`, whatever its header says (RFC 8725 §3.1). */
export async function signatureHolds(token: string, key: Readonly<JWK>, algorithm: string): Promise<boolean> {
  try {
    await compactVerify(token, key, { algorithms: [algorithm] })
    return true
  } catch (error) {
    // A key that cannot be imported or does not fit verifies nothing; WebCrypto has two more classes for that.
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) return false
    throw error
  }
}
