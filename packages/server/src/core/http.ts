/** Where a response has its text. A weak map would say it without a trace, and cost each collection of garbage its keys. */
const TEXT = Symbol('text')

/** A response whose body is this text. Plain header objects, unlike `Headers`, spare the server a conversion and back. */
export function textResponse(
  text: string,
  init: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
): Response {
  const response = new Response(text, init)
  return Object.assign(response, { [TEXT]: text })
}

/** The body of a response that {@link textResponse} made; undefined for any other. */
export function textOf(response: Response): string | undefined {
  return (response as { readonly [TEXT]?: string })[TEXT]
}

/** The path of a request's URL, as it was sent and as the router reads it; much cheaper than parsing the whole. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.indexOf('?', start)
  if (start < 0) return '/'
  return end < 0 ? url.slice(start) : url.slice(start, end)
}

/** A JSON answer. */
export function json(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): Response {
  return textResponse(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** Keeps what carries a secret or a decision out of every cache (RFC 6749 §5.1). */
export const NO_STORE: Readonly<Record<string, string>> = { 'cache-control': 'no-store', pragma: 'no-cache' }

/** A 3xx that makes a browser go on with GET: 302 after GET, 303 after POST; never 307, which would repeat the body (RFC 9700 §4.12). */
export function redirect(
  status: 302 | 303,
  location: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(null, {
    status,
    headers: { location, ...NO_STORE, 'referrer-policy': 'no-referrer', ...headers },
  })
}

/** A quoted-string (RFC 9110 §5.6.4), for a challenge parameter. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

/** One challenge of `WWW-Authenticate` (RFC 9110 §11.6.1); parameters whose value is undefined are left out. */
export function challenge(scheme: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quoted(value)}`],
  )
  return pairs.length === 0 ? scheme : `${scheme} ${pairs.join(', ')}`
}

/** The values of a `Cookie` header by name; the first of a repeated name wins (RFC 6265 §4.2). */
export function cookies(request: Request): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 0) continue
    const name = pair.slice(0, at).trim()
    if (!found.has(name)) found.set(name, pair.slice(at + 1).trim())
  }
  return found
}
