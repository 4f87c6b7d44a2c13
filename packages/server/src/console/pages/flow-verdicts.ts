import { type Level, levelAt, type Outcome, REVISIONS, type Revision, requirements } from '@mcp-auth/spec'
import type { Judgement } from '../../checks/judge.ts'
import { type Html, html } from '../../core/html.ts'
import { filterForm, options } from '../filter.ts'
import { flowHead } from '../flow-head.ts'
import { type FlowView, flowOf } from '../flow-view.ts'
import type { Content } from '../frame.ts'
import { countOutcomes, OUTCOMES, sign } from '../marks.ts'
import type { ConsolePage } from '../page.ts'
import { chosen, link } from '../query.ts'
import { TOPICS, topicOf, topics } from '../topics.ts'
import { LEVELS, verdictTable } from '../verdict-table.ts'
import { whoIs } from '../who.ts'

interface Filter {
  readonly outcome: Outcome | undefined
  readonly level: Level | undefined
  readonly revision: Revision | undefined
}

/** `/flows/:id/verdicts`: what every check says of one flow, by topic. */
export const flowVerdicts: ConsolePage = {
  path: '/flows/:id/verdicts',
  render(visit): Content {
    const view = flowOf(visit)
    const { query } = visit
    const filter: Filter = {
      outcome: chosen(query, 'outcome', OUTCOMES),
      level: chosen(query, 'level', LEVELS),
      revision: chosen(query, 'revision', REVISIONS),
    }
    const path = `/flows/${view.flow.id}/verdicts`
    const alike = view.judgements.filter((judgement) => matches(judgement, { ...filter, outcome: undefined }))
    const found = alike.filter((judgement) => matches(judgement, filter))
    const byTopic = topics.map((topic) => ({ topic, judgements: found.filter(({ code }) => topicOf(code) === topic) }))
    return {
      title: `Verdicts on ${whoIs(view.flow).name}`,
      section: '/',
      live: true,
      body: html`${flowHead(view, 'verdicts')}
${summary(path, alike, filter)}
${filterForm(path, fields(filter))}
<p class="soft" role="status">${found.length} of ${view.judgements.length} verdicts${view.revision === undefined ? '; judged by the mildest level, because nothing showed which revision the client speaks' : `, judged by MCP ${view.revision}`}</p>
${found.length === 0 ? html`<p class="empty">No verdict is like that. <a href="${path}">Show all</a></p>` : undefined}
${byTopic
  .filter(({ judgements }) => judgements.length > 0)
  .map(({ topic, judgements }) => section(topic, TOPICS[topic], judgements, view, filter))}`,
    }
  },
}

function matches({ outcome, level, requirement }: Judgement, filter: Filter): boolean {
  if (filter.outcome !== undefined && outcome !== filter.outcome) return false
  if (filter.level !== undefined && level !== filter.level) return false
  return filter.revision === undefined || levelAt(requirements[requirement], filter.revision) !== undefined
}

/** The counts by outcome, each a link that shows those alone. */
function summary(path: string, judgements: readonly Judgement[], { outcome: current, level, revision }: Filter): Html {
  const counts = countOutcomes(judgements)
  return html`<nav class="summary" aria-label="Filter by outcome"><a class="all" href="${link(path, { level, revision })}"${current === undefined ? html` aria-current="true"` : undefined}><b>${judgements.length}</b> all</a>
${OUTCOMES.map(
  (outcome) =>
    html`<a class="${outcome}" href="${link(path, { outcome, level, revision })}"${outcome === current ? html` aria-current="true"` : undefined}>${sign(outcome)}<b>${counts[outcome]}</b> ${outcome}</a>`,
)}</nav>`
}

function fields({ outcome, level, revision }: Filter): Html {
  return html`<label>Outcome<select name="outcome">${options(
    OUTCOMES.map((each) => [each, each] as const),
    outcome,
    'every outcome',
  )}</select></label>
<label>Level<select name="level">${options(
    LEVELS.map((each) => [each, each] as const),
    level,
    'every level',
  )}</select></label>
<label>Asked for by<select name="revision">${options(
    REVISIONS.map((each) => [each, `MCP ${each}`] as const),
    revision,
    'any revision',
  )}</select></label>`
}

function section(
  topic: string,
  name: string,
  judgements: readonly Judgement[],
  view: FlowView,
  { outcome }: Filter,
): Html {
  const sorted = judgements.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome))
  const seen = sorted.filter((judgement) => outcome !== undefined || judgement.outcome !== 'inconclusive')
  const unseen = sorted.filter((judgement) => !seen.includes(judgement))
  return html`<section class="topic" aria-labelledby="${topic}">
<div class="section-head"><h2 id="${topic}"><code>${topic}</code>${name}</h2></div>
${seen.length === 0 ? undefined : verdictTable(name, seen, view)}
${unseen.length === 0 ? undefined : html`<details class="unseen"><summary>${unseen.length} inconclusive</summary>${verdictTable(`${name}, inconclusive`, unseen, view)}</details>`}
</section>`
}
