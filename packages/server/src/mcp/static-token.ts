import { Collection } from '../core/collection.ts'
import type { Context } from '../core/context.ts'
import { json, NO_STORE } from '../core/http.ts'
import { takePlace } from '../core/quota.ts'
import { equalSecrets } from '../core/secret.ts'
import type { TokenVerifier } from './verifier.ts'

interface MintedToken {
  readonly mintedAt: number
}

const minted = (ctx: Context): Collection<MintedToken> => new Collection('minted-tokens', ctx.store, ctx.clock)

/** Knows the configured static token and the minted ones. */
export const staticTokens: TokenVerifier = {
  async verify(token, _resource, ctx) {
    if (equalSecrets(ctx.config.bearerToken, token)) return { subject: 'static-bearer' }
    if ((await minted(ctx).get(token)) !== undefined) return { subject: 'minted-bearer' }
    return { problem: 'the token is neither the static token of this endpoint nor a minted one that is still alive' }
  },
}

/** `POST /test-auth/bearer-token/mint`: a token for the static-bearer endpoint that ends soon. */
export async function mintEndpoint(_request: Request, ctx: Context): Promise<Response> {
  const { pendingLimit: limit, mintedTokenLifetime: expiresIn } = ctx.config
  await takePlace({ kind: 'minted tokens', limit, lifetime: expiresIn }, ctx)
  const token = `static_${ctx.ids.secret()}`
  await minted(ctx).put(token, { mintedAt: ctx.clock.now() }, expiresIn)
  ctx.emit('bearer.minted', { expiresIn })
  return json({ access_token: token, token_type: 'Bearer', expires_in: expiresIn }, { headers: NO_STORE })
}
