import { isSecretParameter } from '@mcp-auth/spec'
import { defineCheck, eachOf } from '../check.ts'

/** C-TOK-01 (RFC 6749 §3.2). */
export const postsTokenRequest = defineCheck({
  id: 'posts-token-request',
  requirement: 'client-posts-token-request',
  title: 'posts its token requests as forms, with nothing secret in the URL',
  arises: 'a token request',
  judge(facts) {
    return eachOf(
      facts.tokenRequests.filter(({ step }) => step.exchange.request.method !== 'OPTIONS'),
      ({ step }) => {
        const { method, headers } = step.exchange.request
        if (method !== 'POST') return `It sent a token request by ${method}.`
        const type = headers.get('content-type') ?? 'no type'
        if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded'))
          return `It sent a token request as ${type}.`
        const secret = [...step.reading.query.keys()].find((name) => isSecretParameter(name))
        return secret === undefined ? undefined : `It sent ${secret} in the URL of a token request.`
      },
      'Its token requests are forms, posted.',
    )
  },
})
