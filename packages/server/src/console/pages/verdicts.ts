import type { Outcome } from '@mcp-auth/spec'
import { checks, type Judgement, judge } from '../../checks/judge.ts'
import { type Html, html } from '../../core/html.ts'
import type { Flow } from '../../observe/flow.ts'
import { filterForm, options } from '../filter.ts'
import type { Content } from '../frame.ts'
import { countMarks, OUTCOMES, sign } from '../marks.ts'
import type { ConsolePage } from '../page.ts'
import { chosen } from '../query.ts'
import { TOPICS, type Topic, topicOf, topics } from '../topics.ts'
import { time } from '../when.ts'
import { short, whoIs } from '../who.ts'

/** How many flows stand side by side; the counts are of all that are judged here. */
const COLUMNS = 8
const JUDGED = 200

interface Row {
  readonly check: string
  readonly code: string
  readonly title: string
  readonly judgements: readonly Judgement[]
  readonly counts: Readonly<Record<Outcome, number>>
}

interface Part {
  readonly topic: Topic
  readonly rows: readonly Row[]
}

/** `/verdicts`: every check against the latest flows. */
export const verdicts: ConsolePage = {
  path: '/verdicts',
  render({ shown, query }): Content {
    const outcome = chosen(query, 'outcome', OUTCOMES)
    const flows = shown.flows.all().slice(0, JUDGED)
    const rows = rowsOf(flows).filter(({ counts }) => outcome === undefined || counts[outcome] > 0)
    const byTopic = topics.map((topic) => ({ topic, rows: rows.filter(({ code }) => topicOf(code) === topic) }))
    return {
      title: 'Verdicts',
      section: '/verdicts',
      live: true,
      body: html`<div class="head"><h1>Verdicts on all flows</h1>
<p>Every check against ${flows.length === JUDGED ? `the latest ${JUDGED} flows` : 'every flow'}, the latest side by side: what one client does wrong, and what they all do. <a href="/debug/report?format=html">Report on all</a></p></div>
${filterForm(
  '/verdicts',
  html`<label>Checks with at least one<select name="outcome">${options(
    OUTCOMES.map((each) => [each, each] as const),
    outcome,
    'outcome of any kind',
  )}</select></label>`,
)}
${
  flows.length === 0
    ? html`<p class="empty">No client has been here yet. <a href="/">Point yours at this server</a></p>`
    : matrix(
        byTopic.filter((part) => part.rows.length > 0),
        flows.slice(0, COLUMNS),
      )
}`,
    }
  },
}

function rowsOf(flows: readonly Flow[]): readonly Row[] {
  const all = flows.map((flow) => new Map(judge(flow).judgements.map((judgement) => [judgement.check, judgement])))
  const [first] = all
  if (first === undefined) return []
  return checks.flatMap(({ id, title }) => {
    const judgements = all.flatMap((each) => each.get(id) ?? [])
    const counts = { fail: 0, warn: 0, legacy: 0, info: 0, pass: 0, inconclusive: 0 }
    for (const { outcome } of judgements) counts[outcome] += 1
    return { check: id, code: first.get(id)?.code ?? '', title, judgements, counts }
  })
}

function matrix(parts: readonly Part[], flows: readonly Flow[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Checks by flow"><table class="plain matrix"><caption class="hidden">Checks by flow</caption>
<thead><tr><th scope="col">The client …</th>${flows.map(heading)}<th scope="col">In all</th></tr></thead>
${parts.map(
  ({ topic, rows }) =>
    html`<tbody><tr class="group"><th scope="rowgroup" colspan="${flows.length + 2}"><code>${topic}</code> ${TOPICS[topic]}</th></tr>${rows.map((row) => line(row, flows))}</tbody>`,
)}</table></div>`
}

function heading(flow: Flow): Html {
  const { name } = whoIs(flow)
  return html`<th class="flow-col" scope="col"><a href="/flows/${flow.id}/verdicts"><bdi>${short(name, 16)}</bdi></a><br>${time(flow.startedAt)}</th>`
}

function line({ code, title, judgements, counts }: Row, flows: readonly Flow[]): Html {
  return html`<tr><th scope="row">${title}<br><a class="small" href="/requirements/${code}">${code}</a></th>
${flows.map((flow, index) => cell(flow, judgements[index]))}<td><span class="marks">${countMarks(counts, ['fail', 'warn', 'legacy', 'info', 'pass'])}</span></td></tr>`
}

function cell(flow: Flow, judgement: Judgement | undefined): Html {
  if (judgement === undefined) return html`<td class="cell"></td>`
  const { outcome, evidence } = judgement
  const shape = html`<span class="dot ${outcome}">${sign(outcome)}<span class="hidden">${outcome}</span></span>`
  const [decisive] = evidence
  return html`<td class="cell">${decisive === undefined ? shape : html`<a href="/flows/${flow.id}?at=${decisive}#exchange">${shape}</a>`}</td>`
}
