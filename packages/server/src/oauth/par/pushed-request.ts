import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { Params } from '../../core/form.ts'
import { takePlace } from '../../core/quota.ts'

/** What every `request_uri` given here begins with (RFC 9126 §2.2). */
const PREFIX = 'urn:ietf:params:oauth:request_uri:'

/** Parameters that authenticate the client, and are no part of the authorization request (RFC 9126 §2.1). */
const AUTHENTICATION = ['client_secret', 'client_assertion', 'client_assertion_type'] as const

type Pairs = readonly (readonly [name: string, value: string])[]

interface PushedRequest {
  readonly clientId: string
  /** As they came, so that the authorization endpoint judges them again as it would any others (RFC 9126 §4). */
  readonly parameters: Pairs
  readonly used: boolean
}

const pushedRequests = (ctx: Context): Collection<PushedRequest> =>
  new Collection('pushed-requests', ctx.store, ctx.clock)

/** The parameters of a pushed request that make up the authorization request, with `dpop_jkt` put in when it is given. */
export function authorizationParameters(params: Params, dpopJkt: string | undefined): Pairs {
  const left: readonly string[] = ['resource', 'dpop_jkt', ...AUTHENTICATION]
  return [
    ...Object.entries(params.toRecord()).filter(([name]) => !left.includes(name)),
    ...params.resources.map((resource) => ['resource', resource] as const),
    ...(dpopJkt === undefined ? [] : [['dpop_jkt', dpopJkt] as const]),
  ]
}

/** Keeps a pushed request and gives the `request_uri` it is taken out with. Throws `temporarily_unavailable` when there are too many. */
export async function keepPushedRequest(clientId: string, parameters: Pairs, ctx: Context): Promise<string> {
  const { pushedRequestLifetime: lifetime, pushedRequestLimit: limit } = ctx.config
  await takePlace({ kind: 'pushed requests', limit, lifetime }, ctx)
  const requestUri = PREFIX + ctx.ids.secret()
  await pushedRequests(ctx).put(requestUri, { clientId, parameters, used: false }, lifetime)
  return requestUri
}

/**
 * The parameters that an authorization request refers to; undefined when it refers to none pushed here. Taking them out is
 * their one use (RFC 9126 §7.3), whatever comes of it. Throws `invalid_request_uri`, which can only be shown here: without
 * the pushed request there is no redirect URI.
 */
export async function takePushedRequest(query: Params, ctx: Context): Promise<Params | undefined> {
  if (!query.toRecord()['request_uri']?.startsWith(PREFIX)) return undefined
  const requestUri = query.require('request_uri')
  const clientId = query.require('client_id', { requirement: 'client-has-client-id' })
  const taken = await pushedRequests(ctx).update(requestUri, (pushed) => {
    if (pushed.clientId !== clientId) throw unknownRequest()
    if (pushed.used) throw invalidRequestUri('request_uri was already used: push the request again', '7.3')
    return { ...pushed, used: true }
  })
  if (taken === undefined) throw unknownRequest()
  return new Params(new URLSearchParams(taken.parameters.map(([name, value]): [string, string] => [name, value])))
}

function unknownRequest(): OAuthError {
  return invalidRequestUri('request_uri is unknown, expired, or was pushed by another client', '4')
}

function invalidRequestUri(description: string, section: string): OAuthError {
  return new OAuthError('invalid_request_uri', description, {
    requirement: 'server-follows-optional-endpoints',
    reference: { document: 'rfc9126', section },
  })
}
