import { onLoopback } from '../../core/loopback.ts'

/**
 * A redirect URI on this machine (RFC 8252 §7.3): its host, its port, and the rest as written. `localhost` counts, though
 * RFC 8252 §8.3 prefers the literals: MCP names it beside https.
 */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?((?:[/?].*)?)$/

/** What a URI never holds as it is (RFC 3986 §2): anything but printable ASCII, and the characters that delimit it in text. */
const NOT_IN_A_URI = /[^\x21-\x7E]|["<>\\^`{|}]/

/** https with an authority of host characters and perhaps a port. */
const WEB = /^https:\/\/(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:[/?]|$)/

/** The response sends each of these itself, and nothing may come twice (RFC 6749 §3.1). */
const RESPONSE_PARAMETERS = ['code', 'state', 'iss', 'error'] as const

/**
 * Why a redirect URI cannot be registered; undefined when it can. MCP wants https or this machine
 * (authorization, Communication Security); RFC 6749 §3.1.2 wants an absolute URI without fragment.
 */
export function redirectUriProblem(uri: string): string | undefined {
  if (!URL.canParse(uri)) return 'must be an absolute URI'
  if (uri.includes('#')) return 'must not have a fragment'
  if (NOT_IN_A_URI.test(uri)) return 'must have characters that a URI cannot hold percent-encoded'
  const { protocol, username, password, searchParams } = new URL(uri)
  if (username !== '' || password !== '') return 'must not hold a user name or password'
  const taken = RESPONSE_PARAMETERS.find((name) => searchParams.has(name))
  if (taken !== undefined) return `must not have the query parameter ${taken}, which the response brings`
  if (WEB.test(uri) || LOOPBACK.test(uri)) return undefined
  if (protocol === 'http:') return 'must use https unless its host is 127.0.0.1, localhost or [::1]'
  if (protocol === 'https:') return 'must have a host name after https://'
  return `must use https, or http on 127.0.0.1, localhost or [::1], not the scheme ${protocol}`
}

/** Whether what is wrong with a redirect URI is where it leads: neither to this machine nor by https (MCP authorization, Communication Security). */
export function leadsAstray(uri: string): boolean {
  if (!URL.canParse(uri)) return true
  const { protocol } = new URL(uri)
  return protocol !== 'https:' && !(protocol === 'http:' && onLoopback(uri))
}

/**
 * Whether `presented` is one of the `registered` redirect URIs: the same string (OAuth 2.1 §2.3.1), except that the port of
 * a loopback redirect is free, because a native app learns it only at run time (RFC 8252 §7.3).
 */
export function redirectUriRegistered(presented: string, registered: readonly string[]): boolean {
  return registered.includes(presented) || registered.some((uri) => sameButForPort(presented, uri))
}

function sameButForPort(presented: string, registered: string): boolean {
  const asked = LOOPBACK.exec(presented)
  const known = LOOPBACK.exec(registered)
  if (asked === null || known === null) return false
  const port = asked[2]?.slice(1)
  return asked[1] === known[1] && asked[3] === known[3] && (port === undefined || Number(port) <= 65_535)
}

/** Whether every redirect URI leads to the user's own machine, so that any program there could pose as the client. */
export function onlyLoopback(uris: readonly string[]): boolean {
  return uris.length > 0 && uris.every((uri) => LOOPBACK.test(uri))
}
