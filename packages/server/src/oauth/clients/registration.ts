import type { ClientMetadata, Reference, RequirementId } from '@mcp-auth/spec'
import * as z from 'zod/mini'
import type { Config } from '../../core/config.ts'
import { OAuthError } from '../../core/errors.ts'
import { onLoopback } from '../../core/loopback.ts'
import { defaultClientScopes } from '../../core/scopes.ts'
import { responseTypes } from '../authorize/request.ts'
import type { AuthenticationMethod, Client } from '../records.ts'
import { confidentialGrantTypes, grantTypes } from '../token/endpoint.ts'
import { authorizationCode } from '../token/grants/authorization-code.ts'
import { deviceCode } from '../token/grants/device-code.ts'
import { servedScopes } from '../token/offline-access.ts'
import { authenticationMethods } from './authenticate.ts'
import { clientKeys, clientKeysProblem } from './client-keys.ts'
import { leadsAstray, redirectUriProblem } from './redirect-uri.ts'

/** What a registration decides about a client; id, secret and time are the server's. */
export type Registration = Omit<Client, 'clientId' | 'clientSecret' | 'source' | 'issuedAt'>

/** The grants in which a user decides, and which therefore give refresh tokens. */
const refreshable = [authorizationCode.grantType, deviceCode.grantType] as const

const text = (longest: number) =>
  z.string('must be a string').check(z.maxLength(longest, `must have at most ${longest} characters`))
const webPage = z.string('must be a string').check(
  z.maxLength(2000, 'must have at most 2000 characters'),
  z.refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), 'must be an http or https URL'),
)
const list = (item: z.ZodMiniType<string>, longest: number) =>
  z.array(item, 'must be an array of strings').check(z.maxLength(longest, `must have at most ${longest} members`))

/** The members of RFC 7591 §2 that are understood; others are ignored, as it asks. */
export const clientMetadataSchema = z.object(
  {
    redirect_uris: z.optional(list(text(2000), 20)),
    token_endpoint_auth_method: z.optional(text(100)),
    grant_types: z.optional(list(text(200), 20)),
    response_types: z.optional(list(text(200), 20)),
    scope: z.optional(text(2000)),
    // Judged where the method needs them.
    jwks: z.optional(z.unknown()),
    jwks_uri: z.optional(z.unknown()),
    token_endpoint_auth_signing_alg: z.optional(z.unknown()),
    client_name: z.optional(text(200)),
    client_uri: z.optional(webPage),
    logo_uri: z.optional(webPage),
    tos_uri: z.optional(webPage),
    policy_uri: z.optional(webPage),
    contacts: z.optional(list(text(200), 20)),
    software_id: z.optional(text(200)),
    software_version: z.optional(text(200)),
    application_type: z.optional(z.enum(['native', 'web'], 'must be native or web')),
    dpop_bound_access_tokens: z.optional(z.boolean('must be true or false')),
    require_pushed_authorization_requests: z.optional(z.boolean('must be true or false')),
  },
  'the request body must be a JSON object',
)

/** The parsed members of a registration request. */
type Requested = z.infer<typeof clientMetadataSchema>

/** Checks client metadata (RFC 7591 §2). Throws `invalid_client_metadata` or `invalid_redirect_uri` naming the member. */
export function validateRegistration(metadata: unknown, config: Config): Registration {
  const requested = parse(metadata)
  const authenticationMethod = requestedMethod(requested.token_endpoint_auth_method)
  const types = requestedTypes(requested)
  requireConsistency(types.grantTypes, authenticationMethod)
  const redirectUris = requestedRedirectUris(requested.redirect_uris, types.grantTypes)
  if (config.strictApplicationType) requireApplicationType(requested.application_type, redirectUris)
  const { client_name: clientName } = requested
  return {
    authenticationMethod,
    ...(authenticationMethod === 'private_key_jwt' && requestedKeys(requested)),
    ...types,
    redirectUris,
    scope: registeredScope(requested.scope, config),
    ...(clientName !== undefined && clientName !== '' && { clientName }),
    metadata: described(requested),
  }
}

function parse(metadata: unknown): Requested {
  const parsed = clientMetadataSchema.safeParse(metadata)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const member = issue?.path[0]
  const problem = issue?.message ?? 'is invalid'
  throw invalidMetadata(member === undefined ? problem : `${String(member)} ${problem}`)
}

/** RFC 7591 §2: "If unspecified or omitted, the default is client_secret_basic". */
function requestedMethod(name = 'client_secret_basic'): AuthenticationMethod {
  const known = authenticationMethods.find((method) => method === name)
  if (known !== undefined) return known
  throw invalidMetadata(`token_endpoint_auth_method must be one of ${authenticationMethods.join(', ')}, not ${name}`)
}

function requestedKeys(requested: Requested): ReturnType<typeof clientKeys> {
  const problem = clientKeysProblem(requested)
  if (problem !== undefined) throw invalidMetadata(problem)
  return clientKeys(requested)
}

function requestedTypes(requested: Requested): Pick<Registration, 'grantTypes' | 'responseTypes'> {
  const grants = requested.grant_types ?? ['authorization_code']
  const usesCode = grants.includes('authorization_code')
  const responses = requested.response_types ?? (usesCode ? ['code'] : [])
  requireKnown('grant_types', grants, grantTypes)
  requireKnown('response_types', responses, responseTypes)
  if (grants.length === 0) throw invalidMetadata('grant_types must not be empty')
  // RFC 7591 §2.1 ties the two together.
  if (usesCode !== responses.includes('code')) {
    throw invalidMetadata('response_types must have code exactly when grant_types has authorization_code', '2.1')
  }
  return { grantTypes: [...new Set(grants)], responseTypes: [...new Set(responses)] }
}

function requireKnown(member: string, values: readonly string[], known: readonly string[]): void {
  const unknown = values.find((value) => !known.includes(value))
  if (unknown === undefined) return
  throw invalidMetadata(`${member} must be out of ${known.join(', ')}, not ${unknown}`)
}

function requireConsistency(grants: readonly string[], method: AuthenticationMethod): void {
  const confidential = grants.find((grant) => confidentialGrantTypes.includes(grant))
  if (confidential !== undefined && method === 'none') {
    throw invalidMetadata(`grant_types has ${confidential}, which needs a token_endpoint_auth_method other than none`)
  }
  if (grants.includes('refresh_token') && !refreshable.some((grant) => grants.includes(grant))) {
    throw invalidMetadata(
      `grant_types has refresh_token, which needs a grant that gives refresh tokens: ${refreshable.join(' or ')}`,
    )
  }
}

function requestedRedirectUris(uris: readonly string[] = [], grants: readonly string[]): readonly string[] {
  if (uris.length === 0 && grants.includes('authorization_code')) {
    throw invalidRedirectUri(
      'redirect_uris is required for grant_type authorization_code',
      'server-refuses-bad-registration',
      { document: 'rfc7591', section: '2' },
    )
  }
  for (const uri of uris) {
    const problem = redirectUriProblem(uri)
    if (problem === undefined) continue
    const description = `redirect_uris: ${uri.slice(0, 200)} ${problem}`
    if (leadsAstray(uri)) throw invalidRedirectUri(description, 'client-uses-safe-redirect-uri')
    throw invalidRedirectUri(description, 'server-refuses-bad-registration', { document: 'rfc6749', section: '3.1.2' })
  }
  return [...new Set(uris)]
}

/**
 * OIDC Registration §2: web clients "MUST only register URLs using the https scheme" and "MUST NOT use localhost as the
 * hostname"; it says so for the implicit grant, and lets a server ask it of all. "If omitted, the default is web". What native
 * clients must not use, http on another host, nobody may; https they may claim (RFC 8252 §7.2).
 */
function requireApplicationType(type: 'web' | 'native' | undefined, uris: readonly string[]): void {
  if (type === 'native') return
  const broken = type === undefined ? 'client-sends-application-type' : 'client-chooses-application-type'
  for (const uri of uris) {
    if (uri.startsWith('https:') && !onLoopback(uri)) continue
    throw invalidRedirectUri(
      `redirect_uris: ${uri.slice(0, 200)} must use https on a host other than this machine, or application_type must be native`,
      broken,
      { document: 'oidc-registration', section: '2' },
    )
  }
}

/**
 * What the client may ask for from now on. RFC 7591 §2 lets the server replace what was asked: clients that register for their
 * first login only, as the official SDKs do, could otherwise never step up.
 */
function registeredScope(scope: string | undefined, config: Config): readonly string[] {
  if (scope === undefined || scope === '') return defaultClientScopes
  const served = servedScopes(config)
  const asked = [...new Set(scope.split(' '))]
  const unknown = asked.find((name) => !served.includes(name))
  if (unknown !== undefined) {
    throw invalidMetadata(`scope must be out of ${served.join(', ')} with single spaces between them, not ${unknown}`)
  }
  return config.registeredScope === 'exactly' ? asked : [...new Set([...asked, ...defaultClientScopes])]
}

/** The members that {@link Client} has no field for. */
function described(requested: Requested): ClientMetadata {
  const { client_uri, logo_uri, tos_uri, policy_uri, contacts, software_id, software_version, application_type } =
    requested
  const { dpop_bound_access_tokens, require_pushed_authorization_requests } = requested
  return Object.fromEntries(
    Object.entries({
      client_uri,
      logo_uri,
      tos_uri,
      policy_uri,
      contacts,
      software_id,
      software_version,
      application_type,
      dpop_bound_access_tokens,
      require_pushed_authorization_requests,
    }).filter(([, value]) => value !== undefined),
  )
}

function invalidMetadata(description: string, section = '2'): OAuthError {
  return new OAuthError('invalid_client_metadata', description, {
    requirement: 'server-refuses-bad-registration',
    reference: { document: 'rfc7591', section },
  })
}

function invalidRedirectUri(description: string, requirement: RequirementId, reference?: Reference): OAuthError {
  return new OAuthError('invalid_redirect_uri', description, {
    requirement,
    ...(reference !== undefined && { reference }),
  })
}
