import { onLoopback } from '../../core/loopback.ts'

/** RFC 3986 appendix B, for http and https; read from the string itself, because `URL` tidies away what is forbidden here. */
const URL_PARTS = /^(https?):\/\/([^/?#]+)([^?#]*)(?:\?[^#]*)?(#.*)?$/i

const NOT_IN_A_URI = /[^\x21-\x7e]|["<>\\^`{|}]/

/**
 * Why a client identifier URL is not one (CIMD-00 §3); undefined when it is. `/` is a path: later drafts advise against it
 * and do not forbid it.
 * @param loopback whether plain http to this machine is let pass, for development (CIMD-01 §6.5)
 */
export function clientIdentifierUrlProblem(clientId: string, loopback: boolean): string | undefined {
  const parts = URL_PARTS.exec(clientId)
  if (parts === null || NOT_IN_A_URI.test(clientId) || !URL.canParse(clientId)) {
    return 'must be a URL with a host, percent-encoded where needed'
  }
  const [, scheme = '', authority = '', path = '', fragment] = parts
  if (authority.includes('@')) return 'must not hold a user name or password'
  if (fragment !== undefined) return 'must not have a fragment'
  if (path === '') return 'must have a path, such as /client.json'
  if (path.split('/').some(isDotSegment)) return 'must not have . or .. as a path segment'
  if (scheme.toLowerCase() === 'https' || (loopback && onLoopback(clientId))) return undefined
  return loopback ? 'must use https, or http on 127.0.0.1, localhost or [::1]' : 'must use https'
}

function isDotSegment(segment: string): boolean {
  return ['.', '..'].includes(segment.replace(/%2e/gi, '.'))
}
