import type { Context } from '../context.ts'
import type { AuthorizationServer } from '../discovery/authorization-server.ts'
import { CliError } from '../errors.ts'
import { type Outgoing, send } from '../http/exchange.ts'
import { describeRefusal, type JsonObject, parseObject, text, texts } from '../http/json.ts'
import type { Client } from '../oauth/client.ts'
import { type ClientAuthenticationMethod, isKnownMethod } from '../oauth/method.ts'
import { plain } from '../terminal/plain.ts'
import { CLIENT_NAME } from '../version.ts'

/** What a client is to be good for. */
export interface WantedClient {
  /** The one that matters first. */
  readonly grantTypes: readonly string[]
  /** Where the browser comes back to, if there is one. */
  readonly redirectUri: string | undefined
  readonly scope: string | undefined
}

/**
 * Registers this client (RFC 7591 §3) and believes the answer, not the request (§3.2.1). Some servers grant only
 * scopes that were registered, others refuse a registration that names scopes of a resource: so the scope is
 * named first, and left out once if the metadata is refused.
 */
export async function registerClient(
  context: Context,
  server: AuthorizationServer,
  endpoint: string,
  wanted: WantedClient,
): Promise<Client> {
  const { grantTypes, redirectUri, scope } = wanted
  const to = { url: endpoint, publicOnly: server.publicOnly }
  const metadata = {
    client_name: CLIENT_NAME,
    application_type: 'native',
    redirect_uris: redirectUri === undefined ? [] : [redirectUri],
    grant_types: grantTypes,
    response_types: redirectUri === undefined ? [] : ['code'],
    token_endpoint_auth_method: requestedMethod(server, grantTypes.includes('client_credentials')),
  }
  const read = (answer: Registered): Client => clientFrom(answer, metadata.token_endpoint_auth_method, wanted, server)
  if (scope === undefined) return read(await register(context, to, metadata))
  try {
    return read(await register(context, to, { ...metadata, scope }))
  } catch (error) {
    const code = error instanceof CliError ? error.details.code : undefined
    if (code !== 'invalid_client_metadata' && code !== 'invalid_scope') throw error
    return read(await register(context, to, metadata))
  }
}

/** A registration answer, and how to speak of what is wrong with it. */
interface Registered {
  readonly body: JsonObject
  readonly clientId: string
  readonly broken: (what: string) => CliError
}

async function register(
  context: Context,
  { url, publicOnly }: Pick<Outgoing, 'url' | 'publicOnly'>,
  metadata: JsonObject,
): Promise<Registered> {
  const answer = await send(context, {
    method: 'POST',
    url,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
    publicOnly: publicOnly === true,
  })
  const { status } = answer
  const body = parseObject(await answer.text())
  if (status !== 201 && status !== 200) {
    throw new CliError(
      'failed',
      `The authorization server refused to register this client: ${describeRefusal(status, body)}.`,
      {
        url,
        status,
        hint: 'If you have a client of your own there, give it with --client-id or --client-metadata-url.',
        code: typeof body === 'string' ? undefined : text(body, 'error'),
      },
    )
  }
  const broken = (what: string): CliError =>
    new CliError('failed', `The registration endpoint ${plain(url)} answered ${what}.`, { url, status })
  if (typeof body === 'string') throw broken(body)
  const clientId = text(body, 'client_id')
  if (clientId === undefined || clientId === '') throw broken('without a client_id')
  return { body, clientId, broken }
}

function clientFrom(
  { body, clientId, broken }: Registered,
  requested: ClientAuthenticationMethod,
  { grantTypes, redirectUri }: WantedClient,
  server: AuthorizationServer,
): Client {
  const uris = texts(body, 'redirect_uris')
  if (redirectUri !== undefined && uris !== undefined && !uris.some((uri) => sameRedirect(uri, redirectUri)))
    throw broken('with other redirect_uris')
  const clientSecret = text(body, 'client_secret')
  const method = text(body, 'token_endpoint_auth_method') ?? impliedMethod(server, requested, clientSecret)
  if (!isKnownMethod(method) || method === 'private_key_jwt')
    throw broken(`with the client authentication method ${plain(method)}, which is not known here`)
  if (method !== 'none' && clientSecret === undefined) throw broken(`with ${method} but without a client_secret`)
  const expires = body['client_secret_expires_at']
  return {
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    authenticationMethod: method,
    source: 'registered',
    ...(redirectUri === undefined ? {} : { redirectUri }),
    ...(typeof expires === 'number' && expires > 0 ? { secretExpiresAt: expires } : {}),
    // What the answer leaves out is as it was asked for.
    registration: { grant_types: grantTypes, ...body },
  }
}

/** A public client where the server lists that and it is enough, else the first secret-based method it lists. */
function requestedMethod(server: AuthorizationServer, confidential: boolean): ClientAuthenticationMethod {
  const listed = server.tokenEndpointAuthMethodsSupported
  const withSecret = ['client_secret_basic', 'client_secret_post'] as const
  if (listed === undefined) return confidential ? 'client_secret_basic' : 'none'
  const ours: readonly ClientAuthenticationMethod[] = confidential ? withSecret : ['none', ...withSecret]
  const method = ours.find((known) => listed.includes(known))
  if (method !== undefined) return method
  const message = `The authorization server wants client authentication by ${plain(listed.join(', '))}, which is not known here.`
  throw new CliError('failed', message, { url: server.issuer })
}

/** The method of an answer that names none: as asked, or Basic where a secret came unasked (RFC 7591 §2). */
function impliedMethod(
  server: AuthorizationServer,
  requested: ClientAuthenticationMethod,
  clientSecret: string | undefined,
): ClientAuthenticationMethod {
  if (clientSecret === undefined) return 'none'
  return server.tokenEndpointAuthMethodsSupported?.includes(requested) === true ? requested : 'client_secret_basic'
}

/** Equal, or loopback URIs that differ by the port alone (RFC 8252 §7.3). */
function sameRedirect(registered: string, redirectUri: string): boolean {
  if (registered === redirectUri) return true
  const portless = (uri: string): string =>
    uri.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::\d+)?(?=\/)/, '$1')
  return portless(registered) === portless(redirectUri)
}
