import type { Context } from '../../core/context.ts'
import { nonceHeader } from '../../core/dpop-nonce.ts'
import { checkProof } from '../../core/dpop-proof.ts'
import { OAuthError, withHeaders } from '../../core/errors.ts'
import type { Client, Confirmation } from '../records.ts'

/** A SHA-256 in base64url: the form of a thumbprint (RFC 9449 §10). */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/

/** What a request to the authorization server proves of a key. */
export interface Proven {
  /** The thumbprint of the key; undefined when the request has no proof. */
  readonly jkt: string | undefined
  /** What the answer has to say to whoever proves a key: the next nonce (RFC 9449 §8.2). */
  readonly headers: Readonly<Record<string, string>>
}

/** The key that a request to `path` proves to hold, if it has a DPoP header. Throws `invalid_dpop_proof` or `use_dpop_nonce`. */
export async function provenKey(request: Request, path: string, ctx: Context): Promise<Proven> {
  if (!request.headers.has('dpop')) return { jkt: undefined, headers: {} }
  const server = 'authorization-server'
  const jkt = await checkProof(request, { server, url: ctx.issuer + path }, ctx)
  return { jkt, headers: await nonceHeader(server, ctx) }
}

/**
 * RFC 9449 §5.2, of a client registered with `dpop_bound_access_tokens`: "the authorization server MUST reject token requests
 * from the client that do not contain the DPoP header". The setting says it for all. Throws `invalid_dpop_proof`.
 */
export async function requireProof({ jkt }: Proven, client: Client, ctx: Context): Promise<void> {
  if (jkt !== undefined) return
  const promised = client.metadata.dpop_bound_access_tokens === true
  if (!promised && !ctx.config.dpopRequired) return
  const why = promised ? 'this client is registered with dpop_bound_access_tokens' : 'tokens here are bound to a key'
  const error = new OAuthError('invalid_dpop_proof', `a DPoP header with a proof is required: ${why}`, {
    requirement: 'client-proves-key-at-token-endpoint',
    reference: { document: 'rfc9449', section: '5.2' },
  })
  throw withHeaders(error, await nonceHeader('authorization-server', ctx))
}

/** What a code or refresh token is bound to must be what the request proves (RFC 9449 §5, §10). Throws `invalid_grant`. */
export function requireSameKey(bound: string | undefined, proven: string | undefined, what: string): void {
  if (bound === undefined || bound === proven) return
  const how = proven === undefined ? 'send a DPoP proof made with it' : 'the DPoP proof is made with another'
  throw new OAuthError('invalid_grant', `${what} is bound to a key: ${how}`, {
    requirement: 'server-binds-tokens-with-dpop',
    reference: { document: 'rfc9449', section: what === 'code' ? '10' : '5' },
  })
}

/**
 * What a refresh token is bound to, whose client proves this key (RFC 9449 §5): that of a public client to the key, that of a
 * confidential one to nothing more than its authentication.
 */
export function refreshTokenBinding(client: Client, jkt: string | undefined): Confirmation | undefined {
  return jkt === undefined || client.authenticationMethod !== 'none' ? undefined : { jkt }
}

/** The `dpop_jkt` of an authorization request (RFC 9449 §10). Throws `invalid_request` when it is no thumbprint. */
export function requestedKey(jkt: string | undefined): string | undefined {
  if (jkt === undefined || THUMBPRINT.test(jkt)) return jkt
  throw new OAuthError('invalid_request', 'dpop_jkt must be 43 base64url characters, the SHA-256 thumbprint of a JWK', {
    reference: { document: 'rfc9449', section: '10' },
  })
}
