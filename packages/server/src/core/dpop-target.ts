/**
 * An http URI as RFC 3986 §3 spells one, without user name and password: what a DPoP proof may name. `URL` alone is not
 * enough, because it also takes spaces, backslashes and much else that is no URI.
 */
const HTTP_URI = /^https?:\/\/[^/?#@]+(?:[/?#]|$)/i
const URI_CHARACTERS = /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\dA-Fa-f]{2})*$/

/**
 * Whether `htu` names the URI `target`: "ignoring any query and fragment parts" (RFC 9449 §4.3), after syntax-based
 * (RFC 3986 §6.2.2) and scheme-based normalization (§6.2.3). What is left is compared as strings.
 */
export function namesTarget(htu: string, target: string): boolean {
  const named = normalized(htu)
  return named !== undefined && named === normalized(target)
}

/** Undefined for what is no http URI. */
function normalized(uri: string): string | undefined {
  if (!HTTP_URI.test(uri) || !URI_CHARACTERS.test(uri) || !URL.canParse(uri)) return undefined
  // `URL` puts scheme and host in lower case, drops a default port, dot segments and an empty path.
  const { origin, pathname } = new URL(uri)
  return origin + pathname.replace(/%[\dA-Fa-f]{2}/g, withoutNeed)
}

/** RFC 3986 §6.2.2.2: an unreserved character stands for itself; §6.2.2.1: other escapes are in upper case. */
function withoutNeed(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
  return /[\w.~-]/.test(character) ? character : encoded.toUpperCase()
}
