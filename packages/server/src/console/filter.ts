import { type Html, html } from '../core/html.ts'

/** A form of filters: it asks for the same page again, and so works without script. */
export function filterForm(action: string, fields: Html): Html {
  return html`<form class="filter" method="get" action="${action}" role="search">
${fields}
<button type="submit">Apply</button>
<a class="small" href="${action}">Clear</a>
</form>`
}

/** The options of a filter, the first of which filters nothing. */
export function options(
  all: readonly (readonly [value: string, name: string])[],
  current: string | undefined,
  none: string,
): readonly Html[] {
  return [['', none] as const, ...all].map(
    ([value, name]) =>
      html`<option value="${value}"${value === (current ?? '') ? html` selected` : undefined}>${name}</option>`,
  )
}
