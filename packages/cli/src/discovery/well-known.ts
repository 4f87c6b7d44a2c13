/** The parts of a URL around its path, cut from the text itself so that nothing is normalised. */
interface Cut {
  readonly origin: string
  readonly path: string
  readonly query: string
}

function cut(url: string): Cut {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([^?#]*)(\?[^#]*)?/i.exec(url)
  return { origin: match?.[1] ?? '', path: match?.[2] ?? '', query: match?.[3] ?? '' }
}

/**
 * Where protected resource metadata may be when no challenge says it: the path-inserted place, then the root
 * (RFC 9728 §3.1; 2025-11-25 authorization §Protected Resource Metadata Discovery).
 */
export function resourceMetadataUrls(resource: string): readonly string[] {
  const { origin, path, query } = cut(resource)
  const root = `${origin}/.well-known/oauth-protected-resource`
  const tail = `${path === '/' ? '' : path}${query}`
  return tail === '' ? [root] : [`${root}${tail}`, root]
}

/**
 * Where authorization server metadata may be, in the order to ask (2025-11-25 authorization §Authorization
 * Server Metadata Discovery; RFC 8414 §3.1; OpenID Connect Discovery §4.1). The root is never asked for an
 * issuer that has a path: that is another tenant's document.
 */
export function authorizationServerMetadataUrls(issuer: string): readonly string[] {
  const { origin, path } = cut(issuer)
  const tenant = path.replace(/\/+$/, '')
  const inserted = ['oauth-authorization-server', 'openid-configuration'].map(
    (suffix) => `${origin}/.well-known/${suffix}${tenant}`,
  )
  return tenant === '' ? inserted : [...inserted, `${origin}${tenant}/.well-known/openid-configuration`]
}

/**
 * The canonical URI of an MCP server that publishes none: scheme and host in lower case, no lone slash, and the
 * rest as given (2025-11-25 authorization §Canonical Server URI).
 */
export function canonicalResource(url: string): string {
  const { origin, path, query } = cut(url)
  return `${origin.toLowerCase()}${path === '/' ? '' : path}${query}`
}

/** How a resource identifier relates to the URL that was called. */
export type Coverage = 'same' | 'prefix' | 'other'

/**
 * Byte-equal, or the same origin with a path that ends where a segment of the called path ends. Anything else
 * is another resource (RFC 9728 §3.3).
 */
export function coverage(resource: string, url: string): Coverage {
  if (resource === url) return 'same'
  if (!URL.canParse(resource) || !URL.canParse(url) || resource.includes('#')) return 'other'
  const outer = new URL(resource)
  const inner = new URL(url)
  if (outer.username !== '' || outer.password !== '' || outer.origin !== inner.origin) return 'other'
  if (outer.search !== '') return outer.href === inner.href ? 'prefix' : 'other'
  const base = outer.pathname.endsWith('/') ? outer.pathname : `${outer.pathname}/`
  return inner.pathname === outer.pathname || inner.pathname.startsWith(base) ? 'prefix' : 'other'
}
