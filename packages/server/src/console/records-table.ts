import { type Html, html } from '../core/html.ts'

/** One column of a table of records. */
export interface Column<T> {
  readonly name: string
  readonly value: (row: T) => Html | string
}

/** Records as a table; the first column names the row. */
export function recordsTable<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="plain"><caption>${caption}</caption>
<thead><tr>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map(({ value }, index) => (index === 0 ? html`<th scope="row">${value(row)}</th>` : html`<td>${value(row)}</td>`))}</tr>`,
  )}</tbody></table></div>`
}

/** Words in a row, each by itself. */
export function chips(words: readonly string[]): Html {
  return html`<span class="marks">${words.filter((word) => word !== '').map((word) => html`<span class="chip">${word}</span>`)}</span>`
}
