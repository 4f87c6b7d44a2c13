import { epochSeconds } from '../../core/clock.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { readJson, requireMediaType } from '../../core/form.ts'
import { json, NO_STORE } from '../../core/http.ts'
import { type Client, clients, sharesSecret } from '../records.ts'
import { countIn } from './client-count.ts'
import { clientInformation } from './client-information.ts'
import { validateRegistration } from './registration.ts'

/** Longest registration request, in bytes. */
const BODY_LIMIT = 16 * 1024

/** `POST /oauth/register` (RFC 7591 §3): anybody may register a client. */
export async function registerEndpoint(request: Request, ctx: Context): Promise<Response> {
  const registration = validateRegistration(await readMetadata(request), ctx.config)
  await countIn(ctx)
  const client: Client = {
    ...registration,
    clientId: ctx.ids.name('client'),
    source: 'registered',
    issuedAt: epochSeconds(ctx.clock),
    ...(sharesSecret(registration.authenticationMethod) && { clientSecret: ctx.ids.secret() }),
    registrationAccessToken: ctx.ids.secret(),
  }
  await clients(ctx).put(client.clientId, client)
  const { clientId, redirectUris, authenticationMethod, grantTypes } = client
  ctx.emit('client.registered', { clientId, redirectUris, authenticationMethod, grantTypes })
  const body = await ctx.point('registration.response', { ...clientInformation(client, ctx) })
  return json(body, { status: 201, headers: NO_STORE })
}

/** The JSON of a registration or of a change to one. Throws `invalid_client_metadata` for what is not JSON. */
export async function readMetadata(request: Request): Promise<unknown> {
  const requirement = 'server-refuses-bad-registration'
  const reference = { document: 'rfc7591', section: '3.1' } as const
  requireMediaType(request, 'application/json', 'invalid_client_metadata', { requirement, reference })
  try {
    return await readJson(request, BODY_LIMIT)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new OAuthError('invalid_client_metadata', 'the request body must be valid JSON', {
      requirement,
      reference,
      cause: error,
    })
  }
}
