import type { Route } from '../core/route.ts'
import { consentEndpoint } from './authorize/consent.ts'
import { authorizeEndpoint } from './authorize/endpoint.ts'
import { REGISTRATION_PATH } from './clients/client-information.ts'
import { deleteEndpoint, readEndpoint, replaceEndpoint } from './clients/manage.ts'
import { FIXTURES_PATH, fixtureEndpoint } from './clients/metadata-document-fixtures.ts'
import { registerEndpoint } from './clients/register.ts'
import { deviceAuthorizationEndpoint } from './device/endpoint.ts'
import { decideEndpoint, typedCodeEndpoint, verifyPageEndpoint } from './device/verify.ts'
import { introspectionEndpoint } from './introspection.ts'
import { keySetEndpoint } from './keys.ts'
import { loginCallbackEndpoint } from './login/callback.ts'
import { CALLBACK_PATH } from './login/pending-login.ts'
import { metadataEndpoint, openidMetadataEndpoint } from './metadata.ts'
import { pushedRequestEndpoint } from './par/endpoint.ts'
import { revocationEndpoint } from './revocation.ts'
import { tokenEndpoint } from './token/endpoint.ts'

/** Everything the authorization server serves. */
export const oauthRoutes: readonly Route[] = [
  { path: '/.well-known/oauth-authorization-server', cors: 'public', methods: { GET: metadataEndpoint } },
  { path: '/.well-known/openid-configuration', cors: 'public', methods: { GET: openidMetadataEndpoint } },
  { path: '/oauth/authorize', cors: 'none', methods: { GET: authorizeEndpoint } },
  { path: '/oauth/authorize/consent', cors: 'none', methods: { POST: consentEndpoint } },
  { path: CALLBACK_PATH, cors: 'none', methods: { GET: loginCallbackEndpoint } },
  { path: '/oauth/token', cors: 'allowed', methods: { POST: tokenEndpoint } },
  { path: '/oauth/jwks.json', cors: 'public', methods: { GET: keySetEndpoint } },
  { path: '/oauth/par', cors: 'allowed', methods: { POST: pushedRequestEndpoint } },
  { path: '/oauth/introspect', cors: 'allowed', methods: { POST: introspectionEndpoint } },
  { path: '/oauth/revoke', cors: 'allowed', methods: { POST: revocationEndpoint } },
  { path: '/oauth/device/authorize', cors: 'allowed', methods: { POST: deviceAuthorizationEndpoint } },
  { path: '/oauth/device/verify', cors: 'none', methods: { GET: verifyPageEndpoint, POST: typedCodeEndpoint } },
  { path: '/oauth/device/verify/consent', cors: 'none', methods: { POST: decideEndpoint } },
  { path: '/oauth/register', cors: 'allowed', methods: { POST: registerEndpoint } },
  {
    path: REGISTRATION_PATH,
    cors: 'allowed',
    methods: { GET: readEndpoint, PUT: replaceEndpoint, DELETE: deleteEndpoint },
  },
  { path: FIXTURES_PATH, cors: 'public', methods: { GET: fixtureEndpoint } },
]
