/**
 * A redirect URI on this machine (RFC 8252 §7.3): its host, its port, and the rest as written. `localhost` counts, though
 * RFC 8252 §8.3 prefers the literals: MCP names it beside https.
 */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?((?:[/?].*)?)$/

/**
 * Why a redirect URI cannot be registered; undefined when it can. MCP wants https or this machine
 * (authorization, Communication Security); RFC 6749 §3.1.2 wants an absolute URI without fragment.
 */
export function redirectUriProblem(uri: string): string | undefined {
  if (!URL.canParse(uri)) return 'must be an absolute URI'
  if (uri.includes('#')) return 'must not have a fragment'
  if (/[\s<>"'\\^`{|}]/.test(uri)) return 'must have reserved characters percent-encoded'
  const { protocol, username, password } = new URL(uri)
  if (username !== '' || password !== '') return 'must not hold a user name or password'
  if (protocol === 'https:' || LOOPBACK.test(uri)) return undefined
  if (protocol === 'http:') return 'must use https unless its host is 127.0.0.1, localhost or [::1]'
  return `must use https, or http on 127.0.0.1, localhost or [::1], not the scheme ${protocol}`
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
