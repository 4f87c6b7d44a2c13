import { createHash } from 'node:crypto'
import type { Reference } from '@mcp-auth/spec'
import type { JWTPayload } from 'jose'
import { epochSeconds } from './clock.ts'
import type { Context } from './context.ts'
import { isRecentNonce, nonceHeader, noncesOn, type ProofServer } from './dpop-nonce.ts'
import { verifySignature } from './dpop-signature.ts'
import { namesTarget } from './dpop-target.ts'
import { OAuthError, withHeaders } from './errors.ts'
import { useUp } from './single-use.ts'

/** What a proof must be good for. */
export interface ProofPurpose {
  readonly server: ProofServer
  /** Where the request came in: issuer and path as configured, never as the request has it. */
  readonly url: string
  /** The access token beside it, at a protected resource. */
  readonly accessToken?: string
}

/** A JWT in compact form (RFC 7515 §7.1): three parts of base64url, the last one empty where nothing is signed. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]*$/

const sections = {
  header: { document: 'rfc9449', section: '4.1' },
  syntax: { document: 'rfc9449', section: '4.2' },
  checking: { document: 'rfc9449', section: '4.3' },
  nonce: {
    'authorization-server': { document: 'rfc9449', section: '8' },
    resource: { document: 'rfc9449', section: '9' },
  },
  replay: { document: 'rfc9449', section: '11.1' },
} as const satisfies Record<string, Reference | Record<ProofServer, Reference>>

/**
 * Checks the DPoP proof of a request, all of RFC 9449 §4.3, and resolves to the thumbprint of its key. A good proof is then
 * used up. Throws `invalid_dpop_proof` or `use_dpop_nonce`, with `DPoP-Nonce` where nonces are on.
 */
export async function checkProof(request: Request, purpose: ProofPurpose, ctx: Context): Promise<string> {
  try {
    const { payload, thumbprint } = await verifySignature(onlyProof(request), ctx)
    const jti = requireIdentity(payload)
    requireBinding(payload, request.method, purpose)
    const issuedAt = requireFreshness(payload, ctx)
    await requireNonce(payload, purpose.server, ctx)
    await requireUnused([purpose.url, thumbprint, jti], issuedAt, ctx)
    ctx.emit('proof.verified', { url: purpose.url, thumbprint })
    return thumbprint
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    throw withHeaders(error, await nonceHeader(purpose.server, ctx))
  }
}

function onlyProof(request: Request): string {
  const value = request.headers.get('dpop')
  if (value === null) throw invalidProof('the DPoP header is required', sections.header)
  // Several fields of one name arrive joined by commas, and no JWT has one.
  if (value.includes(',')) throw invalidProof('the DPoP header must not be sent more than once', sections.checking)
  if (!COMPACT.test(value)) throw invalidProof('the DPoP header must be one JWT', sections.checking)
  return value
}

function requireIdentity({ jti }: JWTPayload): string {
  if (typeof jti === 'string' && jti !== '') return jti
  throw invalidProof('the DPoP proof must have a jti', sections.syntax)
}

/** What the proof is bound to: this method, this URI and, at a resource, this token. */
function requireBinding({ htm, htu, ath }: JWTPayload, method: string, { url, accessToken }: ProofPurpose): void {
  if (htm !== method) throw invalidProof(`htm in the DPoP proof must be ${method}`, sections.checking)
  if (typeof htu !== 'string' || !namesTarget(htu, url)) {
    throw invalidProof(`htu in the DPoP proof must be ${url}`, sections.checking)
  }
  if (accessToken === undefined || ath === createHash('sha256').update(accessToken).digest('base64url')) return
  throw invalidProof('ath in the DPoP proof must be the SHA-256 of the access token, in base64url', sections.checking)
}

/** MCP's DPoP extension: servers "MUST verify that the `iat` claim is within ±5 minutes of the server's current time". */
function requireFreshness({ iat }: JWTPayload, ctx: Context): number {
  if (typeof iat !== 'number') throw invalidProof('the DPoP proof must have an iat, in seconds', sections.syntax)
  const { dpopProofLifetime } = ctx.config
  const now = epochSeconds(ctx.clock)
  if (Math.abs(now - iat) <= dpopProofLifetime) return iat
  throw invalidProof(
    `iat in the DPoP proof must be within ${dpopProofLifetime} seconds of the server's ${now}`,
    sections.replay,
  )
}

async function requireNonce({ nonce }: JWTPayload, server: ProofServer, ctx: Context): Promise<void> {
  if (!noncesOn(server, ctx)) return
  if (typeof nonce === 'string' && (await isRecentNonce(nonce, server, ctx))) return
  const said = nonce === undefined ? 'it has none' : 'its own is not recent'
  throw new OAuthError('use_dpop_nonce', `nonce in the DPoP proof must be that of the DPoP-Nonce header: ${said}`, {
    reference: sections.nonce[server],
  })
}

/** Lets a `jti` pass once for its URI and key while the proof would be good (RFC 9449 §11.1). */
async function requireUnused(identity: readonly string[], issuedAt: number, ctx: Context): Promise<void> {
  const { dpopProofLifetime, dpopProofLimit: limit } = ctx.config
  // A second more than iat allows, which is compared in whole ones; an iat in the future is good for longer.
  const remaining = issuedAt + dpopProofLifetime + 1 - ctx.clock.now() / 1000
  const proofs = { kind: 'used DPoP proofs', collection: 'dpop-proofs', limit, lifetime: 2 * dpopProofLifetime + 1 }
  if (!(await useUp(proofs, identity, remaining, ctx))) throw replayed()
}

function replayed(): OAuthError {
  return invalidProof('jti in the DPoP proof was already used: each request needs a proof of its own', sections.replay)
}

function invalidProof(description: string, reference: Reference): OAuthError {
  return new OAuthError('invalid_dpop_proof', description, { requirement: 'client-sends-fresh-proof', reference })
}
