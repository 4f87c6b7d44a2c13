import type { Judgement } from '../checks/judge.ts'
import { type Html, html } from '../core/html.ts'
import { read } from '../observe/reading.ts'
import { ACTORS, type Actor, type Arrow } from '../observe/sequence.ts'
import type { FlowView } from './flow-view.ts'
import { gist } from './gist.ts'
import { countMarks, countOutcomes } from './marks.ts'
import { stretches } from './phase.ts'
import { duration, time } from './when.ts'
import { short } from './who.ts'

/** A flow as a sequence diagram: a list of exchanges in lanes, each a link to what is behind it. */
export function diagram(view: FlowView, at: string | undefined): Html {
  const { actors, arrows } = view.sequence
  return html`<section class="card sequence of-${actors.length}" aria-label="Sequence of exchanges">
<ul class="actors" aria-label="Who takes part">${actors.map((actor) => html`<li>${FACES[actor]}${ACTORS[actor]}</li>`)}</ul>
${stretches(arrows).map(
  ({ phase, arrows: part }) => html`<section class="phase"><h2>${phase} <span>${span(part)}</span></h2>
<ol class="lanes">${part.map((arrow) => html`<li>${step(arrow, actors, view, at)}</li>`)}</ol></section>`,
)}
</section>`
}

function span(part: readonly Arrow[]): Html | undefined {
  const [first, last] = [part.at(0)?.observed, part.at(-1)?.observed]
  if (first === undefined || last === undefined) return undefined
  return html`${time(first.exchange.at)} · ${duration(last.exchange.answeredAt - first.exchange.at)}`
}

function step({ observed, from, to }: Arrow, actors: readonly Actor[], view: FlowView, at: string | undefined): Html {
  const { exchange, certain } = observed
  const { id, request, response } = exchange
  const [start, end] = [actors.indexOf(from), actors.indexOf(to)]
  const [left, right] = [Math.min(start, end), Math.max(start, end)]
  const counts = countOutcomes((view.findings.get(id) ?? []).filter((each) => marksArrow(each, id)))
  const said = gist(observed)
  const classes = [
    'step',
    start <= end ? 'right' : 'left',
    `at-${left}`,
    `l${left}-${right}`,
    certain ? '' : 'unsure',
    counts.fail > 0 ? 'bad' : '',
  ]
  return html`<a class="${classes.filter(Boolean).join(' ')}" id="step-${id}" href="/flows/${view.flow.id}?at=${id}#exchange"${at === id ? html` aria-current="true"` : undefined}>
<span class="label"><span class="number">${view.numbers.get(id)}</span><span class="hidden"> ${ACTORS[from]} to ${ACTORS[to]}: </span><code><span class="method">${request.method}</span> ${short(view.redactor.text(read(exchange).path), 120)}</code> ${status(response.status)} ${countMarks(counts, ['fail', 'warn', 'legacy', 'info', 'pass'])}</span>
<span class="line" aria-hidden="true"></span>
${said === undefined ? undefined : html`<span class="said">${short(view.redactor.text(said), 160)}</span>`}
</a>`
}

/** A finding marks the one exchange that decides it; what was right marks each. */
function marksArrow({ outcome, evidence }: Judgement, id: string): boolean {
  return outcome === 'pass' || evidence[0] === id
}

/** A status code, coloured by its class; 401 by itself, because it is how authorization begins. */
export function status(code: number): Html {
  return html`<span class="status s${Math.floor(code / 100)}${code === 401 ? ' s401' : ''}">${code}</span>`
}

const FACES: Readonly<Record<Actor, Html>> = {
  browser: html`<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="4" width="18" height="16" rx="2.5"/><path d="M3 9h18M6.5 6.6v.01M9.5 6.6v.01"/></svg>`,
  client: html`<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="4" width="18" height="16" rx="2.5"/><path d="M7 9.5l3 2.75L7 15M12.5 15.5H17"/></svg>`,
  'mcp-server': html`<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="4" y="4" width="16" height="7" rx="2"/><rect x="4" y="13" width="16" height="7" rx="2"/><path d="M7.5 7.5v.01M7.5 16.5v.01M11 7.5h5.5M11 16.5h5.5"/></svg>`,
  'authorization-server': html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3l7.5 3v5.5c0 4.6-3.2 7.8-7.5 9.5-4.3-1.7-7.5-4.9-7.5-9.5V6z"/><path d="M8.8 12l2.3 2.3 4.2-4.6"/></svg>`,
  'identity-provider': html`<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="8.5" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/></svg>`,
  elsewhere: html`<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.5 2.5 3.5 5.7 3.5 9s-1 6.5-3.5 9c-2.5-2.5-3.5-5.7-3.5-9s1-6.5 3.5-9"/></svg>`,
}
