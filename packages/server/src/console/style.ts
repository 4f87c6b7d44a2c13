import { createHash } from 'node:crypto'
import { textResponse } from '../core/http.ts'
import { base } from './style/base.ts'
import { flow } from './style/flow.ts'
import { home } from './style/home.ts'
import { tables } from './style/tables.ts'

const text = [base, home, flow, tables].join('')

/** A path without the name of what is in it would be kept by browsers beyond the version that it is of. */
export const STYLE_PATH = '/console/style.css'

const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`

/** The style sheet of the console; the same for everybody. */
export function styleEndpoint(request: Request): Response {
  return asset(request, { text, etag, type: 'text/css; charset=utf-8' })
}

/** A part of the console that is the same for everybody, and asked for again only when it changed (RFC 9110 §13.1.2). */
export function asset(
  request: Request,
  { text, etag, type }: { readonly text: string; readonly etag: string; readonly type: string },
): Response {
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache', etag }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  return textResponse(text, { status: 200, headers })
}
