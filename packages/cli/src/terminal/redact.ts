import { isSecretHeader, isSecretParameter } from '@mcp-auth/spec'
import { isObject } from '../http/json.ts'

/** What stands where a secret was. */
export const REDACTED = '[redacted]'

/** A JSON value without its secrets, at any depth; our own camelCase names count like the wire's. */
export function redactJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactJson)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isPrivateKey(name, member) || (isSecretName(name) && typeof member === 'string') ? REDACTED : redactJson(member),
    ]),
  )
}

/** A private key of ours, or the private members of a key wherever one is (RFC 7518 §6.2.2, §6.3.2). */
function isPrivateKey(name: string, member: unknown): boolean {
  if (name === 'privateKey') return true
  return ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name) && typeof member === 'string'
}

function isSecretName(name: string): boolean {
  return isSecretParameter(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
}

/** A query or form without its secrets; names and order stay. */
export function redactForm(form: string): string {
  const parts = form.split('&').map((pair) => {
    const name = [...new URLSearchParams(pair).keys()][0]
    return name !== undefined && isSecretParameter(name) ? `${pair.split('=', 1)[0]}=${REDACTED}` : pair
  })
  return parts.join('&')
}

/** A URL without the secrets of its query, fragment or user information. */
export function redactUrl(url: string): string {
  const [beforeFragment = '', fragment] = url.split('#', 2)
  const mark = beforeFragment.indexOf('?')
  const base = mark === -1 ? beforeFragment : beforeFragment.slice(0, mark)
  const query = mark === -1 ? '' : `?${redactForm(beforeFragment.slice(mark + 1))}`
  const safeBase = base.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, `$1${REDACTED}@`)
  return `${safeBase}${query}${fragment === undefined ? '' : `#${redactForm(fragment)}`}`
}

/** Running text, with every URL in it redacted. */
export function redactText(text: string): string {
  return text.replace(/https?:\/\/[^\s"'<>]+/g, (url) => redactUrl(url))
}

/** A header's value without its secret; the scheme of credentials stays. */
export function redactHeader(name: string, value: string): string {
  const lower = name.toLowerCase()
  if (lower === 'location') return redactUrl(value)
  if (!isSecretHeader(lower)) return value
  const scheme = lower.endsWith('authorization') ? /^[A-Za-z-]+ /.exec(value)?.[0] : undefined
  return `${scheme ?? ''}${REDACTED}`
}

/** Text of unknown shape: JSON and forms lose their secrets, anything else is only counted. */
export function redactBody(body: string, mediaType: string): string {
  if (body === '') return ''
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null) return JSON.stringify(redactJson(value))
  } catch {
    if (mediaType === 'application/x-www-form-urlencoded') return redactForm(body)
  }
  return `(${body.length} characters of ${mediaType === '' ? 'unknown type' : mediaType})`
}

/** The events of a stream without their secrets. */
export function redactEvents(text: string, between: string): string {
  const events = text.split(/\r\n|\r|\n/).filter((line) => line.startsWith('data:'))
  return events.map((line) => redactBody(line.slice(5).trim(), 'text/event-stream')).join(between)
}

/** The secrets of a JSON value, at any depth. */
export function secretsOfJson(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(secretsOfJson)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' ? (isSecretName(name) ? [member] : []) : secretsOfJson(member),
  )
}

/** The secrets of a query or form. */
export function secretsOfForm(form: string): readonly string[] {
  return [...new URLSearchParams(form)].flatMap(([name, value]) => (isSecretParameter(name) ? [value] : []))
}

/** The secret of a header: what follows the scheme; of `Basic`, the password inside (RFC 7617 §2). */
export function secretsOfHeader(name: string, value: string): readonly string[] {
  if (!isSecretHeader(name.toLowerCase())) return []
  const [, scheme, credentials] = /^([A-Za-z-]+) (.+)$/.exec(value) ?? []
  if (credentials === undefined) return [value]
  if (scheme?.toLowerCase() !== 'basic') return [credentials]
  const password = Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '')
  return [credentials, password]
}
