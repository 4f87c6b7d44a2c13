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
