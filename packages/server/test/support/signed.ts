import { CompactSign, importJWK, type JWK } from 'jose'
import { type ConfigInput, type Store, VirtualClock } from '../../src/index.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { type Harness, ISSUER, startHarness } from './harness.ts'

/** 2026-11-23T00:00:00Z, in seconds. */
export const NOW = 1_795_392_000

/** One signing key as the server keeps it. */
export interface KeptKey {
  readonly kid: string
  readonly privateKey: JWK
  readonly publicKey: JWK
}

/** A server whose store lies open, so that a test can sign with the server's own key. */
export interface OpenHarness extends Harness {
  /** The keys of the canonical issuer, the one that signs first. */
  keys(): Promise<readonly KeptKey[]>
  /** The public keys as published. */
  published(): Promise<readonly JWK[]>
}

/** A clock and a store, for servers that share them. */
export interface Shared {
  readonly clock: VirtualClock
  readonly store: Store
}

export function newShared(): Shared {
  const clock = new VirtualClock(NOW * 1000)
  return { clock, store: memoryStore(clock) }
}

export function startOpenHarness(config: ConfigInput = {}, { clock, store }: Shared = newShared()): OpenHarness {
  const harness = startHarness(config, { clock, store })
  return {
    ...harness,
    clock,
    async keys() {
      const entry = await store.get(`${ISSUER} signing-keys:ring`)
      if (entry === undefined) throw new Error('no key was needed yet')
      return (entry.value as { keys: readonly KeptKey[] }).keys
    },
    async published() {
      return ((await (await harness.get('/oauth/jwks.json')).json()) as { keys: readonly JWK[] }).keys
    },
  }
}

/** A compact JWS over these claims, whatever they say. */
export async function signed(
  header: { readonly alg: string; readonly [member: string]: unknown },
  claims: unknown,
  key: JWK | Uint8Array,
): Promise<string> {
  const usable = key instanceof Uint8Array ? key : await importJWK(key, header.alg)
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims))).setProtectedHeader(header).sign(usable)
}

/** A part of a JWT. */
export const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A part of a JWT, read. */
export function read(token: string, index: 0 | 1): Record<string, unknown> {
  const text = Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()
  return JSON.parse(text) as Record<string, unknown>
}

/** The published private key of dev-jwt-client, as README.md prints it. */
export const DEV_JWT_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'iq3_3Leh3TovvM66XridLbZd2r3BU43nzHXEN9BNpm4',
  y: '7aeGVZLfeINXLIjMqzq3rPBEROXtcLj953AgCJuin8I',
  d: 'W-R8uuCoh8fCwxClFPpx3JloX69UDz2lCUpQICZP_CQ',
  kid: 'iAlSkI9Mg35hGs21gDxnOHJ6EI64gHsKQvyYss04-hY',
  alg: 'ES256',
} as const

/** What a right assertion is made of; negatives change one thing of it. */
export interface AssertionParts {
  readonly header: { readonly alg: string; readonly [member: string]: unknown }
  readonly claims: Readonly<Record<string, unknown>>
  readonly key: JWK | Uint8Array
}

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

let count = 0

/** The parts of a right assertion of `clientId`, with a `jti` of its own. */
export function assertionParts(clientId = 'dev-jwt-client', key: JWK = DEV_JWT_KEY): AssertionParts {
  count += 1
  return {
    header: { alg: key.alg ?? 'ES256', ...(key.kid !== undefined && { kid: key.kid }) },
    claims: { iss: clientId, sub: clientId, aud: ISSUER, iat: NOW, exp: NOW + 60, jti: `jti-${count}` },
    key,
  }
}

/** The two form parameters of client authentication by this assertion (RFC 7523 §2.2). */
export async function assertionForm({ header, claims, key }: AssertionParts): Promise<Record<string, string>> {
  return { client_assertion_type: ASSERTION_TYPE, client_assertion: await signed(header, claims, key) }
}
