import type { Context } from '../context.ts'
import { secret } from './pkce.ts'
import { publicJwk, type SigningKey, signJwt } from './signing.ts'

/** What a proof is for. */
export interface ProvenRequest {
  readonly method: string
  readonly url: string
  /** The token that goes along; none at the token endpoint. */
  readonly accessToken?: string | undefined
}

/** One key, and the nonces that servers gave for it: each origin its own, the last one counts (RFC 9449 §8.2). */
export class DpopProver {
  readonly key: SigningKey
  readonly #nonces = new Map<string, string>()

  constructor(key: SigningKey) {
    this.key = key
  }

  /** A proof for one request, never used twice: its URL without query and fragment (RFC 9449 §4.2). */
  async proof({ env }: Context, { method, url, accessToken }: ProvenRequest): Promise<string> {
    const nonce = this.#nonces.get(new URL(url).origin)
    const header = { typ: 'dpop+jwt', jwk: publicJwk(this.key) }
    return signJwt(this.key, header, {
      jti: secret(env, 16),
      htm: method,
      htu: url.replace(/[?#].*$/s, ''),
      iat: Math.floor(env.now() / 1000),
      ...(accessToken === undefined ? {} : { ath: await sha256(accessToken) }),
      ...(nonce === undefined ? {} : { nonce }),
    })
  }

  /** Keeps the nonce of an answer, if it has one. */
  heed(url: string, nonce: string | undefined): void {
    if (nonce !== undefined) this.#nonces.set(new URL(url).origin, nonce)
  }
}

async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('base64url')
}
