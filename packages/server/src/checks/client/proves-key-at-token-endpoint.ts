import { isJsonObject } from '../../core/json.ts'
import { decodeJwt } from '../../core/jwt.ts'
import { defineCheck, eachOf } from '../check.ts'

/** C-DPOP-01 (RFC 9449 §4.2, §5). */
export const provesKeyAtTokenEndpoint = defineCheck({
  id: 'proves-key-at-token-endpoint',
  requirement: 'client-proves-key-at-token-endpoint',
  title: 'sends a whole proof of its key to the token endpoint',
  arises: 'a token request with a DPoP proof',
  judge(facts) {
    const proved = facts.tokenRequests.filter(({ step }) => step.exchange.request.headers.has('dpop'))
    return eachOf(
      proved,
      ({ step }) => {
        const jwt = decodeJwt(step.exchange.request.headers.get('dpop') ?? '')
        if (jwt === undefined) return 'Its DPoP header is no JWT, or more than one.'
        const { typ, alg, jwk } = jwt.header
        if (typ !== 'dpop+jwt') return `Its DPoP proof has the typ ${String(typ)}, not dpop+jwt.`
        if (typeof alg !== 'string' || alg === 'none' || alg.startsWith('HS'))
          return `Its DPoP proof has the alg ${String(alg)}, which proves no key.`
        if (!isJsonObject(jwk)) return 'Its DPoP proof has no jwk.'
        if ('d' in jwk || 'k' in jwk) return 'Its DPoP proof has the private key in it.'
        const missing = ['jti', 'htm', 'htu', 'iat'].find((name) => jwt.claims[name] === undefined)
        return missing === undefined ? undefined : `Its DPoP proof has no ${missing}.`
      },
      'It proved its key at the token endpoint.',
    )
  },
})
