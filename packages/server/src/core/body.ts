import { HttpError, OAuthError } from './errors.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** A body of which a beginning has been read. */
interface Begun {
  readonly chunks: Uint8Array[]
  readonly reader: ReadableStreamDefaultReader<Uint8Array>
}

/** What was read of the bodies of requests that somebody watches: all, a beginning, or nothing yet. */
const watched = new WeakMap<Request, ArrayBuffer | Uint8Array | Begun | undefined>()

/** Whether a request can have a body that means something (RFC 9110 §9.3.1, §9.3.2). */
export function mayHaveBody({ method }: Request): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

/**
 * Keeps what is read of a request's body for {@link bodyRead}. As much as `limit` bytes are read at once, so that they are known even of
 * a request that is refused for its headers. Undefined for a request that cannot have a body: there is nothing to wait for.
 */
export function watchBody(request: Request, limit: number): Promise<void> | undefined {
  return mayHaveBody(request) ? readBeginning(request, limit) : undefined
}

async function readBeginning(request: Request, limit: number): Promise<void> {
  watched.set(request, undefined)
  const announced = request.headers.get('content-length')
  if (announced === null) watched.set(request, await beginning(request, limit))
  else if (Number(announced) <= limit) watched.set(request, await request.arrayBuffer())
}

/** The bytes that were read of a watched request's body, perhaps a beginning; undefined when nobody has read any. */
export function bodyRead(request: Request): ArrayBuffer | Uint8Array | undefined {
  const read = watched.get(request)
  return read !== undefined && 'chunks' in read ? Buffer.concat(read.chunks) : read
}

/** The request's body as text. Throws {@link HttpError} 413 when it is longer than `limit` bytes, 400 when it is not UTF-8. */
export async function readBody(request: Request, limit: number): Promise<string> {
  const announced = request.headers.get('content-length')
  if (announced !== null && Number(announced) > limit) throw tooLarge(limit)
  const bytes = await readBytes(request, announced, limit)
  if (watched.has(request)) watched.set(request, bytes)
  try {
    return decoder.decode(bytes)
  } catch {
    throw new OAuthError('invalid_request', 'the request body must be UTF-8', {
      reference: { document: 'rfc6749', section: 'B' },
    })
  }
}

async function readBytes(request: Request, announced: string | null, limit: number): Promise<ArrayBuffer | Uint8Array> {
  const begun = watched.get(request)
  if (begun !== undefined && !('chunks' in begun)) {
    if (begun.byteLength > limit) throw tooLarge(limit)
    return begun
  }
  // With an announced length the HTTP layer has already bounded what can arrive.
  if (announced !== null) return request.arrayBuffer()
  return readBounded(begun ?? { chunks: [], reader: readerOf(request) }, limit)
}

async function readBounded({ chunks, reader }: Begun, limit: number): Promise<Uint8Array> {
  let length = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  while (length <= limit) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    length += value.byteLength
    chunks.push(value)
  }
  await reader.cancel()
  throw tooLarge(limit)
}

/** All of a body that is no longer than `limit` bytes, or so much of it. */
async function beginning(request: Request, limit: number): Promise<Uint8Array | Begun> {
  const [chunks, reader]: [Uint8Array[], Begun['reader']] = [[], readerOf(request)]
  for (let length = 0; length <= limit; ) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    length += value.byteLength
    chunks.push(value)
  }
  return { chunks, reader }
}

function readerOf({ body }: Request): Begun['reader'] {
  return (body ?? new Blob([]).stream()).getReader()
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, 'content_too_large', `the request body must not be longer than ${limit} bytes`)
}
