import { epochSeconds } from '../../core/clock.ts'
import type { Context } from '../../core/context.ts'
import { INSPECTOR_PATH, LOGIN_REDIRECT_PATH } from '../../core/docs-paths.ts'
import { basicScopes } from '../../core/scopes.ts'
import { DEV_KEY } from '../dev-key.ts'
import type { Client } from '../records.ts'

const TOOLS = ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read', 'mcp:tools:write'] as const

const LOOPBACK_CALLBACKS = [
  'http://localhost:3000/callback',
  'http://127.0.0.1:3000/callback',
  'http://[::1]:3000/callback',
] as const

/** The pages of this server that are clients of it themselves: the API reference, and the redirect inspector. */
export const DOCS_CLIENT = 'dev-docs-client'

type Seed = Omit<Client, 'source' | 'issuedAt' | 'metadata'>

const seeds: readonly Seed[] = [
  {
    clientId: 'dev-public-client',
    clientName: 'Dev Public Client',
    authenticationMethod: 'none',
    grantTypes: ['authorization_code'],
    responseTypes: ['code'],
    redirectUris: [...LOOPBACK_CALLBACKS, 'https://dev.example/callback'],
    scope: TOOLS,
  },
  {
    clientId: 'dev-confidential-client',
    clientName: 'Dev Confidential Client',
    authenticationMethod: 'client_secret_post',
    clientSecret: 'dev-confidential-secret',
    grantTypes: ['authorization_code', 'client_credentials'],
    responseTypes: ['code'],
    redirectUris: LOOPBACK_CALLBACKS,
    scope: TOOLS,
  },
  {
    clientId: 'dev-admin-client',
    clientName: 'Dev Admin Client',
    authenticationMethod: 'client_secret_post',
    clientSecret: 'dev-admin-secret',
    grantTypes: ['client_credentials'],
    responseTypes: [],
    redirectUris: [],
    scope: [...TOOLS, 'mcp:tools:admin'],
  },
  {
    clientId: 'dev-jwt-client',
    clientName: 'Dev JWT Client',
    authenticationMethod: 'private_key_jwt',
    jwks: { keys: [DEV_KEY] },
    grantTypes: ['authorization_code', 'client_credentials'],
    responseTypes: ['code'],
    redirectUris: LOOPBACK_CALLBACKS,
    scope: TOOLS,
  },
  {
    // Its secret reads otherwise before and after form-encoding (RFC 6749 §2.3.1): who sends it raw is seen.
    clientId: 'dev-encoded-client',
    clientName: 'Dev Encoded Client',
    authenticationMethod: 'client_secret_basic',
    clientSecret: 'dev+encoded/secret: 100%',
    grantTypes: ['authorization_code', 'client_credentials'],
    responseTypes: ['code'],
    redirectUris: LOOPBACK_CALLBACKS,
    scope: TOOLS,
  },
  {
    clientId: DOCS_CLIENT,
    clientName: 'API reference',
    authenticationMethod: 'none',
    grantTypes: ['authorization_code', 'refresh_token'],
    responseTypes: ['code'],
    // Of the issuer; put behind it below.
    redirectUris: [LOGIN_REDIRECT_PATH, INSPECTOR_PATH],
    ownPages: true,
    scope: TOOLS,
  },
  {
    // Known to the identity provider as enterprise-sso-client.
    clientId: 'enterprise-mcp-client',
    clientName: 'Enterprise MCP Client',
    authenticationMethod: 'client_secret_basic',
    clientSecret: 'enterprise-mcp-secret',
    grantTypes: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    responseTypes: [],
    redirectUris: [],
    scope: TOOLS,
  },
  {
    clientId: 'phase-5-public-client',
    clientName: 'Phase 5 Public Client',
    authenticationMethod: 'none',
    grantTypes: ['authorization_code', 'refresh_token'],
    responseTypes: ['code'],
    redirectUris: ['https://client.example/callback'],
    scope: basicScopes,
  },
  {
    clientId: 'phase-6-service-client',
    clientName: 'Phase 6 Service Client',
    authenticationMethod: 'client_secret_post',
    clientSecret: 'phase-6-service-secret',
    grantTypes: ['client_credentials'],
    responseTypes: [],
    redirectUris: [],
    scope: TOOLS,
  },
  {
    clientId: 'phase-7-public-client',
    clientName: 'Phase 7 Public Client',
    authenticationMethod: 'none',
    grantTypes: ['authorization_code', 'refresh_token'],
    responseTypes: ['code'],
    redirectUris: ['https://client.example/oauth-v21/callback'],
    scope: basicScopes,
  },
  {
    clientId: 'phase-11-device-client',
    clientName: 'Phase 11 Device Client',
    authenticationMethod: 'none',
    grantTypes: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    responseTypes: [],
    redirectUris: [],
    scope: basicScopes,
  },
]

const byId = new Map(seeds.map((seed) => [seed.clientId, seed]))

/** Every seeded client. */
export function seededClients(ctx: Context): readonly Client[] {
  return seeds.flatMap(({ clientId }) => seededClient(clientId, ctx) ?? [])
}

/** The pre-registered fixture client of this id, if there is one. They need no registration and nothing can change them. */
export function seededClient(clientId: string, ctx: Context): Client | undefined {
  const seed = byId.get(clientId)
  if (seed === undefined) return undefined
  const { redirectUris: paths, ownPages } = seed
  const redirectUris = ownPages === true ? paths.map((path) => ctx.issuer + path) : paths
  return { ...seed, redirectUris, source: 'seeded', issuedAt: epochSeconds(ctx.clock), metadata: {} }
}
