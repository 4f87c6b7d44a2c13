import { createHash } from 'node:crypto'
import { textResponse } from './http.ts'

/** Serves a text that is the same for everybody, and asked for again only when it changed (RFC 9110 §13.1.2). */
export function asset(text: string, type: string): (request: Request) => Response {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache', etag }
  return (request) =>
    request.headers.get('if-none-match') === etag
      ? new Response(null, { status: 304, headers })
      : textResponse(text, { status: 200, headers })
}
