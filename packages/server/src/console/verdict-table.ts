import { type Level, requirementUrl } from '@mcp-auth/spec'
import type { Judgement } from '../checks/judge.ts'
import { type Html, html } from '../core/html.ts'
import { explanation } from './explanation.ts'
import { evidenceLinks } from './finding.ts'
import type { FlowView } from './flow-view.ts'
import { mark } from './marks.ts'

/** Every level, the strictest first. */
export const LEVELS = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY', 'INFO'] as const satisfies readonly Level[]

/** Judgements of one flow as a table. */
export function verdictTable(caption: string, judgements: readonly Judgement[], view: FlowView): Html {
  return html`<table class="verdicts stack" role="table"><caption class="hidden">${caption}</caption><colgroup><col class="o"><col><col class="l"><col class="e"></colgroup>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Outcome</th><th scope="col" role="columnheader">The client …</th><th scope="col" role="columnheader">Level</th><th scope="col" role="columnheader">Evidence</th></tr></thead>
<tbody role="rowgroup">${judgements.map((judgement) => row(judgement, view))}</tbody></table>`
}

function row({ outcome, code, title, note, level, requirement, evidence }: Judgement, view: FlowView): Html {
  const links = evidenceLinks(evidence, view)
  return html`<tr role="row"${outcome === 'inconclusive' ? html` class="quiet"` : undefined}><td role="cell">${mark(outcome)}</td>
<th scope="row" role="rowheader"><span class="title">${title}</span><p class="note">${view.redactor.text(note)}</p>
<details class="more"><summary>Why, and what to try<span class="hidden"> of ${code}</span></summary>${explanation(requirement)}</details></th>
<td class="where" role="cell"><span class="level">${level ?? 'not asked'}</span><br><span class="small"><a href="/requirements/${code}">${code}</a> · <a href="${requirementUrl(requirement)}" rel="noreferrer">clause<span class="hidden"> of ${code}</span></a></span></td>
<td class="proof" role="cell"><span class="evidence">${links.length === 0 ? [html`<span class="soft">none</span>`] : links}</span></td></tr>`
}
