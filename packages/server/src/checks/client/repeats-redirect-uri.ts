import { broken, defineCheck, eachOf } from '../check.ts'

/** C-TOK-07 (RFC 6749 §4.1.3; OAuth 2.1 §10.2). */
export const repeatsRedirectUri = defineCheck({
  id: 'repeats-redirect-uri',
  requirement: 'client-repeats-redirect-uri',
  title: 'repeats the redirect URI when it redeems a code',
  arises: 'a token request with the code of a known authorization request',
  judge(facts) {
    const known = facts.redemptions.filter(({ authorization }) => authorization?.params.has('redirect_uri') === true)
    return eachOf(
      known,
      ({ request, authorization, step }) => {
        const [asked, sent] = [authorization?.params.get('redirect_uri'), request.params.get('redirect_uri')]
        if (sent === null) return broken('It redeemed a code without redirect_uri.', [step], { as: 'warn' })
        return sent === asked
          ? undefined
          : `It asked with the redirect URI ${asked}, and redeemed the code with ${sent}.`
      },
      'It repeated the redirect URI.',
    )
  },
})
