import { ID_JAG_TOKEN_TYPE, ID_JAG_TYPE, ID_TOKEN_TYPE } from '@mcp-auth/spec'
import { epochSeconds } from '../../core/clock.ts'
import { OAuthError } from '../../core/errors.ts'
import type { Params } from '../../core/form.ts'
import { basicScopes, scopeGrants } from '../../core/scopes.ts'
import type { Client } from '../../oauth/records.ts'
import { requestedResource } from '../../oauth/token/resource.ts'
import { parseScope } from '../../oauth/token/scope.ts'
import { type Identity, requireIdToken, signedByProvider } from '../id-token.ts'
import { type Policy, policyOf } from '../policy.ts'
import type { KnownServer, Provider } from '../provider.ts'
import type { ProviderGrant } from './grant.ts'

/** What an ID-JAG lets its client have. */
interface Allowed {
  readonly audience: string
  readonly clientThere: string
  readonly resource: string
  readonly scope: readonly string[]
}

/**
 * `grant_type=urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693 §2.1, ID-JAG §4.3): an ID token of a client for a grant
 * that the client can redeem at an authorization server, as far as the policy goes.
 */
export const tokenExchange: ProviderGrant = {
  grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
  // Where the provider lets a client log users in without authenticating, the same goes here (EMA §4).
  publicClients: true,
  async answer({ client, params }, idp) {
    rejectOtherTypes(params)
    const token = params.require('subject_token', exchange)
    const audience = params.require('audience', { requirement: 'client-names-server-as-audience' })
    const identity = await requireIdToken(token, client, idp)
    const allowed = requireAllowed(audience, params, client, idp)
    const { scope, ...target } = allowed
    idp.emit('id-jag.issued', {
      ...target,
      clientId: client.clientId,
      subject: identity.subject,
      resourceNamed: params.resources.length > 0,
      scope: scope.join(' '),
    })
    return {
      issued_token_type: ID_JAG_TOKEN_TYPE,
      access_token: await newIdJag(identity, allowed, idp),
      // RFC 8693 §2.2.1: it is no access token.
      token_type: 'N_A',
      expires_in: idp.config.idJagLifetime,
      scope: scope.join(' '),
    }
  },
}

/** What a request breaks that is not the exchange of an ID token. */
const exchange = { requirement: 'client-exchanges-identity-assertion' } as const

function rejectOtherTypes(params: Params): void {
  const types = { requested_token_type: ID_JAG_TOKEN_TYPE, subject_token_type: ID_TOKEN_TYPE } as const
  for (const [name, type] of Object.entries(types)) {
    if (params.require(name, exchange) === type) continue
    throw new OAuthError('invalid_request', `${name} must be ${type}`, exchange)
  }
  const actor = ['actor_token', 'actor_token_type'].find((name) => params.get(name) !== undefined)
  if (actor !== undefined) {
    throw new OAuthError('invalid_request', `${actor} must be left out: nobody acts for the user but the client`, {
      reference: { document: 'id-jag', section: '4.3' },
    })
  }
}

/** Applies the policy. Throws `invalid_target` or `invalid_scope` (RFC 8693 §2.2.2). */
function requireAllowed(audience: string, params: Params, client: Client, { servers }: Provider): Allowed {
  const server = servers.find(({ issuer }) => issuer === audience)
  if (server === undefined) {
    const known = servers.map(({ issuer }) => issuer).join(' or ')
    throw new OAuthError(
      'invalid_target',
      `audience must be the issuer of an authorization server known here: ${known}`,
      {
        requirement: 'client-names-server-as-audience',
      },
    )
  }
  const policy = policyOf(client)
  if (policy === undefined) {
    throw new OAuthError('invalid_target', 'audience: the policy lets this client go to none', {
      requirement: 'server-issues-id-jag',
    })
  }
  return {
    audience,
    clientThere: policy.clientThere ?? client.clientId,
    resource: allowedResource(params.resources, server, policy),
    scope: allowedScope(params.get('scope'), policy),
  }
}

/** The MCP server asked for; without one the first that is allowed, because a grant for none would be one for all. */
function allowedResource(asked: readonly string[], { resources }: KnownServer, { resources: paths }: Policy): string {
  const allowed = paths === undefined ? resources : resources.filter((uri) => paths.includes(new URL(uri).pathname))
  return requestedResource(asked, { resources: allowed })
}

/** As much of what is asked for as the policy has; all of it that is ordinary, when nothing is asked for. */
function allowedScope(asked: string | undefined, { scope: most }: Policy): readonly string[] {
  const wanted = asked === undefined ? basicScopes : parseScope(asked)
  const scope = wanted.filter((name) => scopeGrants(most, name))
  if (scope.length > 0) return scope
  throw new OAuthError('invalid_scope', `scope has nothing that the policy lets this client have: ${most.join(', ')}`, {
    requirement: 'server-issues-id-jag',
    reference: { document: 'id-jag', section: '4.3.3' },
  })
}

/** An ID-JAG (ID-JAG §3.1): for one authorization server, one client, one resource, and soon over. */
async function newIdJag({ subject, authTime }: Identity, allowed: Allowed, idp: Provider): Promise<string> {
  const now = epochSeconds(idp.clock)
  const { audience, clientThere, resource, scope } = allowed
  const claims = {
    iss: idp.issuer,
    sub: subject,
    aud: audience,
    client_id: clientThere,
    resource,
    scope: scope.join(' '),
    jti: idp.ids.secret(),
    iat: now,
    exp: now + idp.config.idJagLifetime,
    auth_time: authTime,
  }
  return signedByProvider(await idp.point('idp.id-jag', claims), ID_JAG_TYPE, idp)
}
