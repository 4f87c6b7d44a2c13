import { isJsonObject } from '../../core/json.ts'
import { decodeJwt } from '../../core/jwt.ts'
import { broken, defineCheck, kept } from '../check.ts'

/** C-DPOP-04 (RFC 9449 §8, §9). */
export const repeatsWithDpopNonce = defineCheck({
  id: 'repeats-with-dpop-nonce',
  requirement: 'client-repeats-with-dpop-nonce',
  title: 'repeats its request with the nonce that it was given',
  arises: 'a refusal with use_dpop_nonce, and what the client did next',
  judge(facts) {
    const refused = facts.steps.find(({ exchange: { response }, reading: { received } }) => {
      const challenge = response.headers.get('www-authenticate') ?? ''
      const error = isJsonObject(received) ? received['error'] : undefined
      return response.headers.has('dpop-nonce') && (error === 'use_dpop_nonce' || challenge.includes('use_dpop_nonce'))
    })
    const nonce = refused?.exchange.response.headers.get('dpop-nonce')
    const next = facts.steps.find(
      ({ index, reading: { path } }) => refused !== undefined && index > refused.index && path === refused.reading.path,
    )
    if (refused === undefined || next === undefined) return undefined
    const sent = decodeJwt(next.exchange.request.headers.get('dpop') ?? '')?.claims
    const before = decodeJwt(refused.exchange.request.headers.get('dpop') ?? '')?.claims
    if (sent?.['nonce'] !== nonce) return broken('It was given a nonce, and asked again without it.', [next, refused])
    if (sent?.['jti'] === before?.['jti'])
      return broken('It asked again with the nonce, and the same jti.', [next, refused])
    return kept('It asked again with the nonce and a new jti.', [refused, next])
  },
})
