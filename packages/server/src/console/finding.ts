import { requirementUrl } from '@mcp-auth/spec'
import type { Judgement } from '../checks/judge.ts'
import { type Html, html } from '../core/html.ts'
import { explanation } from './explanation.ts'
import type { FlowView } from './flow-view.ts'
import { OUTCOMES, sign } from './marks.ts'

/** Judgements as cards, what is wrong first; those that passed in one line each. */
export function findingCards(judgements: readonly Judgement[], view: FlowView): Html {
  const sorted = judgements.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome))
  const passed = sorted.filter(({ outcome }) => outcome === 'pass')
  const cards = (some: readonly Judgement[]): readonly Html[] => some.map((judgement) => card(judgement, view))
  return html`${cards(sorted.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'inconclusive'))}${
    passed.length === 0
      ? undefined
      : html`<ul class="passed">${passed.map(
          ({ code, title }) =>
            html`<li><span class="mark pass">${sign('pass')}pass</span> <span>The client ${title}. <a href="/requirements/${code}">${code}</a></span></li>`,
        )}</ul>`
  }${cards(sorted.filter(({ outcome }) => outcome === 'inconclusive'))}`
}

function card({ outcome, code, title, note, level, requirement, evidence }: Judgement, view: FlowView): Html {
  return html`<div class="finding ${outcome}"><p class="title">${sign(outcome)}<span>${outcome}${level === undefined ? '' : ` · ${level}`}</span></p>
<p class="rule">A client ${title}.</p>
<p>${view.redactor.text(note)}</p>
<p class="small"><a href="/requirements/${code}">${code}</a> · <a href="${requirementUrl(requirement)}" rel="noreferrer">the clause<span class="hidden"> of ${code}</span></a>${evidenceLinks(evidence, view)}</p>
<details class="more"><summary>Why, and what to try<span class="hidden"> about ${code}</span></summary>${explanation(requirement)}</details></div>`
}

/** Links to the exchanges that prove a judgement, as far as they are kept. */
export function evidenceLinks(evidence: readonly string[], { flow, numbers }: FlowView): readonly Html[] {
  return evidence
    .filter((id) => numbers.has(id))
    .slice(0, 6)
    .map(
      (id) =>
        html` <a href="/flows/${flow.id}?at=${id}#exchange"><span class="hidden">Exchange </span>#${numbers.get(id)}</a>`,
    )
}
