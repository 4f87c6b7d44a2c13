import { createHash } from 'node:crypto'
import type { Context } from '../../core/context.ts'
import { html } from '../../core/html.ts'
import { DOCUMENT_PATH, REDOC_PATH } from '../paths.ts'
import { referencePage } from './frame.ts'

/** ReDoc makes empty style elements, and fills them by script (CSSOM); a style that comes as text would not be let in. */
const EMPTY_STYLE = `'sha256-${createHash('sha256').update('').digest('base64')}'`

/** The one style that it brings as text: of its scroll bars. A test in a browser says when it becomes another. */
const SCROLL_BARS = `'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='`

/** `GET /redoc`: ReDoc. */
export function redocPage(_request: Request, ctx: Context): Response {
  return referencePage(
    {
      path: REDOC_PATH,
      title: 'ReDoc',
      style: ['redoc.theme.css'],
      script: ['redoc.standalone.js', 'redoc.start.js'],
      policy: [`style-src 'self' ${EMPTY_STYLE} ${SCROLL_BARS}`, "script-src 'self'", "connect-src 'self'"],
      main: html`<h1 class="hidden">API reference</h1>
<noscript><p>ReDoc needs script. <a href="${DOCUMENT_PATH}">The document itself</a> does not.</p></noscript>
<div id="redoc" data-document="${DOCUMENT_PATH}"></div>`,
    },
    ctx,
  )
}
