import type { Context } from '../context.ts'
import { CliError, type Failure } from '../errors.ts'
import { type Incoming, send } from '../http/exchange.ts'
import { describeRefusal, type JsonObject, mediaType, parseObject, text } from '../http/json.ts'
import { plain } from '../terminal/plain.ts'
import { authenticate, type Client } from './client.ts'

/** Tokens as issued (RFC 6749 §5.1). */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  /** Milliseconds since the epoch, by our clock. */
  readonly expiresAt: number | undefined
  readonly scope: string | undefined
}

/** Where and as whom to ask. */
export interface TokenEndpoint {
  readonly tokenEndpoint: string
  readonly client: Client
}

/** OAuth error codes that mean "you may not", as opposed to "something is broken". */
const REFUSALS: ReadonlySet<string | undefined> = new Set([
  'access_denied',
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'invalid_target',
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
])

/** The kind of failure behind an OAuth error code. */
export function failureOf(code: string | undefined): Failure {
  return REFUSALS.has(code) ? 'unauthorized' : 'failed'
}

/** Sends a token request, form-encoded, redirects not followed, and reads the answer strictly (RFC 6749 §5). */
export async function requestTokens(
  context: Context,
  { tokenEndpoint, client }: TokenEndpoint,
  parameters: Readonly<Record<string, string | undefined>>,
): Promise<Tokens> {
  const answer = await postForm(context, tokenEndpoint, client, parameters)
  const body = parseObject(await answer.text())
  const where = `The token endpoint ${plain(tokenEndpoint)}`
  const common = { url: tokenEndpoint, status: answer.status }
  if (answer.status >= 300 && answer.status < 400) {
    throw new CliError(
      'failed',
      `${where} redirects (HTTP ${answer.status}); a token request is not sent elsewhere.`,
      common,
    )
  }
  if (answer.status !== 200) {
    const code = typeof body === 'string' ? undefined : text(body, 'error')
    const message = `${where} refused: ${describeRefusal(answer.status, body)}.`
    throw new CliError(failureOf(code), message, { ...common, code })
  }
  if (typeof body === 'string') throw new CliError('failed', `${where} answered ${body}.`, common)
  if (mediaType(answer) !== 'application/json') {
    const type = plain(mediaType(answer)) || 'no content type'
    throw new CliError('failed', `${where} answered with ${type} instead of application/json.`, common)
  }
  return readTokens(context, where, body, common)
}

/** POSTs a form with client authentication; shared by the token and the revocation endpoint. */
export function postForm(
  context: Context,
  url: string,
  client: Client,
  parameters: Readonly<Record<string, string | undefined>>,
): Promise<Incoming> {
  const authentication = authenticate(client)
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const form = new URLSearchParams([...given, ...authentication.parameters])
  return send(context, {
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...authentication.headers,
    },
    body: form.toString(),
  })
}

function readTokens(
  context: Context,
  where: string,
  body: JsonObject,
  common: { readonly url: string; readonly status: number },
): Tokens {
  const accessToken = text(body, 'access_token')
  if (accessToken === undefined || accessToken === '') {
    throw new CliError('failed', `${where} answered without an access_token.`, common)
  }
  if (!isHeaderSafe(accessToken)) {
    throw new CliError('failed', `${where} answered with an access_token that no header can carry.`, common)
  }
  const type = text(body, 'token_type')
  if (type?.toLowerCase() !== 'bearer') {
    const found = type === undefined ? 'no token_type' : `token_type ${plain(type)}`
    throw new CliError('failed', `${where} answered with ${found}; only Bearer is understood.`, common)
  }
  return {
    accessToken,
    refreshToken: text(body, 'refresh_token'),
    expiresAt: expiry(context, body['expires_in']),
    scope: text(body, 'scope'),
  }
}

/** Whether a token can stand in an `Authorization` header: visible ASCII only (RFC 6750 §2.1, RFC 6749 A.12). */
export function isHeaderSafe(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token)
}

/** `expires_in` as a moment; servers that write the number as a string are understood. */
function expiry(context: Context, expiresIn: unknown): number | undefined {
  const seconds = typeof expiresIn === 'string' && expiresIn.trim() !== '' ? Number(expiresIn) : expiresIn
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return undefined
  return context.env.now() + seconds * 1000
}
