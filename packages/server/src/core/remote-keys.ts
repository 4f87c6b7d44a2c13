import type { JsonWebKeySet } from '@mcp-auth/spec'
import { Collection } from './collection.ts'
import type { Context } from './context.ts'
import { OAuthError } from './errors.ts'
import { freshness } from './freshness.ts'
import { parseJson } from './json.ts'
import { isFor, type Key, keySetProblem, type Signer } from './key-set.ts'
import { loopbackAllowed } from './loopback.ts'
import { OutboundError, type OutboundResponse, type Reach } from './outbound.ts'
import { tryPlace } from './quota.ts'

/** Whose keys are asked for, and where they are: in hand, or behind a URL. */
export interface KeySource {
  /** What it is called in a refusal: `this client`. */
  readonly owner: string
  readonly jwks?: JsonWebKeySet | undefined
  readonly jwksUri?: string | undefined
  /** Where `jwksUri` may lead; without it where anybody's may. */
  readonly reach?: Reach | undefined
}

/** Why a signature is not known to be somebody's, and what only the operator may know of it. */
export interface KeyProblem {
  readonly says: string
  readonly reason?: string
}

/** Bounds of fetching a key set. */
const LIMIT_BYTES = 64 * 1024
const TIMEOUT_MS = 5000

/** For how many seconds a fetched key set stands, at most: whoever lost a key must be able to take it back. */
const LONGEST_CACHE = 300

/** How often one key set may be fetched: JWTs with unknown keys must not make us a load on somebody else. */
const FETCHES = { limit: 60, lifetime: 60 } as const

const fetchedKeySets = (ctx: Context): Collection<JsonWebKeySet> =>
  new Collection('fetched-key-sets', ctx.store, ctx.clock)

/** A key set behind a URL. */
interface Place {
  readonly owner: string
  readonly uri: string
  readonly reach: Reach
}

/** What the operator lets us fetch is not for those who only name the same URL. */
const cacheKey = ({ uri, reach }: Place): string => (reach === 'any' ? `any ${uri}` : uri)

/** Why no key of the source made the signature of this JWT; undefined when one did. Throws `temporarily_unavailable`. */
export async function signatureProblem(
  token: string,
  signer: Signer,
  source: KeySource,
  ctx: Context,
): Promise<KeyProblem | undefined> {
  const candidates = await candidateKeys(signer, source, ctx)
  if ('says' in candidates) return candidates
  if (candidates.length === 0) {
    return {
      says: `kid and alg must be those of a registered key of ${source.owner}`,
      reason: `kid ${JSON.stringify(signer.kid)}, alg ${signer.algorithm}`,
    }
  }
  const { signatureHolds } = await import('./jose.ts')
  for (const key of candidates) if (await signatureHolds(token, key, signer.algorithm)) return undefined
  return { says: `signature does not verify with any key of ${source.owner} that it can be for` }
}

async function candidateKeys(signer: Signer, source: KeySource, ctx: Context): Promise<readonly Key[] | KeyProblem> {
  const fitting = (keys: readonly Key[] = []): readonly Key[] => keys.filter((key) => isFor(key, signer))
  const { owner, jwks, jwksUri: uri, reach = loopbackAllowed(ctx) ? 'loopback' : 'public' } = source
  if (uri === undefined) return fitting(jwks?.keys)
  const place = { owner, uri, reach }
  const cached = fitting((await fetchedKeySets(ctx).get(cacheKey(place)))?.keys)
  if (cached.length > 0) return cached
  // A key that is not there may be newer than what was fetched.
  const fetched = await fetchKeySet(place, ctx)
  return 'says' in fetched ? fetched : fitting(fetched.keys)
}

async function fetchKeySet(place: Place, ctx: Context): Promise<JsonWebKeySet | KeyProblem> {
  const { owner } = place
  await requireCalm(place, ctx)
  const response = await fetched(place, ctx)
  if (response instanceof OutboundError) {
    const reason = `${response.failure}: ${response.message}`
    return { says: `jwks_uri of ${owner} could not be fetched`, reason }
  }
  const { status, headers, body } = response
  if (status !== 200) {
    return {
      says: `jwks_uri of ${owner} must be served with status 200 and without redirect`,
      reason: `status ${status}`,
    }
  }
  const jwks = parseJson(body)
  const problem = keySetProblem(jwks)
  if (problem !== undefined) return { says: `jwks_uri of ${owner}: ${problem}` }
  // Judged by keySetProblem.
  const { keys } = jwks as JsonWebKeySet
  const lifetime = Math.min(freshness(headers, ctx.clock.now()), LONGEST_CACHE)
  if (lifetime > 0) await fetchedKeySets(ctx).put(cacheKey(place), { keys }, lifetime)
  return { keys }
}

async function requireCalm({ owner, uri }: Place, ctx: Context): Promise<void> {
  const wait = await tryPlace({ kind: `fetches of ${uri}`, ...FETCHES }, ctx)
  if (wait === undefined) return
  throw new OAuthError('temporarily_unavailable', `jwks_uri of ${owner} was fetched too often: try again later`, {
    reason: `${FETCHES.limit} times in ${FETCHES.lifetime} seconds`,
    headers: { 'retry-after': String(wait) },
  })
}

async function fetched({ uri, reach }: Place, ctx: Context): Promise<OutboundResponse | OutboundError> {
  try {
    return await ctx.outbound.get(uri, { limit: LIMIT_BYTES, timeout: TIMEOUT_MS, reach })
  } catch (error) {
    if (error instanceof OutboundError) return error
    throw error
  }
}
