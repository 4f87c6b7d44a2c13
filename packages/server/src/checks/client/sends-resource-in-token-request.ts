import { defineCheck, eachOf } from '../check.ts'

/** C-TOK-03 (RFC 8707 §2.2). */
export const sendsResourceInTokenRequest = defineCheck({
  id: 'sends-resource-in-token-request',
  requirement: 'client-sends-resource-in-token-request',
  title: 'names the resource when it redeems a code, as it did when it asked',
  arises: 'a token request with the code of a known authorization request, where the resource has metadata',
  judge(facts) {
    if (facts.foundNoResourceMetadata) return undefined
    const known = facts.redemptions.filter(({ authorization }) => authorization !== undefined)
    return eachOf(
      known,
      ({ request, authorization }) => {
        const asked = authorization?.params.getAll('resource') ?? []
        const sent = request.params.getAll('resource')
        if (sent.length === 0) return 'It redeemed a code without resource.'
        const other = asked.length === 0 ? undefined : sent.find((one) => !asked.includes(one))
        return other === undefined ? undefined : `It asked for ${asked.join(' ')}, and redeemed the code for ${other}.`
      },
      'It named the same resource in the token request.',
    )
  },
})
