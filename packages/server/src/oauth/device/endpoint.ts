import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { readForm } from '../../core/form.ts'
import { json, NO_STORE } from '../../core/http.ts'
import { authenticateClient } from '../clients/authenticate.ts'
import { deviceCode as grant } from '../token/grants/device-code.ts'
import { requestedUserScope } from '../token/offline-access.ts'
import { requestedResource } from '../token/resource.ts'
import { deviceAuthorizations, userCodes } from './device-authorization.ts'
import { countIn } from './pending-codes.ts'
import { drawUserCode, shownUserCode } from './user-code.ts'

/** Longest device authorization request, in bytes: room for an assertion. */
const FORM_LIMIT = 64 * 1024

/** Draws of a user code before something other than chance must be at work. */
const DRAWS = 10

/** `POST /oauth/device/authorize` (RFC 8628 §3.1): a device asks for a code to show, and one to poll with. */
export async function deviceAuthorizationEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = await readForm(request, FORM_LIMIT)
  params.rejectMalformed()
  const client = await authenticateClient(request.headers, params, ctx)
  if (!client.grantTypes.includes(grant.grantType)) {
    throw new OAuthError('unauthorized_client', `this client is not registered for grant_type ${grant.grantType}`)
  }
  const scope = requestedUserScope(params.get('scope'), client, ctx)
  const resource = requestedResource(params.resources, ctx)

  const { deviceCodeLifetime: lifetime, devicePollInterval: interval } = ctx.config
  const endsAt = ctx.clock.now() + lifetime * 1000
  await countIn(endsAt, ctx)
  const deviceCode = ctx.ids.secret()
  const userCode = await claimUserCode(deviceCode, ctx)
  const { clientId } = client
  // Twice its lifetime, so that a poll after the end hears expired_token.
  await deviceAuthorizations(ctx).put(
    deviceCode,
    { clientId, userCode, scope, resource, endsAt, interval },
    2 * lifetime,
  )
  ctx.emit('device.requested', { clientId, scope: scope.join(' '), resource })
  const body = await ctx.point('device.response', deviceResponse(deviceCode, userCode, ctx))
  return json(body, { headers: NO_STORE })
}

/** A user code that no other live one is equal to. */
async function claimUserCode(deviceCode: string, ctx: Context): Promise<string> {
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const userCode = drawUserCode(ctx.ids)
    if (await userCodes(ctx).add(userCode, { deviceCode }, ctx.config.deviceCodeLifetime)) return userCode
  }
  throw new Error(`${DRAWS} user codes in a row were taken`)
}

/** The device authorization response (RFC 8628 §3.2). */
function deviceResponse(deviceCode: string, userCode: string, ctx: Context): Readonly<Record<string, unknown>> {
  const verificationUri = `${ctx.issuer}/oauth/device/verify`
  return {
    device_code: deviceCode,
    user_code: shownUserCode(userCode),
    verification_uri: verificationUri,
    verification_uri_complete: `${verificationUri}?user_code=${shownUserCode(userCode)}`,
    expires_in: ctx.config.deviceCodeLifetime,
    interval: ctx.config.devicePollInterval,
  }
}
