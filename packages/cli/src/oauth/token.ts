import type { Context } from '../context.ts'
import { CliError, type Failure } from '../errors.ts'
import { send } from '../http/exchange.ts'
import { describeRefusal, isObject, type JsonObject, mediaType, parseObject, text } from '../http/json.ts'
import { plain } from '../terminal/plain.ts'
import { authenticate, type Client } from './client.ts'
import type { DpopProver } from './dpop.ts'

/** The token types that are understood here. */
export type TokenType = 'Bearer' | 'DPoP'

/** Tokens as issued (RFC 6749 §5.1). */
export interface Tokens {
  readonly accessToken: string
  /** How the token is to be shown (RFC 6750 §2.1, RFC 9449 §7.1). */
  readonly tokenType: TokenType
  readonly refreshToken: string | undefined
  /** Milliseconds since the epoch, by our clock. */
  readonly expiresAt: number | undefined
  readonly scope: string | undefined
}

/** Where and as whom to ask. */
export interface TokenEndpoint {
  readonly issuer: string
  readonly tokenEndpoint: string
  /** None where an assertion says it all. */
  readonly client?: Client | undefined
  /** Proves the key that the tokens are to be bound to. */
  readonly prover?: DpopProver | undefined
  /** It must not lead into a closed network. */
  readonly publicOnly?: boolean | undefined
}

/** The answer to a form, read. */
export interface Posted {
  readonly status: number
  readonly mediaType: string
  /** The JSON object, or what came instead. */
  readonly body: JsonObject | string
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
  endpoint: TokenEndpoint,
  parameters: Readonly<Record<string, string | undefined>>,
): Promise<Tokens> {
  const { body, where, common } = await requestFromTokenEndpoint(context, endpoint, parameters)
  return readTokens(context, where, body, { ...common, bound: endpoint.prover !== undefined })
}

/** A token request, as far as its answer is a success at all: what its members mean is the caller's business. */
export async function requestFromTokenEndpoint(
  context: Context,
  endpoint: TokenEndpoint,
  parameters: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly body: JsonObject; readonly where: string; readonly common: Common }> {
  const { tokenEndpoint: url } = endpoint
  const { status, body, mediaType: type } = await postForm(context, url, endpoint, parameters)
  const where = `The token endpoint ${plain(url)}`
  const common = { url, status }
  if (status >= 300 && status < 400) {
    throw new CliError('failed', `${where} redirects (HTTP ${status}); a token request is not sent elsewhere.`, common)
  }
  if (status !== 200) {
    const code = typeof body === 'string' ? undefined : text(body, 'error')
    const hint = code === 'invalid_client' ? otherMethod(endpoint.client) : undefined
    throw new CliError(failureOf(code), `${where} refused: ${describeRefusal(status, body)}.`, {
      ...common,
      code,
      hint,
    })
  }
  if (typeof body === 'string') throw new CliError('failed', `${where} answered ${body}.`, common)
  if (type !== 'application/json') {
    const found = plain(type) || 'no content type'
    throw new CliError('failed', `${where} answered with ${found} instead of application/json.`, common)
  }
  return { body, where, common }
}

/** A pre-registered client says how it shows its secret, or it is assumed. */
function otherMethod(client: Client | undefined): string | undefined {
  const method = client?.source === 'configured' ? client.authenticationMethod : undefined
  if (method !== 'client_secret_basic' && method !== 'client_secret_post') return undefined
  const other = method === 'client_secret_basic' ? 'client_secret_post' : 'client_secret_basic'
  return `The secret was shown by ${method}; --auth-method ${other} shows it the other way.`
}

interface Common {
  readonly url: string
  readonly status: number
}

/**
 * POSTs a form with client authentication, and with a proof of the key where there is one; a nonce that the
 * server asks for is given once (RFC 9449 §8). Shared by every endpoint of an authorization server.
 */
export async function postForm(
  context: Context,
  url: string,
  { issuer, client, prover, publicOnly }: Omit<TokenEndpoint, 'tokenEndpoint'>,
  parameters: Readonly<Record<string, string | undefined>>,
): Promise<Posted> {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  for (let attempt = 1; ; attempt += 1) {
    const authentication = await authenticate(context, client, issuer)
    const answer = await send(context, {
      method: 'POST',
      url,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...authentication.headers,
        ...(prover === undefined ? {} : { dpop: await prover.proof(context, { method: 'POST', url }) }),
      },
      body: new URLSearchParams([...given, ...authentication.parameters]).toString(),
      publicOnly: publicOnly === true,
    })
    const body = parseObject(await answer.text())
    const nonce = answer.header('dpop-nonce')
    prover?.heed(url, nonce)
    const asked = isObject(body) && text(body, 'error') === 'use_dpop_nonce' && nonce !== undefined
    if (!asked || prover === undefined || attempt > 1) {
      return { status: answer.status, mediaType: mediaType(answer), body }
    }
  }
}

function readTokens(
  context: Context,
  where: string,
  body: JsonObject,
  { bound, ...common }: Common & { readonly bound: boolean },
): Tokens {
  const accessToken = text(body, 'access_token')
  if (accessToken === undefined || accessToken === '') {
    throw new CliError('failed', `${where} answered without an access_token.`, common)
  }
  if (!isHeaderSafe(accessToken)) {
    throw new CliError('failed', `${where} answered with an access_token that no header can carry.`, common)
  }
  const type = text(body, 'token_type')
  const tokenType = KNOWN_TYPES.find((known) => known.toLowerCase() === type?.toLowerCase())
  if (tokenType === undefined || (tokenType === 'DPoP' && !bound)) {
    const found = type === undefined ? 'no token_type' : `token_type ${plain(type)}`
    const understood = bound ? 'Bearer and DPoP are' : 'only Bearer is'
    throw new CliError('failed', `${where} answered with ${found}; ${understood} understood.`, common)
  }
  return {
    accessToken,
    tokenType,
    refreshToken: text(body, 'refresh_token'),
    expiresAt: expiry(context, body['expires_in']),
    scope: text(body, 'scope'),
  }
}

const KNOWN_TYPES: readonly TokenType[] = ['Bearer', 'DPoP']

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
