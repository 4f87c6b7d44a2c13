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
  {
    path: '/.well-known/oauth-authorization-server',
    endpoint: 'authorization-server-metadata',
    cors: 'public',
    methods: { GET: metadataEndpoint },
  },
  {
    path: '/.well-known/openid-configuration',
    endpoint: 'openid-configuration',
    cors: 'public',
    methods: { GET: openidMetadataEndpoint },
  },
  { path: '/oauth/authorize', endpoint: 'authorization', cors: 'none', methods: { GET: authorizeEndpoint } },
  { path: '/oauth/authorize/consent', endpoint: 'consent', cors: 'none', methods: { POST: consentEndpoint } },
  { path: CALLBACK_PATH, endpoint: 'login-callback', cors: 'none', methods: { GET: loginCallbackEndpoint } },
  { path: '/oauth/token', endpoint: 'token', cors: 'allowed', methods: { POST: tokenEndpoint } },
  { path: '/oauth/jwks.json', endpoint: 'jwks', cors: 'public', methods: { GET: keySetEndpoint } },
  {
    path: '/oauth/par',
    endpoint: 'pushed-authorization-request',
    cors: 'allowed',
    methods: { POST: pushedRequestEndpoint },
  },
  { path: '/oauth/introspect', endpoint: 'introspection', cors: 'allowed', methods: { POST: introspectionEndpoint } },
  { path: '/oauth/revoke', endpoint: 'revocation', cors: 'allowed', methods: { POST: revocationEndpoint } },
  {
    path: '/oauth/device/authorize',
    endpoint: 'device-authorization',
    cors: 'allowed',
    methods: { POST: deviceAuthorizationEndpoint },
  },
  {
    path: '/oauth/device/verify',
    endpoint: 'device-verification',
    cors: 'none',
    methods: { GET: verifyPageEndpoint, POST: typedCodeEndpoint },
  },
  { path: '/oauth/device/verify/consent', endpoint: 'device-consent', cors: 'none', methods: { POST: decideEndpoint } },
  { path: '/oauth/register', endpoint: 'registration', cors: 'allowed', methods: { POST: registerEndpoint } },
  {
    path: REGISTRATION_PATH,
    endpoint: 'client-configuration',
    cors: 'allowed',
    methods: { GET: readEndpoint, PUT: replaceEndpoint, DELETE: deleteEndpoint },
  },
  { path: FIXTURES_PATH, endpoint: 'client-metadata-fixture', cors: 'public', methods: { GET: fixtureEndpoint } },
]
