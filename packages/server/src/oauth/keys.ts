import type { JsonWebKeySet } from '@mcp-auth/spec'
import { Collection } from '../core/collection.ts'
import type { Context } from '../core/context.ts'
import { json } from '../core/http.ts'
import type { SigningPair } from '../core/jose.ts'
import { accessTokenEnd } from './token/lifetime.ts'

/** The algorithms that JWTs of this issuer may be signed with. */
export const signingAlgorithms = ['ES256', 'RS256', 'EdDSA'] as const

/** A signing key of this issuer. */
interface SigningKey extends SigningPair {
  /** Ms by the clock. */
  readonly createdAt: number
  /** Ms by the clock at which the last token it signed ends; set once it signs no more. */
  readonly neededUntil?: number
}

interface Ring {
  readonly keys: readonly SigningKey[]
}

const RING = 'ring'

/** For how many seconds a key set may be kept by others, at most. */
const LONGEST_CACHE = 300

/** Signing keys are kept in the store, so that every process that shares it signs and publishes alike. */
const rings = (ctx: Context): Collection<Ring> => new Collection('signing-keys', ctx.store, ctx.clock)

/** The key that signs now; made if there is none, replaced if it is older than `keyRotation` allows. */
export async function signingKey(ctx: Context): Promise<SigningKey> {
  const found = await rings(ctx).get(RING)
  return found?.keys.find((key) => signs(key, ctx)) ?? makeKey(ctx, (key) => signs(key, ctx))
}

/** Puts a new key in the place of the one that signs. */
export async function rotate(ctx: Context): Promise<SigningKey> {
  return makeKey(ctx, () => false)
}

/** The public keys with which a token that is still good may be signed; the one that signs now is first. */
export async function publicKeys(ctx: Context): Promise<JsonWebKeySet> {
  const found = await rings(ctx).get(RING)
  return { keys: (found?.keys ?? []).filter((key) => isNeeded(key, ctx)).map(({ publicKey }) => ({ ...publicKey })) }
}

/**
 * `GET /oauth/jwks.json` (RFC 7517 §5): makes the key if there is none yet, so that the document is never empty. May be kept by
 * others until the key that signs is due to be replaced.
 */
export async function keySetEndpoint(_request: Request, ctx: Context): Promise<Response> {
  const current = await signingKey(ctx)
  const age = cacheAge(current, ctx)
  const body = await ctx.point('jwks', await publicKeys(ctx))
  ctx.emit('metadata.served', { document: 'jwks' })
  return json(body, { headers: { 'cache-control': `public, max-age=${age}` } })
}

function cacheAge(key: SigningKey, ctx: Context): number {
  const { keyRotation } = ctx.config
  if (keyRotation === 0) return LONGEST_CACHE
  const left = Math.floor((key.createdAt - ctx.clock.now()) / 1000) + keyRotation
  return Math.min(LONGEST_CACHE, Math.max(left, 0))
}

/** Whether this is the key to sign with: of the algorithm asked for, not replaced, not too old. */
function signs({ algorithm, createdAt, neededUntil }: SigningKey, ctx: Context): boolean {
  const { signingAlgorithm, keyRotation } = ctx.config
  if (algorithm !== signingAlgorithm || neededUntil !== undefined) return false
  return keyRotation === 0 || ctx.clock.now() < createdAt + keyRotation * 1000
}

function isNeeded({ neededUntil }: SigningKey, ctx: Context): boolean {
  return neededUntil === undefined || ctx.clock.now() < neededUntil
}

/** Makes a key and puts it first, unless another process was quicker with one that `suffices`. */
async function makeKey(ctx: Context, suffices: (key: SigningKey) => boolean): Promise<SigningKey> {
  const { generateSigningPair } = await import('../core/jose.ts')
  const made = { ...(await generateSigningPair(ctx.config.signingAlgorithm)), createdAt: ctx.clock.now() }
  await rings(ctx).add(RING, { keys: [] })
  const after = await rings(ctx).update(RING, (ring) => {
    if (ring.keys.some(suffices)) return ring
    return { keys: [made, ...ring.keys.filter((key) => isNeeded(key, ctx)).map((key) => retired(key, ctx))] }
  })
  return after?.keys.find(suffices) ?? made
}

/** The last token it can have signed is of this moment. */
function retired(key: SigningKey, ctx: Context): SigningKey {
  return key.neededUntil === undefined ? { ...key, neededUntil: accessTokenEnd(ctx) * 1000 } : key
}
