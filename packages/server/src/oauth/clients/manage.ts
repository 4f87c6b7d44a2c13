import { bearerToken } from '../../core/bearer.ts'
import type { Context } from '../../core/context.ts'
import { HttpError, OAuthError } from '../../core/errors.ts'
import { challenge, json, NO_STORE } from '../../core/http.ts'
import { isJsonObject } from '../../core/json.ts'
import type { PathParams } from '../../core/route.ts'
import { equalSecrets } from '../../core/secret.ts'
import { NAME } from '../../core/version.ts'
import { accessTokens, type Client, clients, families, sharesSecret } from '../records.ts'
import { revokeFamily } from '../token/family.ts'
import { countOut } from './client-count.ts'
import { clientInformation } from './client-information.ts'
import { readMetadata } from './register.ts'
import { validateRegistration } from './registration.ts'

/** Members that are the server's to decide (RFC 7592 §2.2: the request "MUST NOT include" them). */
const SERVERS_OWN = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
] as const

/** `GET /oauth/register/:client_id` (RFC 7592 §2.1). */
export async function readEndpoint(request: Request, ctx: Context, path: PathParams): Promise<Response> {
  return informed(await managedClient(request, ctx, path), ctx)
}

/** `PUT /oauth/register/:client_id` (RFC 7592 §2.2): the new metadata replaces all of the old. */
export async function replaceEndpoint(request: Request, ctx: Context, path: PathParams): Promise<Response> {
  const client = await managedClient(request, ctx, path)
  const metadata = await readMetadata(request)
  requireOwnValues(metadata, client)
  const registration = validateRegistration(metadata, ctx.config)
  const secret = ctx.ids.secret()
  const replaced = await clients(ctx).update(client.clientId, (current) => {
    const { clientId, source, issuedAt, registrationAccessToken } = current
    return {
      ...registration,
      clientId,
      source,
      issuedAt,
      ...(registrationAccessToken !== undefined && { registrationAccessToken }),
      ...(sharesSecret(registration.authenticationMethod) && {
        clientSecret: current.clientSecret ?? secret,
      }),
    }
  })
  if (replaced === undefined) throw wrongToken()
  ctx.emit('client.replaced', { clientId: replaced.clientId, redirectUris: replaced.redirectUris })
  return informed(replaced, ctx)
}

/** `DELETE /oauth/register/:client_id` (RFC 7592 §2.3): the client and all that it was given end. */
export async function deleteEndpoint(request: Request, ctx: Context, path: PathParams): Promise<Response> {
  const { clientId } = await managedClient(request, ctx, path)
  if ((await clients(ctx).take(clientId)) === undefined) throw wrongToken()
  await countOut(ctx)
  for await (const [id, family] of families(ctx).list()) {
    if (family.clientId === clientId) await revokeFamily(id, 'its client was deleted', ctx)
  }
  // Tokens without a family are those of the client itself.
  for await (const [token, { clientId: holder, family }] of accessTokens(ctx).list()) {
    if (holder === clientId && family === undefined) await accessTokens(ctx).delete(token)
  }
  ctx.emit('client.deleted', { clientId })
  return new Response(null, { status: 204, headers: NO_STORE })
}

async function informed(client: Client, ctx: Context): Promise<Response> {
  return json(await ctx.point('registration.response', { ...clientInformation(client, ctx) }), { headers: NO_STORE })
}

/**
 * The client whose registration access token the request carries. A client that is not there, and one that cannot be managed,
 * are refused like a wrong token, so that nobody learns which ids exist (RFC 7592 §2.1).
 */
async function managedClient(request: Request, ctx: Context, path: PathParams): Promise<Client> {
  const token = bearerToken(request.headers)
  if (token === undefined) {
    throw new HttpError(401, 'unauthorized', 'managing a client takes its registration_access_token, as Bearer', {
      'www-authenticate': challenge('Bearer', { realm: NAME }),
    })
  }
  const client = await clients(ctx).get(path['client_id'] ?? '')
  const expected = client?.registrationAccessToken
  if (client === undefined || expected === undefined || !equalSecrets(expected, token)) throw wrongToken()
  return client
}

function wrongToken(): OAuthError {
  const description = 'this is not the registration_access_token of this client'
  return new OAuthError('invalid_token', description, {
    reference: { document: 'rfc7592', section: '2.1' },
    headers: {
      'www-authenticate': challenge('Bearer', {
        realm: NAME,
        error: 'invalid_token',
        error_description: description,
      }),
    },
  })
}

/** RFC 7592 §2.2: client_id must be there and the same, client_secret the same if it is there. */
function requireOwnValues(metadata: unknown, client: Client): void {
  if (!isJsonObject(metadata)) throw invalidMetadata('the request body must be a JSON object')
  if (metadata['client_id'] !== client.clientId)
    throw invalidMetadata('client_id must be there, and that of the client')
  const foreign = SERVERS_OWN.find((name) => Object.hasOwn(metadata, name))
  if (foreign !== undefined) throw invalidMetadata(`${foreign} must not be sent: it is the server's to decide`)
  if (!Object.hasOwn(metadata, 'client_secret')) return
  const { client_secret: secret } = metadata
  const { clientSecret } = client
  if (typeof secret !== 'string' || clientSecret === undefined || !equalSecrets(clientSecret, secret)) {
    throw invalidMetadata('client_secret must be the one the client has, or be left out')
  }
}

function invalidMetadata(description: string): OAuthError {
  return new OAuthError('invalid_client_metadata', description, {
    requirement: 'server-refuses-bad-registration',
    reference: { document: 'rfc7592', section: '2.2' },
  })
}
