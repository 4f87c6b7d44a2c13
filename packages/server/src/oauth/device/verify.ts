import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { Params, readForm } from '../../core/form.ts'
import { browserOf, requireBrowser, requireSameBrowser } from '../browser.ts'
import { resolveClient } from '../clients/resolve.ts'
import { PAGE_FORM_LIMIT, readAnswer, requireConfirmation } from '../decision-form.ts'
import type { Client } from '../records.ts'
import { type DeviceAuthorization, deviceAuthorizations, deviceConsents, userCodes } from './device-authorization.ts'
import { limitGuesses } from './guesses.ts'
import { codePage, decidedPage, deviceConsentPage } from './pages.ts'
import { countOut } from './pending-codes.ts'
import { typedUserCode } from './user-code.ts'

/** `GET /oauth/device/verify` (RFC 8628 §3.3). Looks no code up, so that a link, or a page that embeds one, does nothing by itself. */
export function verifyPageEndpoint(request: Request, ctx: Context): Response {
  const params = new Params(new URL(request.url).searchParams)
  return codePage({ userCode: params.get('user_code'), headers: cookieOf(request, ctx) })
}

/** `POST /oauth/device/verify`: the code that a person typed. */
export async function typedCodeEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = await readForm(request, PAGE_FORM_LIMIT)
  params.rejectMalformed()
  const browser = requireBrowser(request, ctx)
  const known = await userCodes(ctx).get(
    typedUserCode(params.require('user_code', { reference: { document: 'rfc8628', section: '3.3' } })),
  )
  await limitGuesses(known !== undefined, ctx)
  if (known === undefined) {
    throw refused('this code is not known here, or has expired: type it exactly as your device shows it')
  }
  const { deviceCode } = known
  const authorization = requireUndecided(await deviceAuthorizations(ctx).get(deviceCode), ctx)
  const client = await requireClient(authorization, ctx)
  const handle = ctx.ids.secret()
  await deviceConsents(ctx).put(handle, { deviceCode, browser }, ctx.config.consentLifetime)
  return deviceConsentPage(authorization, client, handle)
}

/** `POST /oauth/device/verify/consent`: the answer of the consent page. */
export async function decideEndpoint(request: Request, ctx: Context): Promise<Response> {
  const answer = await readAnswer(request)
  const pending = await deviceConsents(ctx).get(answer.handle)
  if (pending === undefined) throw refused('this consent page has expired: type the code again')
  requireSameBrowser(request, pending.browser, ctx)
  const { scope } = requireUndecided(await deviceAuthorizations(ctx).get(pending.deviceCode), ctx)
  requireConfirmation(answer, scope)
  const { approved, subject, adminScopeConfirmed } = answer
  const { clientId, endsAt } = await decide(pending.deviceCode, { approved, subject }, ctx)
  await countOut(endsAt, ctx)
  ctx.emit('device.decided', {
    clientId,
    scope: scope.join(' '),
    decision: approved ? 'approved' : 'denied',
    adminScopeConfirmed,
  })
  return decidedPage(approved)
}

/** What a refusal on these pages looks like: what is wrong, and the form to begin again. */
export function refusedCodePage(error: OAuthError, request: Request, ctx: Context): Response {
  const headers = { ...cookieOf(request, ctx), ...error.headers }
  return codePage({ refusal: error, headers })
}

function cookieOf(request: Request, ctx: Context): Readonly<Record<string, string>> {
  const { cookie } = browserOf(request, ctx)
  return cookie === undefined ? {} : { 'set-cookie': cookie }
}

/** Decides once, whoever else is about to. */
async function decide(
  deviceCode: string,
  decision: NonNullable<DeviceAuthorization['decision']>,
  ctx: Context,
): Promise<DeviceAuthorization> {
  const after = await deviceAuthorizations(ctx).update(deviceCode, (current) => ({
    ...requireUndecided(current, ctx),
    decision,
  }))
  return requireKnown(after)
}

function requireUndecided(authorization: DeviceAuthorization | undefined, ctx: Context): DeviceAuthorization {
  const known = requireKnown(authorization)
  if (known.endsAt <= ctx.clock.now()) throw refused('this code has expired: start again on your device')
  if (known.decision !== undefined) throw refused('this code was already answered: start again on your device')
  return known
}

function requireKnown(authorization: DeviceAuthorization | undefined): DeviceAuthorization {
  if (authorization === undefined) throw refused('this code has expired: start again on your device')
  return authorization
}

async function requireClient({ clientId }: DeviceAuthorization, ctx: Context): Promise<Client> {
  const client = await resolveClient(clientId, ctx)
  if (client !== undefined) return client
  throw refused('the client that asked for this code is no longer known here: start again on your device')
}

function refused(description: string): OAuthError {
  return new OAuthError('invalid_request', description, { reference: { document: 'rfc8628', section: '3.3' } })
}
