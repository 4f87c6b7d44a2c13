import { isSecretHeader, isSecretParameter } from '@mcp-auth/spec'
import type { Exchange } from '../core/exchange.ts'
import { isJsonObject } from '../core/json.ts'
import { read } from './reading.ts'

/** Private members of a JSON Web Key (RFC 7518 §6). */
const PRIVATE_KEY_MEMBERS: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'])

/** The names under which our own pages carry a handle, which alone answers for a person. */
const HANDLES = /name="(?:request|id)" value="([^"]+)"/g

/** Says of each secret what it is. */
type Tell = (kind: string, value: string) => void

/** Whether the member `name` of `object` holds a secret. */
export function isSecretMember(name: string, object: Readonly<Record<string, unknown>>): boolean {
  return isSecretParameter(name) || name === 'accessToken' || ('kty' in object && PRIVATE_KEY_MEMBERS.has(name))
}

/** Every secret of an exchange, wherever it is by name: a header, a parameter, a JSON member, a field of our own pages. */
export function tellSecrets(exchange: Exchange, tell: Tell): void {
  const { request, response } = exchange
  const { query, form, sent, answers, received, location } = read(exchange)
  for (const [name, value] of request.headers) if (isSecretHeader(name)) inHeader(name, value, tell)
  for (const [name, value] of response.headers) if (isSecretHeader(name)) inHeader(name, value, tell)
  for (const pairs of [query, form, location?.searchParams]) {
    for (const [name, value] of pairs ?? []) if (isSecretParameter(name)) tell(name, value)
  }
  inJson(sent, tell)
  inJson(received, tell)
  for (const answer of answers) inJson(answer, tell)
  for (const [, value = ''] of response.body?.text.matchAll(HANDLES) ?? []) tell('form_handle', value)
}

/** Every secret member of a JSON value, at any depth. */
export function inJson(value: unknown, tell: Tell): void {
  if (Array.isArray(value)) for (const item of value) inJson(item, tell)
  if (!isJsonObject(value)) return
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' && isSecretMember(name, value)) tell(name, member)
    else inJson(member, tell)
  }
}

function inHeader(name: string, value: string, tell: Tell): void {
  if (name === 'cookie') {
    for (const pair of value.split(/;\s*/)) tell('cookie', pair.slice(pair.indexOf('=') + 1))
  } else if (name === 'set-cookie') {
    tell('cookie', value.slice(value.indexOf('=') + 1).split(';')[0] ?? '')
  } else if (name.endsWith('authorization')) {
    inAuthorization(value, tell)
  } else {
    tell(name.replaceAll('-', '_'), value)
  }
}

function inAuthorization(value: string, tell: Tell): void {
  const at = value.indexOf(' ')
  const credentials = value.slice(at + 1).trim()
  if (value.slice(0, at).toLowerCase() !== 'basic') {
    tell('access_token', credentials)
    return
  }
  tell('basic_credentials', credentials)
  const pair = Buffer.from(credentials, 'base64').toString('utf8')
  const secret = pair.slice(pair.indexOf(':') + 1)
  tell('client_secret', secret)
  tell('client_secret', new URLSearchParams(`v=${secret}`).get('v') ?? '')
}
