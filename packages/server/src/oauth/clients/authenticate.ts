import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import type { Params } from '../../core/form.ts'
import type { Client } from '../records.ts'
import type { Method, Presented } from './methods/method.ts'
import * as registry from './methods/registry.ts'
import { clientRefused } from './refused.ts'
import { type Resolve, resolveClient } from './resolve.ts'

const methods: readonly Method[] = Object.values(registry)

const credentialed = methods.filter((method) => method.confidential)

/** The authentication methods served (RFC 8414 §2). */
export const authenticationMethods = methods.map((method) => method.name)

/** Those of them that prove who the client is. */
export const confidentialMethods = credentialed.map((method) => method.name)

/** The algorithms of those of them that are signed. */
export const authenticationAlgorithms = methods.flatMap((method) => method.algorithms ?? [])

const section = { document: 'rfc6749', section: '2.3' } as const

const requirement = 'client-authenticates-as-registered'

/**
 * Finds and authenticates the client of a request (RFC 6749 §2.3): one method per request, and the one the client is
 * registered for. Throws `invalid_client`, or `invalid_request` for two methods at once.
 */
export async function authenticateClient(
  headers: Headers,
  params: Params,
  ctx: Context,
  resolve: Resolve = resolveClient,
): Promise<Client> {
  const { method, presented } = presentedMethod(headers, params)
  const client = await resolve(presented.clientId, ctx)
  if (client === undefined)
    throw clientRefused('client_id is not registered here', section, `no client ${presented.clientId}`)
  if (method.name !== client.authenticationMethod) {
    throw clientRefused(
      `this client must authenticate with ${client.authenticationMethod}, the method it is registered for`,
      { ...section, requirement },
      `client ${client.clientId} used ${method.name}`,
    )
  }
  await presented.prove(client, ctx)
  ctx.emit('client.authenticated', { clientId: client.clientId, method: method.name })
  return client
}

function presentedMethod(headers: Headers, params: Params): { method: Method; presented: Presented } {
  const used = credentialed.flatMap((method) => {
    const presented = method.present(headers, params)
    return presented === undefined ? [] : [{ method, presented }]
  })
  if (used.length > 1) {
    throw new OAuthError(
      'invalid_request',
      `a request must use one client authentication method, not ${used.map(({ method }) => method.name).join(' and ')}`,
      { requirement, reference: section },
    )
  }
  const first = used[0]
  if (first !== undefined) return first
  const presented = registry.none.present(headers, params)
  if (presented === undefined) throw clientRefused('client_id is required', { ...section, requirement })
  return { method: registry.none, presented }
}
