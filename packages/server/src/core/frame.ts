import { type Html, html } from './html.ts'
import { textResponse } from './http.ts'
import { LOGO } from './logo.ts'
import { pageHeaders } from './page.ts'
import { NAME, VERSION } from './version.ts'

/** A part of the navigation. */
export interface Section {
  readonly name: string
  readonly path: string
}

/** What a page with navigation is made of, beside what it is about. */
export interface Frame {
  readonly title: string
  /** What the navigation is called, what is in it, and what of it the page belongs to. */
  readonly navigation: string
  readonly sections: readonly Section[]
  readonly section?: string | undefined
  /** Files of this server. */
  readonly icon: string
  readonly style: readonly string[]
  readonly script: readonly string[]
  /** What it may load besides (CSP 3 §6). */
  readonly policy: readonly string[]
  /** Stands before the header: what the page refers to, and what script speaks through. */
  readonly before?: Html
  readonly main: Html
  /** Attributes of `main`. */
  readonly mainAttributes?: Html | undefined
  /** Said at the end of the page. */
  readonly note: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A page with navigation, whose style is {@link frameStyle}: complete without script, and it loads from this server alone. */
export function framed(frame: Frame): Response {
  const { title, navigation, sections, section, icon, style, script, policy, before, main, note } = frame
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${NAME}</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
${style.map(
  (path) => html`<link rel="stylesheet" href="${path}">
`,
)}${script.map(
  (path) => html`<script src="${path}" defer></script>
`,
)}</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${before}
<header class="top">
<a class="brand" href="${sections[0]?.path}">${LOGO}<span>${NAME}</span></a>
<nav aria-label="${navigation}"><ul>${sections.map(({ name, path }) => html`<li><a href="${path}"${path === section ? html` aria-current="page"` : undefined}>${name}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1"${frame.mainAttributes}>
${main}
</main>
<footer class="foot"><p><span>${NAME} ${VERSION}</span> <span>${note}</span></p></footer>
</body>
</html>
`
  return textResponse(text.text, {
    status: frame.status ?? 200,
    headers: { ...pageHeaders(policy), ...frame.headers },
  })
}
