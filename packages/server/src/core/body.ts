import { HttpError, OAuthError } from './errors.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** A body of which a beginning has been read. */
export interface Begun {
  readonly chunks: Uint8Array[]
  readonly reader: ReadableStreamDefaultReader<Uint8Array>
}

/** What was read of the body of a request that somebody watches; nothing yet where it has neither. */
export interface WatchedBody {
  /** All of it, or a beginning. */
  bytes?: ArrayBuffer | Uint8Array | Begun
  /** All of it as text, once an endpoint has read it so; then without the bytes. */
  text?: string
  /** How many bytes somebody wants to keep. */
  readonly limit: number
}

/** Where a request has its {@link WatchedBody}. A weak map would say it without a trace, and cost each collection of garbage its keys. */
const WATCHED = Symbol('watched body')

/** What is kept of a request's body; undefined for one that nobody watches. */
function watchedBody(request: Request): WatchedBody | undefined {
  return (request as { readonly [WATCHED]?: WatchedBody })[WATCHED]
}

/** Whether a request can have a body that means something (RFC 9110 §9.3.1, §9.3.2). */
export function mayHaveBody({ method }: Request): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

/**
 * Keeps what is read of a request's body. As much as `limit` bytes are read at once, so that they are known even of
 * a request that is refused for its headers. Undefined for a request that cannot have a body: there is nothing to wait for.
 */
export function watchBody(request: Request, limit: number): Promise<WatchedBody> | undefined {
  return mayHaveBody(request) ? readBeginning(request, limit) : undefined
}

/** Never rejects: a body that breaks off is the endpoint's to refuse. */
async function readBeginning(request: Request, limit: number): Promise<WatchedBody> {
  const body: WatchedBody = { limit }
  Object.assign(request, { [WATCHED]: body })
  const announced = request.headers.get('content-length')
  try {
    if (announced === null) body.bytes = await beginning(request, limit)
    else if (Number(announced) <= limit) body.bytes = await request.arrayBuffer()
  } catch {}
  return body
}

/** The bytes that were read of a body, perhaps a beginning; undefined when nobody has read any, and when they are text now. */
export function bytesRead({ bytes }: WatchedBody): ArrayBuffer | Uint8Array | undefined {
  return bytes !== undefined && 'chunks' in bytes ? Buffer.concat(bytes.chunks) : bytes
}

function keep(bytes: ArrayBuffer | Uint8Array, text: string, watched: WatchedBody): void {
  if (bytes.byteLength > watched.limit) watched.bytes = bytes
  else {
    delete watched.bytes
    watched.text = text
  }
}

/** The request's body as text. Throws {@link HttpError} 413 when it is longer than `limit` bytes, 400 when it is not UTF-8. */
export async function readBody(request: Request, limit: number): Promise<string> {
  const announced = request.headers.get('content-length')
  if (announced !== null && Number(announced) > limit) throw tooLarge(limit)
  const watched = watchedBody(request)
  const bytes = await readBytes(request, announced, { limit, begun: watched?.bytes })
  const text = decoded(bytes)
  if (watched !== undefined) keep(bytes, text, watched)
  return text
}

function decoded(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new OAuthError('invalid_request', 'the request body must be UTF-8', {
      reference: { document: 'rfc6749', section: 'B' },
    })
  }
}

async function readBytes(
  request: Request,
  announced: string | null,
  { limit, begun }: { limit: number; begun: WatchedBody['bytes'] },
): Promise<ArrayBuffer | Uint8Array> {
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
