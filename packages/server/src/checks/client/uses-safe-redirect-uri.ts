import { broken, defineCheck, eachOf } from '../check.ts'

const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost']

/** C-AZ-06 (MCP authorization, Communication Security; RFC 8252 §7, §8.3). */
export const usesSafeRedirectUri = defineCheck({
  id: 'uses-safe-redirect-uri',
  requirement: 'client-uses-safe-redirect-uri',
  title: 'has its answers sent to loopback or by https',
  arises: 'an authorization request with a redirect URI',
  judge(facts) {
    const sent = facts.authorizations.filter(({ params }) => URL.canParse(params.get('redirect_uri') ?? ''))
    return eachOf(
      sent,
      ({ params, step }) => {
        const uri = params.get('redirect_uri') ?? ''
        const { protocol, hostname } = new URL(uri)
        if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))) return undefined
        if (protocol === 'http:') return `Its redirect URI ${uri} is plain http on another host.`
        return broken(`Its redirect URI ${uri} has a private-use scheme, which MCP does not provide for.`, [step], {
          as: 'warn',
        })
      },
      'Its redirect URI is on loopback, or https.',
    )
  },
})
