import { createHash } from 'node:crypto'
import { decodeJwt } from '../../core/jwt.ts'
import { defineCheck, eachOf } from '../check.ts'

/** A URL as syntax-based normalisation leaves it (RFC 9449 §4.3). */
function normal(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url
}

/** C-DPOP-03 (RFC 9449 §4.2, §4.3). */
export const sendsFreshProof = defineCheck({
  id: 'sends-fresh-proof',
  requirement: 'client-sends-fresh-proof',
  title: 'makes a new DPoP proof for each request, for its method, URL and token',
  arises: 'two requests with DPoP proofs',
  judge(facts) {
    const proved = facts.steps.flatMap((step) => {
      const proof = decodeJwt(step.exchange.request.headers.get('dpop') ?? '')
      return proof === undefined ? [] : [{ step, claims: proof.claims }]
    })
    const used = new Set<unknown>()
    if (proved.length < 2) return undefined
    return eachOf(
      proved,
      ({ step, claims }) => {
        const { method, url } = step.exchange.request
        if (used.has(claims['jti'])) return 'It used one DPoP proof, or one jti, twice.'
        used.add(claims['jti'])
        if (claims['htm'] !== method)
          return `Its DPoP proof is for the method ${String(claims['htm'])}, and came with ${method}.`
        const bare = url.replace(/[?#].*$/, '')
        if (normal(String(claims['htu'])) !== normal(bare))
          return `Its DPoP proof is for ${String(claims['htu'])}, and came to ${bare}.`
        const { credentials } = step.reading
        if (credentials?.scheme !== 'dpop') return undefined
        const ath = createHash('sha256').update(credentials.value).digest('base64url')
        return claims['ath'] === ath
          ? undefined
          : 'Its DPoP proof is not for the token that it came with: its ath is another.'
      },
      'It made a new DPoP proof for each request.',
    )
  },
})
