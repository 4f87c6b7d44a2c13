import { constants, createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { ISSUER } from './harness.ts'

/** 2026-11-23T00:00:00Z in seconds: where the clock of a harness starts. */
export const START = 1_795_392_000

export const TOKEN_URL = `${ISSUER}/oauth/token`
export const PAR_URL = `${ISSUER}/oauth/par`

type Json = Record<string, unknown>

/** A key pair of a client, its public key as a JWK, and the thumbprint of that (RFC 7638), worked out here. */
export interface Key {
  readonly privateKey: KeyObject
  readonly jwk: Json
  readonly jkt: string
}

/** The members of a thumbprint, in their order (RFC 7638 §3.2, RFC 8037 §2). */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  RSA: ['e', 'kty', 'n'],
  OKP: ['crv', 'kty', 'x'],
}

function key({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): Key {
  const jwk = publicKey.export({ format: 'jwk' }) as Json
  const needed = Object.fromEntries((MEMBERS[String(jwk['kty'])] ?? []).map((name) => [name, jwk[name]]))
  return { privateKey, jwk, jkt: createHash('sha256').update(JSON.stringify(needed)).digest('base64url') }
}

export const newKey = (curve = 'P-256'): Key => key(generateKeyPairSync('ec', { namedCurve: curve }))
export const newRsaKey = (modulusLength = 2048): Key => key(generateKeyPairSync('rsa', { modulusLength }))
export const newEdKey = (): Key => key(generateKeyPairSync('ed25519'))

/** What signs `data` by each algorithm. Made with Node's own functions: the library under test has no part in it. */
export const signers: Readonly<Record<string, (data: string, key: KeyObject) => Buffer>> = {
  ES256: (data, key) => sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }),
  ES384: (data, key) => sign('sha384', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }),
  RS256: (data, key) => sign('sha256', Buffer.from(data), key),
  PS256: (data, key) =>
    sign('sha256', Buffer.from(data), {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    }),
  Ed25519: (data, key) => sign(null, Buffer.from(data), key),
  EdDSA: (data, key) => sign(null, Buffer.from(data), key),
}

/** What a proof has otherwise than the right one; a member that is undefined is left out. */
export interface Changes {
  readonly header?: Json
  readonly claims?: Json
  readonly signature?: (data: string) => string
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A right proof of `key` for a POST to the token endpoint, but for what is changed. */
export function proof(key: Key, { header = {}, claims = {}, signature }: Changes = {}): string {
  const jose: Json = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk, ...header }
  const payload: Json = { jti: randomUUID(), htm: 'POST', htu: TOKEN_URL, iat: START, ...claims }
  const data = `${part(jose)}.${part(payload)}`
  const signer = signers[String(jose['alg'])] ?? signers['ES256']
  return `${data}.${signature?.(data) ?? signer?.(data, key.privateKey).toString('base64url')}`
}

/** The `ath` of an access token (RFC 9449 §4.2). */
export function ath(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
