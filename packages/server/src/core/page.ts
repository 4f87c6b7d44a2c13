import { createHash } from 'node:crypto'
import { type Html, html } from './html.ts'
import { NO_STORE, textResponse } from './http.ts'
import { style } from './style.ts'

/** One page of the server. */
export interface Page {
  readonly title: string
  readonly body: Html
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

const styleHash = createHash('sha256').update(style.text).digest('base64')

/** A complete page that works without script, loads nothing, is kept in no cache and can be framed by nobody (RFC 9700 §4.16). */
export function renderPage({ title, body, status = 200, headers = {} }: Page): Response {
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
  return textResponse(text.text, {
    status,
    headers: {
      ...pageHeaders([
        `style-src 'sha256-${styleHash}'`,
        // No form-action: browsers hold every redirect after a form to it, the client's own further ones too, and it cannot
        // name [::1].
      ]),
      ...headers,
    },
  })
}

/** What every page is sent with. It loads nothing but what `policy` adds (CSP 3 §6), and nobody can frame it. */
export function pageHeaders(policy: readonly string[]): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': ["default-src 'none'", ...policy, "frame-ancestors 'none'", "base-uri 'none'"].join(
      '; ',
    ),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // Not no-referrer: with it a browser would send `Origin: null` from our own forms.
    'referrer-policy': 'same-origin',
    ...NO_STORE,
  }
}
