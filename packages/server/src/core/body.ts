import { HttpError, OAuthError } from './errors.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The request's body as text. Throws {@link HttpError} 413 when it is longer than `limit` bytes, 400 when it is not UTF-8. */
export async function readBody(request: Request, limit: number): Promise<string> {
  const announced = request.headers.get('content-length')
  if (announced !== null && Number(announced) > limit) throw tooLarge(limit)
  // With an announced length the HTTP layer has already bounded what can arrive.
  const bytes = announced === null ? await readBounded(request, limit) : await request.arrayBuffer()
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
