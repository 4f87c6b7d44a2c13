import type { Context } from '../core/context.ts'
import type { Cors, EndpointName, Method, Route } from '../core/route.ts'
import { keySetEndpoint } from '../oauth/keys.ts'
import { loginAnswerEndpoint, loginEndpoint } from './login.ts'
import { providerMetadataEndpoint } from './metadata.ts'
import { PROVIDER_PATH, type Provider } from './provider.ts'
import { providerRevocationEndpoint } from './revocation.ts'
import { providerTokenEndpoint } from './token/endpoint.ts'
import { userInfoEndpoint } from './userinfo.ts'

/** Answers one request to the identity provider. */
type ProviderEndpoint = (request: Request, idp: Provider) => Promise<Response>

type ProviderRoute = readonly [
  path: string,
  endpoint: EndpointName,
  cors: Cors,
  methods: Readonly<Partial<Record<Method, ProviderEndpoint>>>,
]

const routes: readonly ProviderRoute[] = [
  [
    `/.well-known/oauth-authorization-server${PROVIDER_PATH}`,
    'idp-metadata',
    'public',
    { GET: providerMetadataEndpoint },
  ],
  [`/.well-known/openid-configuration${PROVIDER_PATH}`, 'idp-metadata', 'public', { GET: providerMetadataEndpoint }],
  [`${PROVIDER_PATH}/.well-known/openid-configuration`, 'idp-metadata', 'public', { GET: providerMetadataEndpoint }],
  [`${PROVIDER_PATH}/oauth/authorize`, 'idp-authorization', 'none', { GET: loginEndpoint }],
  [`${PROVIDER_PATH}/oauth/authorize/consent`, 'idp-consent', 'none', { POST: loginAnswerEndpoint }],
  [`${PROVIDER_PATH}/oauth/token`, 'idp-token', 'allowed', { POST: providerTokenEndpoint }],
  [`${PROVIDER_PATH}/oauth/revoke`, 'idp-revocation', 'allowed', { POST: providerRevocationEndpoint }],
  [`${PROVIDER_PATH}/oauth/userinfo`, 'idp-userinfo', 'allowed', { GET: userInfoEndpoint, POST: userInfoEndpoint }],
  [`${PROVIDER_PATH}/oauth/jwks.json`, 'idp-jwks', 'public', { GET: keySetEndpoint }],
]

/** Everything the identity provider serves; `providerOf` says which one is beside the authorization server of a request. */
export function providerRoutes(providerOf: (ctx: Context) => Provider): readonly Route[] {
  return routes.map(([path, endpoint, cors, methods]) => ({
    path,
    endpoint,
    cors,
    methods: Object.fromEntries(
      Object.entries(methods).map(([method, serve]) => [
        method,
        (request: Request, ctx: Context) => serve(request, providerOf(ctx)),
      ]),
    ),
  }))
}
