import type { Route } from '../core/route.ts'
import { consentEndpoint } from './authorize/consent.ts'
import { authorizeEndpoint } from './authorize/endpoint.ts'
import { registerEndpoint } from './clients/register.ts'
import { metadataEndpoint } from './metadata.ts'
import { pushedRequestEndpoint } from './par/endpoint.ts'
import { tokenEndpoint } from './token/endpoint.ts'

/** Everything the authorization server serves. */
export const oauthRoutes: readonly Route[] = [
  { path: '/.well-known/oauth-authorization-server', methods: { GET: metadataEndpoint } },
  { path: '/oauth/authorize', methods: { GET: authorizeEndpoint } },
  { path: '/oauth/authorize/consent', methods: { POST: consentEndpoint } },
  { path: '/oauth/par', methods: { POST: pushedRequestEndpoint } },
  { path: '/oauth/token', methods: { POST: tokenEndpoint } },
  { path: '/oauth/register', methods: { POST: registerEndpoint } },
]
