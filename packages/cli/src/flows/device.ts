import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { checkSuppliedUrl } from '../http/endpoint.ts'
import { interruption } from '../http/exchange.ts'
import { describeRefusal, type JsonObject, text } from '../http/json.ts'
import type { Client } from '../oauth/client.ts'
import { failureOf, postForm, requestTokens, type Tokens } from '../oauth/token.ts'
import { identifyClient } from '../registration/identify.ts'
import { plain } from '../terminal/plain.ts'
import { remind } from '../terminal/reminder.ts'
import type { Flow, Login } from './flow.ts'
import { withSavedClient } from './saved-client.ts'
import { chooseTarget, describeLogin, endpointOf, needed, type Target } from './target.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** Seconds between polls where the server names none, and what `slow_down` adds (RFC 8628 §3.2, §3.5). */
const INTERVAL = 5
/** Polls further apart than this are no polls any more. */
const LONGEST_INTERVAL = 300

/** The device grant: a code to type on another device (RFC 8628). */
export const device: Flow = {
  id: 'device',
  summary: 'type a code in a browser on any device',
  interactive: true,
  offered: ({ authorizationServer: server }) =>
    server?.deviceAuthorizationEndpoint !== undefined &&
    server.tokenEndpoint !== undefined &&
    (server.grantTypesSupported ?? [GRANT]).includes(GRANT),
  async logIn(context, login) {
    const target = await chooseTarget(context, login)
    const { server, scope } = target
    const endpoint = needed(server, 'device_authorization_endpoint', server.deviceAuthorizationEndpoint)
    return withSavedClient(context, login, server.issuer, async (saved) => {
      const wanted = { grantTypes: [GRANT, 'refresh_token'], redirectUri: undefined, scope }
      const client = await identifyClient(context, server, login.choices.client, saved, wanted)
      const started = await begin(context, target, client, endpoint)
      await tell(context, login, target, started)
      const tokens = await reminded(context, started, () => poll(context, target, client, started))
      return describeLogin(context, login, device.id, target, tokens, { client })
    })
  },
}

/** What the server gave the device (RFC 8628 §3.2). Times in seconds. */
interface Started {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete: string | undefined
  readonly expiresIn: number
  readonly interval: number
}

async function begin(context: Context, target: Target, client: Client, url: string): Promise<Started> {
  const { issuer, publicOnly } = target.server
  const parameters = { scope: target.scope, resource: target.resourceIndicator }
  const { status, body } = await postForm(context, url, { issuer, client, publicOnly }, parameters)
  if (status !== 200 || typeof body === 'string') {
    const code = typeof body === 'string' ? undefined : text(body, 'error')
    const message = `The device authorization endpoint ${plain(url)} refused: ${describeRefusal(status, body)}.`
    throw new CliError(failureOf(code), message, { url, status, code })
  }
  const [deviceCode, userCode, verificationUri] = ['device_code', 'user_code', 'verification_uri'].map((name) => {
    const value = text(body, name)
    if (value !== undefined && value !== '') return value
    throw new CliError('failed', `The device authorization endpoint ${plain(url)} answered without a ${name}.`, { url })
  }) as [string, string, string] // each of the three was found to be there
  return {
    deviceCode,
    userCode,
    verificationUri,
    verificationUriComplete: text(body, 'verification_uri_complete'),
    expiresIn: seconds(body, 'expires_in') ?? context.userTimeout / 1000,
    interval: seconds(body, 'interval') ?? INTERVAL,
  }
}

function seconds(body: JsonObject, name: string): number | undefined {
  const value = body[name]
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined
}

/** Both values come from the server and go to a terminal, and one perhaps to a browser. */
async function tell(context: Context, { choices }: Login, target: Target, started: Started): Promise<void> {
  const { verificationUri, verificationUriComplete: complete } = started
  const { vantage } = target.discovery.reception
  checkSuppliedUrl(context, vantage, 'verification_uri', verificationUri)
  if (complete !== undefined) checkSuppliedUrl(context, vantage, 'verification_uri_complete', complete)
  context.say(`Visit: ${plain(verificationUri)}\nUser code: ${plain(started.userCode)}`)
  if (complete !== undefined) context.say(`Or visit: ${complete}`)
  if (choices.openBrowser) {
    await context.env
      .openBrowser(complete ?? verificationUri)
      .catch(() => context.notice('The browser could not be opened; open the URL yourself.'))
  }
  context.say(`Waiting for approval, for ${Math.round(started.expiresIn)} s at most.`)
}

async function reminded<T>(context: Context, { expiresIn }: Started, work: () => Promise<T>): Promise<T> {
  const over = new AbortController()
  const limit = Math.min(expiresIn * 1000, context.userTimeout)
  void remind(context, 'approval', limit, AbortSignal.any([over.signal, context.env.interrupted]))
  return work().finally(() => over.abort())
}

/** Asks until somebody decided, never faster than the server wants (RFC 8628 §3.5). */
async function poll(context: Context, target: Target, client: Client, started: Started): Promise<Tokens> {
  const { env } = context
  const patience = Math.min(started.expiresIn * 1000, context.userTimeout)
  const deadline = env.now() + patience
  let { interval } = started
  for (;;) {
    await env.sleep(interval * 1000, env.interrupted)
    if (env.interrupted.aborted) throw interruption()
    if (env.now() > deadline) {
      throw new CliError('unauthorized', `Nobody approved within ${Math.round(patience / 1000)} s.`, {
        hint: '--timeout SECONDS waits longer, as long as the code is valid.',
      })
    }
    try {
      return await requestTokens(context, endpointOf(target, client), {
        grant_type: GRANT,
        device_code: started.deviceCode,
        resource: target.resourceIndicator,
      })
    } catch (error) {
      interval = Math.min(nextInterval(error, interval), LONGEST_INTERVAL)
    }
  }
}

/** How long to wait after a poll that brought no tokens; what ends the wait is thrown. */
function nextInterval(error: unknown, interval: number): number {
  if (!(error instanceof CliError)) throw error
  const { code } = error.details
  if (code === 'authorization_pending') return interval
  if (code === 'slow_down') return interval + INTERVAL
  if (error.failure === 'unreachable') return interval * 2
  if (code === 'access_denied') throw new CliError('unauthorized', 'The authorization was denied.', { code })
  if (code === 'expired_token') {
    throw new CliError('unauthorized', 'The code expired before anyone approved.', { code, hint: 'Log in again.' })
  }
  throw error
}
