import { HttpError, OAuthError } from './errors.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The bodies of requests that somebody watches, as far as they were read. */
const watched = new WeakMap<Request, ArrayBuffer | Uint8Array | undefined>()

/**
 * Keeps what is read of a request's body for {@link bodyRead}. A body that says it is no longer than `limit` bytes is read at
 * once, so that it is known even of a request that is refused for its headers.
 */
export async function watchBody(request: Request, limit: number): Promise<void> {
  const announced = request.headers.get('content-length')
  const early = announced !== null && Number(announced) <= limit
  watched.set(request, early ? await request.arrayBuffer() : undefined)
}

/** The bytes that were read of a watched request's body; undefined when nobody has read any. */
export function bodyRead(request: Request): ArrayBuffer | Uint8Array | undefined {
  return watched.get(request)
}

/** The request's body as text. Throws {@link HttpError} 413 when it is longer than `limit` bytes, 400 when it is not UTF-8. */
export async function readBody(request: Request, limit: number): Promise<string> {
  const announced = request.headers.get('content-length')
  if (announced !== null && Number(announced) > limit) throw tooLarge(limit)
  // With an announced length the HTTP layer has already bounded what can arrive.
  const bytes =
    watched.get(request) ?? (announced === null ? await readBounded(request, limit) : await request.arrayBuffer())
  if (watched.has(request)) watched.set(request, bytes)
  try {
    return decoder.decode(bytes)
  } catch {
    throw new OAuthError('invalid_request', 'the request body must be UTF-8', {
      reference: { document: 'rfc6749', section: 'B' },
    })
  }
}

async function readBounded(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, 'content_too_large', `the request body must not be longer than ${limit} bytes`)
}
