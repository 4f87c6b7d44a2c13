import type { Reference } from '@mcp-auth/spec'
import { epochSeconds } from '../../../core/clock.ts'
import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import type { Params } from '../../../core/form.ts'
import { isAudience, type Jwt, timeProblem } from '../../../core/jwt.ts'
import { basicScopes } from '../../../core/scopes.ts'
import type { Workload, WorkloadIssuer } from '../../../core/workload-issuers.ts'
import { SKEW } from '../../assertion.ts'
import type { Client } from '../../records.ts'
import type { Authorization, SelfProven } from '../grant.ts'
import { requestedResource } from '../resource.ts'
import { requestedScope } from '../scope.ts'
import { refuser, requiredText, requireSignature } from './assertion.ts'
import { builtInWorkloadIssuer } from './built-in-workload-issuer.ts'

const sections = {
  format: { document: 'ext-wif', section: 'JWT Format' },
  validation: { document: 'ext-wif', section: 'JWT Validation' },
  rules: { document: 'ext-wif', section: 'Trust Configuration' },
} as const satisfies Record<string, Reference>

const refused = refuser('server-trusts-configured-workload-issuers')

/** Whose JWTs about workloads are trusted. */
const workloadIssuers = ({ config }: Context): readonly WorkloadIssuer[] => [
  builtInWorkloadIssuer,
  ...config.workloadIssuers,
]

/**
 * The workload that a JWT of its platform proves (WIF, JWT Validation; RFC 7523 §3), and what its rule gives it. Such a JWT may
 * come again until it expires: platforms hand out one for many requests, and RFC 7523 §3 leaves single use open. Throws
 * `invalid_grant`, for credentials beside it `invalid_request`.
 */
export async function provenWorkload(
  token: string,
  jwt: Jwt,
  { headers, params }: { readonly headers: Headers; readonly params: Params },
  ctx: Context,
): Promise<SelfProven> {
  rejectCredentials(headers, params)
  const issuer = trustedIssuer(jwt, ctx)
  await requireSignature(token, jwt, { owner: `the issuer ${issuer.issuer}`, ...issuer, reach: 'any' }, refused, ctx)
  const audience = requireAudience(jwt.claims['aud'], ctx)
  const subject = requireClaims(jwt.claims, ctx)
  const rule = issuer.workloads.find((workload) => workload.subject === subject)
  if (rule === undefined) {
    throw refused(`sub must be a workload that a rule of this server names, not ${subject}`, sections.rules)
  }
  const client = describedWorkload(rule, ctx)
  requireSameClient(params.get('client_id'), client)
  return {
    client,
    async authorize(): Promise<Authorization> {
      const scope = requestedScope(params.get('scope'), client)
      const resource = allowedResource(params, rule, ctx)
      const { clientId } = client
      ctx.emit('grant.accepted', { kind: 'workload', madeBy: issuer.issuer, subject, clientId, audience })
      return { subject, scope, resource }
    },
  }
}

/** A workload has no secret to send, and one that nobody looks at must not seem to count. */
function rejectCredentials(headers: Headers, params: Params): void {
  const sent = ['client_secret', 'client_assertion'].find((name) => params.get(name) !== undefined)
  if (sent === undefined && !headers.has('authorization')) return
  const what = sent ?? 'the Authorization header'
  throw new OAuthError('invalid_request', `${what} must be left out: the JWT of a workload stands alone`, {
    requirement: 'client-redeems-workload-jwt',
  })
}

function trustedIssuer({ claims }: Jwt, ctx: Context): WorkloadIssuer {
  const iss = requiredText(claims, 'iss', sections.format, refused)
  const found = workloadIssuers(ctx).find(({ issuer }) => issuer === iss)
  if (found !== undefined) return found
  throw refused(
    `iss must be an issuer that this server trusts; --workload-issuers names more`,
    sections.validation,
    `iss ${iss}`,
  )
}

/** The draft says the token endpoint, the official suite the issuer: both are taken. */
function requireAudience(aud: unknown, { issuer }: Context): 'issuer' | 'token_endpoint' {
  if (isAudience(aud, `${issuer}/oauth/token`)) return 'token_endpoint'
  if (isAudience(aud, issuer)) return 'issuer'
  throw refused(`aud must be ${issuer}/oauth/token or ${issuer}`, sections.format, `aud ${JSON.stringify(aud)}`)
}

/** The claims that the JWT must contain, and its times; gives its `sub`. */
function requireClaims(claims: Jwt['claims'], ctx: Context): string {
  const problem = timeProblem(claims, epochSeconds(ctx.clock), SKEW)
  if (problem !== undefined) throw refused(problem)
  if (claims['iat'] === undefined) throw refused('iat must be there', sections.format)
  requiredText(claims, 'jti', sections.format, refused)
  return requiredText(claims, 'sub', sections.format, refused)
}

/** The workload as the client of its tokens. It is registered nowhere: its rule is all there is. */
function describedWorkload({ subject, clientId = subject, scope = basicScopes }: Workload, ctx: Context): Client {
  return {
    clientId,
    source: 'workload',
    authenticationMethod: 'none',
    redirectUris: [],
    grantTypes: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    responseTypes: [],
    scope,
    issuedAt: epochSeconds(ctx.clock),
    metadata: {},
  }
}

/** RFC 7521 §4.1: client_id is optional beside an assertion. */
function requireSameClient(presented: string | undefined, { clientId }: Client): void {
  if (presented === undefined || presented === clientId) return
  throw new OAuthError('invalid_grant', `client_id must be left out, or be ${clientId}, that of this workload`, {
    reference: { document: 'rfc7521', section: '4.1' },
  })
}

function allowedResource(params: Params, { resources: paths }: Workload, ctx: Context): string {
  const allowed =
    paths === undefined ? ctx.resources : ctx.resources.filter((uri) => paths.includes(new URL(uri).pathname))
  if (params.resources.length === 0) return requestedResource([], { resources: allowed })
  const resource = requestedResource(params.resources, ctx)
  if (allowed.includes(resource)) return resource
  throw new OAuthError(
    'invalid_grant',
    `resource must be one that the rule of this workload names: ${allowed.join(' or ')}`,
    {
      requirement: 'server-trusts-configured-workload-issuers',
      reference: sections.rules,
    },
  )
}
