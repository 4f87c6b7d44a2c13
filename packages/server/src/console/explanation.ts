import { cite, type Requirement, type RequirementId, referenceUrl, requirements } from '@mcp-auth/spec'
import { guidance } from '@mcp-auth/spec/guidance'
import { type Html, html } from '../core/html.ts'

/** What a requirement asks, why it is usually missed, and what to try next, with the sections that decide. */
export function explanation(id: RequirementId): Html {
  const row = requirements[id]
  const { cause, remedy } = guidance[id]
  return html`<dl>
<dt>What the clause asks</dt><dd>${row.summary}</dd>
<dt>Usual cause</dt><dd>${cause}</dd><dt>Next thing to try</dt><dd>${remedy}</dd>
<dt>Read it in</dt><dd>${clauses(row)}</dd>
</dl>`
}

/** Links to the sections that a requirement rests on. */
export function clauses({ references }: Requirement): Html {
  return html`<ul class="clauses">${references.map((reference) => html`<li><a href="${referenceUrl(reference)}" rel="noreferrer">${cite(reference)}</a></li>`)}</ul>`
}
