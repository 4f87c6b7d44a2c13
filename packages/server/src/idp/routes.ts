import type { Context } from '../core/context.ts'
import type { Cors, Method, Route } from '../core/route.ts'
import { keySetEndpoint } from '../oauth/keys.ts'
import { loginAnswerEndpoint, loginEndpoint } from './login.ts'
import { providerMetadataEndpoint } from './metadata.ts'
import { PROVIDER_PATH, type Provider } from './provider.ts'
import { providerRevocationEndpoint } from './revocation.ts'
import { providerTokenEndpoint } from './token/endpoint.ts'
import { userInfoEndpoint } from './userinfo.ts'

/** Answers one request to the identity provider. */
type ProviderEndpoint = (request: Request, idp: Provider) => Promise<Response>

type ProviderRoute = readonly [path: string, cors: Cors, methods: Readonly<Partial<Record<Method, ProviderEndpoint>>>]

const routes: readonly ProviderRoute[] = [
  [`/.well-known/oauth-authorization-server${PROVIDER_PATH}`, 'public', { GET: providerMetadataEndpoint }],
  [`/.well-known/openid-configuration${PROVIDER_PATH}`, 'public', { GET: providerMetadataEndpoint }],
  [`${PROVIDER_PATH}/.well-known/openid-configuration`, 'public', { GET: providerMetadataEndpoint }],
  [`${PROVIDER_PATH}/oauth/authorize`, 'none', { GET: loginEndpoint }],
  [`${PROVIDER_PATH}/oauth/authorize/consent`, 'none', { POST: loginAnswerEndpoint }],
  [`${PROVIDER_PATH}/oauth/token`, 'allowed', { POST: providerTokenEndpoint }],
  [`${PROVIDER_PATH}/oauth/revoke`, 'allowed', { POST: providerRevocationEndpoint }],
  [`${PROVIDER_PATH}/oauth/userinfo`, 'allowed', { GET: userInfoEndpoint, POST: userInfoEndpoint }],
  [`${PROVIDER_PATH}/oauth/jwks.json`, 'public', { GET: keySetEndpoint }],
]

/** Everything the identity provider serves; `providerOf` says which one is beside the authorization server of a request. */
export function providerRoutes(providerOf: (ctx: Context) => Provider): readonly Route[] {
  return routes.map(([path, cors, methods]) => ({
    path,
    cors,
    methods: Object.fromEntries(
      Object.entries(methods).map(([method, endpoint]) => [
        method,
        (request: Request, ctx: Context) => endpoint(request, providerOf(ctx)),
      ]),
    ),
  }))
}
