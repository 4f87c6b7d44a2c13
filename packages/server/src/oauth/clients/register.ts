import type { ClientInformation } from '@mcp-auth/spec'
import { epochSeconds } from '../../core/clock.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { readJson, requireMediaType } from '../../core/form.ts'
import { json, NO_STORE } from '../../core/http.ts'
import { type Client, clients } from '../records.ts'
import { validateRegistration } from './registration.ts'

/** Longest registration request, in bytes. */
const BODY_LIMIT = 64 * 1024

/** `POST /oauth/register` (RFC 7591 §3): anybody may register a client. */
export async function registerEndpoint(request: Request, ctx: Context): Promise<Response> {
  requireMediaType(request, 'application/json')
  const registration = validateRegistration(await readMetadata(request), ctx.config)
  await countIn(ctx)
  const client: Client = {
    ...registration,
    clientId: ctx.ids.name('client'),
    source: 'registered',
    issuedAt: epochSeconds(ctx.clock),
    ...(registration.authenticationMethod !== 'none' && { clientSecret: ctx.ids.secret() }),
  }
  await clients(ctx).put(client.clientId, client)
  ctx.emit('client.registered', { clientId: client.clientId, redirectUris: client.redirectUris })
  const body = await ctx.point('registration.response', { ...clientInformation(client) })
  return json(body, { status: 201, headers: NO_STORE })
}

async function readMetadata(request: Request): Promise<unknown> {
  try {
    return await readJson(request, BODY_LIMIT)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new OAuthError('invalid_client_metadata', 'the request body must be valid JSON', { cause: error })
  }
}

/** Counts the client in, or refuses: registration is open to all and must not fill the store. */
async function countIn(ctx: Context): Promise<void> {
  const limit = ctx.config.registeredClientLimit
  await ctx.store.update('registered-client-count', (current) => {
    const count = typeof current?.value === 'number' ? current.value : 0
    if (count >= limit) {
      throw new OAuthError('temporarily_unavailable', 'no more clients can be registered here', {
        reason: `registeredClientLimit is ${limit}`,
      })
    }
    return { value: count + 1, expiresAt: undefined }
  })
}

/** What the server registered, which may differ from what was asked (RFC 7591 §3.2.1). */
function clientInformation(client: Client): ClientInformation {
  return {
    ...client.metadata,
    client_id: client.clientId,
    client_id_issued_at: client.issuedAt,
    ...(client.clientSecret !== undefined && { client_secret: client.clientSecret, client_secret_expires_at: 0 }),
    ...(client.clientName !== undefined && { client_name: client.clientName }),
    redirect_uris: client.redirectUris,
    token_endpoint_auth_method: client.authenticationMethod,
    grant_types: client.grantTypes,
    response_types: client.responseTypes,
    scope: client.scope.join(' '),
  }
}
