import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { type Params, readForm } from '../../core/form.ts'
import { authenticateClient } from '../clients/authenticate.ts'
import { type Resolve, resolveClient } from '../clients/resolve.ts'
import type { Client } from '../records.ts'
import type { Grant, SelfProven } from './grant.ts'

/** Longest token request, in bytes: room for an assertion. */
const FORM_LIMIT = 64 * 1024

/** What the shared steps need to know of a grant. */
export type AnyGrant = Pick<Grant, 'publicClients' | 'withoutClient'>

/** A token request that is well formed, of a client that may use the grant. */
export interface ReadRequest<G extends AnyGrant> {
  readonly grant: G
  readonly grantType: string
  readonly client: Client
  readonly params: Params
  /** What the grant proves by itself, if it does. */
  readonly proven: SelfProven | undefined
}

/** The steps that come before any grant (RFC 6749 §3.2, §5.2), in order. Throws what is wrong. */
export async function readTokenRequest<G extends AnyGrant>(
  request: Request,
  grants: ReadonlyMap<string, G>,
  ctx: Context,
  resolve: Resolve = resolveClient,
): Promise<ReadRequest<G>> {
  const params = await readForm(request, FORM_LIMIT)
  params.rejectMalformed()
  const grantType = params.require('grant_type')
  ctx.emit('token.requested', { grantType, params: params.toRecord() })

  const grant = grants.get(grantType)
  if (grant === undefined) {
    throw new OAuthError('unsupported_grant_type', `grant_type must be one of ${[...grants.keys()].join(', ')}`)
  }
  const proven = await grant.withoutClient?.(request.headers, params, ctx)
  const client = proven?.client ?? (await authenticateClient(request.headers, params, ctx, resolve))
  if (!client.grantTypes.includes(grantType)) {
    throw new OAuthError('unauthorized_client', `this client is not registered for grant_type ${grantType}`)
  }
  if (client.authenticationMethod === 'none' && !grant.publicClients) {
    throw new OAuthError('unauthorized_client', `grant_type ${grantType} needs a client that authenticates`)
  }
  return { grant, grantType, client, params, proven }
}
