import { ID_JAG_TYPE, type Reference } from '@mcp-auth/spec'
import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import type { Params } from '../../../core/form.ts'
import type { IdentityProvider } from '../../../core/identity-provider.ts'
import { isType, type Jwt } from '../../../core/jwt.ts'
import { scopeGrants } from '../../../core/scopes.ts'
import { assertionTimeProblem, useUpAssertion } from '../../assertion.ts'
import type { Client } from '../../records.ts'
import type { Authorization } from '../grant.ts'
import { requestedResource, sameResource } from '../resource.ts'
import { parseScope, requestedScope } from '../scope.ts'
import { refuser, requiredText, requireSignature } from './assertion.ts'

const sections = {
  claims: { document: 'id-jag', section: '3.1' },
  processing: { document: 'id-jag', section: '4.4.1' },
  resource: { document: 'ext-enterprise-managed', section: '5.1' },
} as const satisfies Record<string, Reference>

const refused = refuser('server-validates-id-jag')

/** Whether a JWT is to be judged as an ID-JAG: by its type, or because an identity provider says to have made it. */
export function claimsToBeIdJag({ header, claims }: Jwt, { identityProviders }: Context): boolean {
  return isType(header['typ'], ID_JAG_TYPE) || identityProviders.some(({ issuer }) => issuer === claims['iss'])
}

/**
 * What an ID-JAG gives the client that presents it (ID-JAG §4.4.1, RFC 7523 §3): an access token for its resource and scopes, and
 * no refresh token. It works once: ID-JAG has `jti` for that, and an open change to the extension asks for it. Throws
 * `invalid_grant`.
 */
export async function authorizeIdJag(
  token: string,
  jwt: Jwt,
  { client, params }: { readonly client: Client; readonly params: Params },
  ctx: Context,
): Promise<Authorization> {
  const { header, claims } = jwt
  if (!isType(header['typ'], ID_JAG_TYPE)) throw refused(`typ must be ${ID_JAG_TYPE}`, sections.processing)
  const { issuer, keys } = trustedProvider(claims, ctx)
  await requireSignature(token, jwt, { owner: `the issuer ${issuer}`, ...(await keys()) }, refused, ctx)
  requireAudience(claims['aud'], ctx)
  requireSameClient(claims, client)
  const problem = assertionTimeProblem(claims, ctx)
  if (problem !== undefined) throw refused(problem)
  if (claims['iat'] === undefined) throw refused('iat must be there', sections.claims)
  const subject = requiredText(claims, 'sub', sections.claims, refused)
  const resource = grantedResource(claims['resource'], params, ctx)
  const scope = grantedScope(claims['scope'], params.get('scope'), client)
  await requireUnused(claims, issuer, ctx)
  ctx.emit('grant.accepted', { kind: 'id-jag', madeBy: issuer, subject, clientId: client.clientId, audience: 'issuer' })
  return { subject, scope, resource }
}

function trustedProvider(claims: Jwt['claims'], { identityProviders }: Context): IdentityProvider {
  const iss = requiredText(claims, 'iss', sections.claims, refused)
  const found = identityProviders.find(({ issuer }) => issuer === iss)
  if (found !== undefined) return found
  const known = identityProviders.map(({ issuer }) => issuer).join(' or ')
  throw refused(`iss must be an identity provider trusted here: ${known}`, sections.processing, `iss ${iss}`)
}

/** Only ourselves: what names others too could be redeemed by them. One in an array is the same (RFC 7519 §4.1.3). */
function requireAudience(aud: unknown, { issuer }: Context): void {
  const [only, another]: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (only === issuer && another === undefined) return
  throw refused(`aud must be ${issuer}, and nothing else`, sections.processing, `aud ${JSON.stringify(aud)}`)
}

/** ID-JAG §4.4.1: the claim "MUST identify the same client as the client authentication in the request". */
function requireSameClient(claims: Jwt['claims'], { clientId }: Client): void {
  const named = requiredText(claims, 'client_id', sections.claims, refused)
  if (named === clientId) return
  throw new OAuthError('invalid_grant', `assertion: client_id must be ${clientId}, the client that presents it`, {
    requirement: 'client-authenticates-at-both-servers',
    reference: sections.processing,
    reason: `client_id ${named}`,
  })
}

/** The MCP server that the identity provider allowed. One that named none left the choice to the request. */
function grantedResource(claim: unknown, params: Params, ctx: Context): string {
  if (claim === undefined) return requestedResource(params.resources, ctx)
  const [only, another]: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  const known = ctx.resources.find((resource) => resource === only)
  if (known === undefined || another !== undefined) {
    throw refused(`resource must be one served here: ${ctx.resources.join(' or ')}`, sections.resource)
  }
  return sameResource(params.resources, known, 'server-validates-id-jag', 'assertion')
}

/** What the identity provider allowed, and of that what the request asks for. Throws `invalid_scope`. */
function grantedScope(claim: unknown, asked: string | undefined, client: Client): readonly string[] {
  if (claim !== undefined && typeof claim !== 'string') throw refused('scope must be text', sections.claims)
  if (claim === undefined) return requestedScope(asked, client)
  const granted = requestedScope(claim, client)
  if (asked === undefined) return granted
  const wanted = parseScope(asked)
  const scope = wanted.filter((name) => scopeGrants(granted, name))
  if (scope.length > 0) return scope
  throw new OAuthError('invalid_scope', `scope has nothing of what the assertion allows: ${granted.join(', ')}`, {
    requirement: 'server-validates-id-jag',
    reference: { document: 'rfc6749', section: '3.3' },
  })
}

async function requireUnused(claims: Jwt['claims'], issuer: string, ctx: Context): Promise<void> {
  const jti = requiredText(claims, 'jti', sections.claims, refused)
  if (await useUpAssertion('grant', issuer, { jti, exp: Number(claims['exp']) }, ctx)) return
  throw refused('jti was used before: an ID-JAG works once here, get a new one', sections.claims, `jti ${jti}`)
}
