import { defineCheck, eachOf } from '../check.ts'

/** C-CC-03 (RFC 8707 §2.2). */
export const sendsResourceWithClientCredentials = defineCheck({
  id: 'sends-resource-with-client-credentials',
  requirement: 'client-sends-resource-with-client-credentials',
  title: 'names the resource with the client credentials grant',
  arises: 'a token request with client_credentials',
  judge(facts) {
    return eachOf(
      facts.tokenRequests.filter(({ grantType }) => grantType === 'client_credentials'),
      ({ params }) =>
        params.has('resource') ? undefined : 'It asked for a token by client_credentials without resource.',
      'It named the resource.',
    )
  },
})
