import { type Html, html } from '../core/html.ts'
import { textResponse } from '../core/http.ts'
import { pageHeaders } from '../core/page.ts'
import { NAME, VERSION } from '../core/version.ts'
import { LOGO } from './icon.ts'
import { shapes } from './marks.ts'
import { SCRIPT_PATH } from './script.ts'
import { STYLE_PATH } from './style.ts'

/** The parts of the console, as its navigation names them. */
export const SECTIONS = [
  { name: 'Flows', path: '/' },
  { name: 'Verdicts', path: '/verdicts' },
  { name: 'Requirements', path: '/requirements' },
  { name: 'Clients', path: '/clients' },
  { name: 'Tokens', path: '/tokens' },
  { name: 'Approvals', path: '/approvals' },
] as const

/** The path of a part of the console. */
export type SectionPath = (typeof SECTIONS)[number]['path']

/** What a page of the console is made of. */
export interface Content {
  readonly title: string
  readonly section?: SectionPath
  readonly body: Html
  /** Whether it follows what happens, where there is script. */
  readonly live?: boolean
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A page of the console: complete without script, and it loads from this server alone. */
export function frame({ title, section, body, live = false, status = 200, headers = {} }: Content): Response {
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${NAME}</title>
<link rel="icon" href="/favicon.ico" type="image/svg+xml">
<link rel="stylesheet" href="${STYLE_PATH}">
<script src="${SCRIPT_PATH}" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<p class="hidden" id="news" role="status"></p>
${shapes}
<header class="top">
<a class="brand" href="/">${LOGO}<span>${NAME}</span></a>
<nav aria-label="Console"><ul>${SECTIONS.map(({ name, path }) => html`<li><a href="${path}"${path === section ? html` aria-current="page"` : undefined}>${name}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1"${live ? html` data-live` : undefined}>
${body}
</main>
<footer class="foot"><p><span>${NAME} ${VERSION}</span> <span>Secrets are never shown here, and everything on this page comes from this server.</span></p></footer>
</body>
</html>
`
  return textResponse(text.text, {
    status,
    headers: {
      ...pageHeaders([
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
      ]),
      ...headers,
    },
  })
}
