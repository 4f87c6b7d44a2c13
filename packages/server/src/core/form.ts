import { readBody } from './body.ts'
import { OAuthError, type OAuthErrorOptions } from './errors.ts'

type Citation = Pick<OAuthErrorOptions, 'requirement' | 'reference'>

/**
 * Parameters of a query or of an `application/x-www-form-urlencoded` body (RFC 6749 §3.1, §3.2, appendix B):
 * an empty value counts as absent, a parameter may come once. Only `resource` may repeat (RFC 8707 §2).
 */
export class Params {
  // Without a prototype, so that no parameter name means anything by itself.
  readonly #values: Record<string, string> = Object.create(null)
  readonly #resources: string[] = []
  readonly #repeated = new Set<string>()
  readonly #malformed = new Set<string>()

  readonly #onceOnly: Citation

  /** @param onceOnly what a parameter that comes twice breaks */
  constructor(source: URLSearchParams, onceOnly: Citation = { reference: { document: 'rfc6749', section: '3.2' } }) {
    this.#onceOnly = onceOnly
    for (const [name, value] of source) this.#add(name, value)
  }

  #add(name: string, value: string): void {
    if (value === '') return
    if (value.includes('\uFFFD')) this.#malformed.add(name)
    if (name === 'resource') this.#resources.push(value)
    if (this.#values[name] === undefined) this.#values[name] = value
    else if (name !== 'resource') this.#repeated.add(name)
  }

  /** The value, or undefined when the parameter is absent or empty. Throws `invalid_request` when it came twice or is not UTF-8. */
  get(name: string): string | undefined {
    this.#check(name)
    return this.#values[name]
  }

  /** The value. Throws `invalid_request`, citing what asks for it, when it is absent. */
  require(name: string, cited: Citation = {}): string {
    const value = this.get(name)
    if (value === undefined) throw new OAuthError('invalid_request', `${name} is required`, cited)
    return value
  }

  /** Every `resource` (RFC 8707 §2: "Multiple resource parameters MAY be used"). */
  get resources(): readonly string[] {
    this.#check('resource')
    return this.#resources
  }

  /** Throws `invalid_request` when any parameter came twice or is not UTF-8, whether somebody reads it or not. */
  rejectMalformed(): void {
    for (const name of this.#repeated) this.#check(name)
    for (const name of this.#malformed) this.#check(name)
  }

  /** First values as an object, for events. */
  toRecord(): Readonly<Record<string, string>> {
    return this.#values
  }

  #check(name: string): void {
    if (this.#repeated.has(name)) {
      throw new OAuthError('invalid_request', `${name} must not be sent more than once`, this.#onceOnly)
    }
    if (this.#malformed.has(name)) {
      throw new OAuthError('invalid_request', `${name} must be percent-encoded UTF-8`, {
        reference: { document: 'rfc6749', section: 'B' },
      })
    }
  }
}

/** Reads a form body. Throws `invalid_request` for another media type, `HttpError` 413 for one over `limit` bytes. */
export async function readForm(request: Request, limit: number): Promise<Params> {
  requireMediaType(request, 'application/x-www-form-urlencoded', 'invalid_request', {
    reference: { document: 'rfc6749', section: 'B' },
  })
  return new Params(new URLSearchParams(await readBody(request, limit)))
}

/** Reads a JSON body. Throws `HttpError` 413 for one over `limit` bytes and a `SyntaxError` for what is not JSON. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  return JSON.parse(await readBody(request, limit))
}

/** Throws `code` unless the request's media type is the one given (RFC 6749 appendix B, RFC 7591 §3.1). */
export function requireMediaType(
  request: Request,
  wanted: string,
  code: 'invalid_request' | 'invalid_client_metadata',
  cited: Citation,
): void {
  const sent = request.headers.get('content-type')
  const mediaType = sent?.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType === wanted) return
  const said = mediaType === undefined || mediaType === '' ? 'none was sent' : `not ${mediaType}`
  throw new OAuthError(code, `content-type must be ${wanted}, ${said}`, cited)
}
