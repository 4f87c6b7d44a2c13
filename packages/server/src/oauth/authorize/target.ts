import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import type { Params } from '../../core/form.ts'
import { redirectUriRegistered } from '../clients/redirect-uri.ts'
import { type Resolve, resolveClient } from '../clients/resolve.ts'
import type { Client } from '../records.ts'

/** Where the answer to an authorization request may be sent: a client that is known and a redirect URI that is its own. */
export interface Target {
  readonly client: Client
  readonly redirectUri: string
  readonly state?: string
}

/**
 * The first phase of an authorization request (RFC 6749 §4.1.2.1). Whatever it throws is shown to the user here: redirecting
 * before both are proven would make an open redirector.
 */
export async function resolveTarget(params: Params, ctx: Context, resolve: Resolve = resolveClient): Promise<Target> {
  const clientId = params.require('client_id', { requirement: 'client-has-client-id' })
  const client = await knownClient(clientId, ctx, resolve)
  if (client === undefined) {
    throw new OAuthError('invalid_client', 'client_id is not registered here', {
      status: 400,
      requirement: 'server-avoids-open-redirect',
      reference: { document: 'rfc6749', section: '4.1.2.1' },
    })
  }
  const redirectUri = params.get('redirect_uri') ?? onlyRedirectUri(client)
  const registered =
    client.ownPages === true
      ? client.redirectUris.includes(redirectUri)
      : redirectUriRegistered(redirectUri, client.redirectUris)
  if (!registered) {
    throw new OAuthError(
      'invalid_request',
      `redirect_uri must be one registered for this client, exactly: ${described(client)}`,
      {
        requirement: 'client-uses-registered-redirect-uri',
      },
    )
  }
  const state = onlyState(params)
  return { client, redirectUri, ...(state !== undefined && { state }) }
}

/** A client that cannot be resolved fails no authentication here: 400, without challenge. */
async function knownClient(clientId: string, ctx: Context, resolve: Resolve): Promise<Client | undefined> {
  try {
    return await resolve(clientId, ctx)
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'invalid_client') throw error
    const { message, requirement, reference, reason, cause } = error
    throw new OAuthError('invalid_client', message, {
      status: 400,
      ...(requirement !== undefined && { requirement }),
      ...(reference !== undefined && { reference }),
      ...(reason !== undefined && { reason }),
      cause,
    })
  }
}

/** RFC 6749 §3.1.2.3: redirect_uri may be left out only when the client has exactly one. */
function onlyRedirectUri(client: Client): string {
  const [only, another] = client.redirectUris
  if (only === undefined || another !== undefined) {
    throw new OAuthError('invalid_request', 'redirect_uri is required', {
      requirement: 'client-uses-registered-redirect-uri',
      reference: { document: 'rfc6749', section: '3.1.2.3' },
    })
  }
  return only
}

function described(client: Client): string {
  return client.redirectUris.length === 0 ? 'it has none' : client.redirectUris.join(' or ')
}

/** A `state` that came twice cannot be returned unchanged: the refusal goes without any. */
function onlyState(params: Params): string | undefined {
  try {
    return params.get('state')
  } catch {
    return undefined
  }
}
