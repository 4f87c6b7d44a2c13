import type { Route } from '../core/route.ts'
import { consentEndpoint } from './authorize/consent.ts'
import { authorizeEndpoint } from './authorize/endpoint.ts'
import { registerEndpoint } from './clients/register.ts'
import { deviceAuthorizationEndpoint } from './device/endpoint.ts'
import { decideEndpoint, typedCodeEndpoint, verifyPageEndpoint } from './device/verify.ts'
import { introspectionEndpoint } from './introspection.ts'
import { keySetEndpoint } from './keys.ts'
import { metadataEndpoint } from './metadata.ts'
import { pushedRequestEndpoint } from './par/endpoint.ts'
import { revocationEndpoint } from './revocation.ts'
import { tokenEndpoint } from './token/endpoint.ts'

/** Everything the authorization server serves. */
export const oauthRoutes: readonly Route[] = [
  { path: '/.well-known/oauth-authorization-server', methods: { GET: metadataEndpoint } },
  { path: '/oauth/jwks.json', methods: { GET: keySetEndpoint } },
  { path: '/oauth/authorize', methods: { GET: authorizeEndpoint } },
  { path: '/oauth/authorize/consent', methods: { POST: consentEndpoint } },
  { path: '/oauth/par', methods: { POST: pushedRequestEndpoint } },
  { path: '/oauth/token', methods: { POST: tokenEndpoint } },
  { path: '/oauth/introspect', methods: { POST: introspectionEndpoint } },
  { path: '/oauth/revoke', methods: { POST: revocationEndpoint } },
  { path: '/oauth/device/authorize', methods: { POST: deviceAuthorizationEndpoint } },
  { path: '/oauth/device/verify', methods: { GET: verifyPageEndpoint, POST: typedCodeEndpoint } },
  { path: '/oauth/device/verify/consent', methods: { POST: decideEndpoint } },
  { path: '/oauth/register', methods: { POST: registerEndpoint } },
]
