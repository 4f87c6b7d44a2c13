import { defineCheck, eachOf } from '../check.ts'

/** C-AZ-08 (RFC 8707 §2.1). */
export const sendsResourceInAuthorization = defineCheck({
  id: 'sends-resource-in-authorization',
  requirement: 'client-sends-resource-in-authorization',
  title: 'names the resource in the authorization request',
  arises: 'an authorization request, where the resource has metadata',
  judge(facts) {
    if (facts.foundNoResourceMetadata) return undefined
    return eachOf(
      facts.authorizations,
      ({ params }) => (params.has('resource') ? undefined : 'It asked for authorization without resource.'),
      'Each authorization request names a resource.',
    )
  },
})
