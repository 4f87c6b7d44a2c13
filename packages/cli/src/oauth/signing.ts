import { CliError } from '../errors.ts'
import type { JsonObject } from '../http/json.ts'

/** A private key with the algorithm it signs by. Kept with the login or the client it belongs to. */
export interface SigningKey {
  /** A JWS `alg`. */
  readonly algorithm: string
  /** As a JWK (RFC 7517). */
  readonly privateKey: JsonObject
}

interface Algorithm {
  readonly name: string
  readonly kty: string
  readonly crv?: string
  readonly hash?: string
  readonly pss?: boolean
}

/** The signature algorithms this client has, in the order of its choice (RFC 7518 §3.1, RFC 9864 §2.2). */
const ALGORITHMS: readonly Algorithm[] = [
  { name: 'ES256', kty: 'EC', crv: 'P-256', hash: 'sha256' },
  { name: 'ES384', kty: 'EC', crv: 'P-384', hash: 'sha384' },
  { name: 'ES512', kty: 'EC', crv: 'P-521', hash: 'sha512' },
  { name: 'Ed25519', kty: 'OKP', crv: 'Ed25519' },
  { name: 'EdDSA', kty: 'OKP', crv: 'Ed25519' },
  { name: 'PS256', kty: 'RSA', hash: 'sha256', pss: true },
  { name: 'PS384', kty: 'RSA', hash: 'sha384', pss: true },
  { name: 'PS512', kty: 'RSA', hash: 'sha512', pss: true },
  { name: 'RS256', kty: 'RSA', hash: 'sha256' },
  { name: 'RS384', kty: 'RSA', hash: 'sha384' },
  { name: 'RS512', kty: 'RSA', hash: 'sha512' },
]

const RSA_BITS = 2048

/** The first of our algorithms that a server lists. */
export function commonAlgorithm(listed: readonly string[] | undefined): string | undefined {
  return ALGORITHMS.find(({ name }) => listed?.includes(name))?.name
}

/** A new key for an algorithm of ours. */
export async function generateKey(name: string): Promise<SigningKey> {
  const { generateKeyPairSync } = await import('node:crypto')
  const { kty, crv } = algorithmNamed(name)
  const pair =
    kty === 'EC'
      ? generateKeyPairSync('ec', { namedCurve: crv ?? '' })
      : kty === 'OKP'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: RSA_BITS })
  return { algorithm: name, privateKey: { ...pair.privateKey.export({ format: 'jwk' }) } }
}

/**
 * Reads a private key, PEM (PKCS#8, SEC 1, PKCS#1) or JWK. Its algorithm is the one asked for, its own `alg`, or
 * the first that fits the key and that the server lists.
 */
export async function readPrivateKey(
  text: string,
  wanted: string | undefined,
  listed: readonly string[] | undefined,
): Promise<SigningKey> {
  const { createPrivateKey } = await import('node:crypto')
  let jwk: JsonObject
  let own: unknown
  try {
    const given = text.trimStart().startsWith('{') ? (JSON.parse(text) as JsonObject) : undefined
    own = given?.['alg']
    const key = given === undefined ? createPrivateKey(text) : createPrivateKey({ key: { ...given }, format: 'jwk' })
    const kid = given?.['kid']
    jwk = { ...key.export({ format: 'jwk' }), ...(typeof kid === 'string' ? { kid } : {}) }
  } catch (cause) {
    throw new CliError('usage', 'The private key is neither a PEM nor a JWK private key without a passphrase.', {
      cause,
    })
  }
  const fitting = ALGORITHMS.filter(({ kty, crv }) => kty === jwk['kty'] && (crv === undefined || crv === jwk['crv']))
  const name = wanted ?? (typeof own === 'string' ? own : undefined)
  const found =
    name === undefined
      ? (fitting.find((candidate) => listed?.includes(candidate.name)) ?? fitting[0])
      : fitting.find((candidate) => candidate.name === name)
  if (found !== undefined) return { algorithm: found.name, privateKey: jwk }
  const fits = fitting.map((candidate) => candidate.name).join(', ') || 'none known here'
  throw new CliError('usage', `The private key cannot sign by ${name ?? 'any algorithm'}; it fits ${fits}.`)
}

/** A signed JWT in compact form (RFC 7515 §7.1). */
export async function signJwt(key: SigningKey, header: JsonObject, claims: JsonObject): Promise<string> {
  const { constants, createPrivateKey, sign } = await import('node:crypto')
  const { hash, pss } = algorithmNamed(key.algorithm)
  const input = [{ alg: key.algorithm, ...header }, claims].map(encode).join('.')
  const signature = sign(hash ?? null, Buffer.from(input), {
    key: createPrivateKey({ key: { ...key.privateKey }, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
    ...(pss === true ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}),
  })
  return `${input}.${signature.toString('base64url')}`
}

const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e']

/** The public half of a key, and nothing else of it. */
export function publicJwk({ privateKey }: SigningKey): JsonObject {
  return Object.fromEntries(Object.entries(privateKey).filter(([name]) => PUBLIC_MEMBERS.includes(name)))
}

function algorithmNamed(name: string): Algorithm {
  const found = ALGORITHMS.find((candidate) => candidate.name === name)
  if (found === undefined) throw new CliError('failed', `The signature algorithm ${name} is not known here.`)
  return found
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
