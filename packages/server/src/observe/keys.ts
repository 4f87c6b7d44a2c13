import type { Exchange } from '../core/exchange.ts'
import { isJsonObject } from '../core/json.ts'
import type { EndpointName } from '../core/route.ts'
import { read } from './reading.ts'

/** Members of a JSON answer that nobody else was given. */
const GIVEN: Readonly<Partial<Record<EndpointName, readonly string[]>>> = {
  registration: ['client_id', 'client_secret', 'registration_access_token'],
  'pushed-authorization-request': ['request_uri'],
  token: ['access_token', 'refresh_token', 'id_token'],
  'idp-token': ['access_token', 'refresh_token', 'id_token'],
  'device-authorization': ['device_code', 'user_code'],
  'bearer-mint': ['access_token'],
}

/** The names under which our pages carry a handle from one request to the next. */
const HANDLE = /name="(?:request|id)" value="([^"]+)"/

/** Where a browser is on its way with a code, or with a state that the server itself made. */
const REDIRECTS: ReadonlySet<EndpointName | undefined> = new Set<EndpointName>([
  'authorization',
  'consent',
  'login-callback',
  'idp-authorization',
  'idp-consent',
])

const PAGES: ReadonlySet<EndpointName | undefined> = new Set<EndpointName>([
  'authorization',
  'idp-authorization',
  'device-verification',
  'elicitation',
])

/** The values that an exchange gave to one client and no other: who presents one of them later is that client, or its user. */
export function given(exchange: Exchange): readonly string[] {
  const { endpoint, response } = exchange
  const reading = read(exchange)
  const values: (string | null | undefined)[] = []
  const names = endpoint === undefined ? undefined : GIVEN[endpoint]
  if (names !== undefined && isJsonObject(reading.received)) {
    for (const name of names) values.push(text(reading.received[name]))
  }
  if (endpoint === 'mcp') {
    values.push(response.headers.get('mcp-session-id'))
    for (const [, id] of response.body?.text.matchAll(/\/elicitation\?[a-z_]+=([\w-]+)/g) ?? []) values.push(id)
  }
  if (REDIRECTS.has(endpoint)) {
    const { location } = reading
    values.push(location?.searchParams.get('code'))
    // To the identity provider the server goes as a client, with a state of its own.
    if (location?.origin === exchange.origin) values.push(location.searchParams.get('state'))
  }
  if (PAGES.has(endpoint)) values.push(HANDLE.exec(response.body?.text ?? '')?.[1])
  return values.filter((value): value is string => typeof value === 'string' && value !== '')
}

/** The values of a request that may have been given before, wherever in it they are. */
export function presented(exchange: Exchange): readonly string[] {
  const { request, endpoint } = exchange
  const { query, form, credentials, sent, path } = read(exchange)
  const values = [...query.values(), ...form.values(), ...request.headers.values()]
  if (credentials !== undefined) values.push(...identities(credentials.scheme, credentials.value))
  const cookie = request.headers.get('cookie')
  if (cookie !== null) values.push(...cookie.split(/;\s*/).map((pair) => pair.slice(pair.indexOf('=') + 1)))
  if (endpoint === 'client-configuration') values.push(decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)))
  if (endpoint !== 'mcp' && isJsonObject(sent)) {
    values.push(...Object.values(sent).filter((value): value is string => typeof value === 'string'))
  }
  if (query.has('user_code') || form.has('user_code')) {
    values.push(userCode(query.get('user_code') ?? form.get('user_code') ?? ''))
  }
  return values
}

/** A user code as it was given, however it was typed (RFC 8628 §6.1). */
function userCode(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  return `${letters.slice(0, letters.length / 2)}-${letters.slice(letters.length / 2)}`
}

/** What proves who asks: the token itself, or the client ID of Basic (RFC 6749 §2.3.1). */
function identities(scheme: string, value: string): readonly string[] {
  if (scheme !== 'basic') return [value]
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const at = pair.indexOf(':')
  return at < 0 ? [] : [decoded(pair.slice(0, at))]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
