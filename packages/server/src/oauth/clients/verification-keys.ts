import type { JsonWebKeySet } from '@mcp-auth/spec'
import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import type { OAuthError } from '../../core/errors.ts'
import { OutboundError, type OutboundResponse } from '../../core/outbound.ts'
import type { Client } from '../records.ts'
import { loopbackAllowed } from './client-identifier-url.ts'
import { keySetProblem } from './client-keys.ts'
import { freshness } from './freshness.ts'
import { clientRefused } from './refused.ts'

type Key = JsonWebKeySet['keys'][number]

/** What the header of an assertion says about its key. */
export interface Signer {
  readonly algorithm: string
  readonly kid: unknown
}

const citation = { document: 'rfc7523', section: '3', requirement: 'server-verifies-client-assertions' } as const

/** Bounds of fetching a key set. */
const LIMIT_BYTES = 64 * 1024
const TIMEOUT_MS = 5000

/** For how many seconds a fetched key set stands, at most: a client that lost its key must be able to take it back. */
const LONGEST_CACHE = 300

const fetchedKeySets = (ctx: Context): Collection<JsonWebKeySet> =>
  new Collection('client-key-sets', ctx.store, ctx.clock)

/** The members of a key that say which algorithm it is for (RFC 7518 §3.1, RFC 8037 §3.1). */
const shapes: Readonly<Record<string, { readonly kty: string; readonly crv?: string }>> = {
  ES256: { kty: 'EC', crv: 'P-256' },
  RS256: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
}

/** Throws `invalid_client` unless a registered key of the client made the signature of this JWT. */
export async function verifiedByClient(token: string, signer: Signer, client: Client, ctx: Context): Promise<void> {
  const candidates = await candidateKeys(signer, client, ctx)
  const { signatureHolds } = await import('../jose.ts')
  for (const key of candidates) if (await signatureHolds(token, key, signer.algorithm)) return
  throw refused('client_assertion: signature does not verify with any key of this client that it can be for')
}

async function candidateKeys(signer: Signer, client: Client, ctx: Context): Promise<readonly Key[]> {
  const fits = (key: Key): boolean => isFor(key, signer)
  if (client.jwksUri === undefined) return required(client.jwks?.keys.filter(fits) ?? [], signer)
  const known = await fetchedKeySets(ctx).get(client.jwksUri)
  const cached = known?.keys.filter(fits) ?? []
  if (cached.length > 0) return cached
  // A key that is not there may be newer than what was fetched.
  return required((await fetchKeySet(client.jwksUri, ctx)).keys.filter(fits), signer)
}

function required(keys: readonly Key[], { algorithm, kid }: Signer): readonly Key[] {
  if (keys.length > 0) return keys
  throw refused(
    `client_assertion: kid and alg must be those of a registered key of this client`,
    `kid ${JSON.stringify(kid)}, alg ${algorithm}`,
  )
}

/** A key without `kid` may be meant by any; one that says what it is for is for nothing else (RFC 7517 §4). */
function isFor(key: Key, { algorithm, kid }: Signer): boolean {
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

async function fetchKeySet(uri: string, ctx: Context): Promise<JsonWebKeySet> {
  const response = await fetched(uri, ctx)
  if (response.status !== 200) {
    throw refused('jwks_uri must be served with status 200 and without redirect', `status ${response.status}`)
  }
  const jwks = parsed(response.body)
  const problem = keySetProblem(jwks)
  if (problem !== undefined) throw refused(`jwks_uri of this client: ${problem}`)
  // Judged by keySetProblem.
  const { keys } = jwks as JsonWebKeySet
  const lifetime = Math.min(freshness(response.headers, ctx.clock.now()), LONGEST_CACHE)
  if (lifetime > 0) await fetchedKeySets(ctx).put(uri, { keys }, lifetime)
  return { keys }
}

async function fetched(uri: string, ctx: Context): Promise<OutboundResponse> {
  try {
    return await ctx.outbound.get(uri, { limit: LIMIT_BYTES, timeout: TIMEOUT_MS, loopback: loopbackAllowed(ctx) })
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    throw refused('jwks_uri of this client could not be fetched', `${error.failure}: ${error.message}`)
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function refused(description: string, reason?: string): OAuthError {
  return clientRefused(description, citation, reason)
}
