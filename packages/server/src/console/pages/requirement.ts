import {
  cite,
  declaredOnlyChecks,
  levelAt,
  requirement as lookUp,
  REVISIONS,
  type RequirementId,
  type Requirement as Row,
  referenceUrl,
} from '@mcp-auth/spec'
import { guidance } from '@mcp-auth/spec/guidance'
import { checks, judge } from '../../checks/judge.ts'
import { HttpError } from '../../core/errors.ts'
import { type Html, html } from '../../core/html.ts'
import { clauses } from '../explanation.ts'
import type { Content } from '../frame.ts'
import { mark, OUTCOMES } from '../marks.ts'
import type { ConsolePage } from '../page.ts'
import type { Shown } from '../shown.ts'
import { PARTIES, TOPICS, topicOf } from '../topics.ts'
import { time } from '../when.ts'
import { whoIs } from '../who.ts'

/** Of how many flows a requirement's page tells. */
const FLOWS = 20

/** `/requirements/:code`: one requirement, whole. */
export const requirement: ConsolePage = {
  path: '/requirements/:code',
  render({ path, shown }): Content {
    const row = lookUp(path['code'] ?? '')
    if (row === undefined) throw new HttpError(404, 'not_found', 'the catalogue has no requirement of this code')
    const topic = topicOf(row.code)
    return {
      title: `${row.code}: ${row.summary}`,
      section: '/requirements',
      body: html`<nav aria-label="Breadcrumbs"><ol class="crumbs"><li><a href="/requirements">Requirements</a></li>${topic === undefined ? undefined : html`<li><a href="/requirements?topic=${topic}">${TOPICS[topic]}</a></li>`}</ol></nav>
<div class="head"><h1>${row.code}</h1><p class="lead">${row.summary}</p></div>
<div class="requirement">
<div>
${help(row.id)}
${judgedSection(row.id, shown)}
</div>
<div class="card">
<h2>By revision</h2>
<p class="soft small">Binds the ${PARTIES[row.party].toLowerCase()}; ${BINDINGS[row.binding]}.</p>
${levels(row)}
<h2>Clauses</h2>
${clauses(row)}
${row.stricter === undefined ? undefined : html`<p class="small"><a href="${referenceUrl(row.stricter.reference)}" rel="noreferrer">${cite(row.stricter.reference)}</a> asks for more: ${row.stricter.level}.</p>`}
${official(row)}
<h2>Names</h2>
<dl class="facts"><dt>Code</dt><dd><code>${row.code}</code></dd><dt>Id</dt><dd><code>${row.id}</code></dd></dl>
</div>
</div>`,
    }
  },
}

const BINDINGS: Readonly<Record<Row['binding'], string>> = {
  mcp: 'the dated MCP text says it',
  oauth: 'OAuth or HTTP says it, which MCP builds on',
  'best-practices': "MCP's Security Best Practices say it",
  extension: 'an extension says it, for those who speak it',
  rfc: 'an RFC says it, for those who use it',
}

function help(id: RequirementId): Html {
  const { cause, remedy } = guidance[id]
  return html`<section class="guidance"><h2>Usual cause</h2><p>${cause}</p></section>
<section class="guidance"><h2>Next thing to try</h2><p>${remedy}</p></section>`
}

function levels(row: Row): Html {
  return html`<table class="headers"><caption class="hidden">Level by revision</caption><tbody>${REVISIONS.map(
    (revision) =>
      html`<tr><th scope="row">${revision}</th><td>${levelAt(row, revision) ?? (row.binding === 'rfc' || row.binding === 'extension' ? row.level : 'not asked')}</td></tr>`,
  )}</tbody></table>`
}

function official(row: Row): Html | undefined {
  const { official: ids, officialTwins = [] } = row
  if (ids.length + officialTwins.length === 0) return undefined
  return html`<h2>Official conformance checks</h2><ul class="clauses">${ids.map(
    (id) =>
      html`<li><code>${id}</code>${declaredOnlyChecks.has(id) ? html` <span class="chip">declared, never run</span>` : undefined}</li>`,
  )}${officialTwins.map((id) => html`<li><code>${id}</code> <span class="chip">the other party's half</span></li>`)}</ul>`
}

function judgedSection(id: RequirementId, shown: Shown): Html {
  const own = checks.filter(({ requirement: judged }) => judged === id)
  const row = lookUp(id)
  if (own.length === 0) {
    const why =
      row?.unobservable === undefined
        ? row?.party === 'client'
          ? 'No check judges it yet.'
          : 'It binds a server; flows show what clients do.'
        : `Nothing on the wire shows whether it is met: ${row.unobservable}.`
    return html`<section><h2>Judged by</h2><p class="soft">${why}</p></section>`
  }
  return html`<section><h2>Judged by</h2><ul class="catalogue">${own.map(
    ({ id: check, title, arises }) =>
      html`<li><code>${check}</code><span class="level">check</span><p>The client ${title}.<br><span class="soft small">Arises with ${arises}.</span></p></li>`,
  )}</ul>${row?.unseen === undefined ? undefined : html`<p class="soft small">A pass says nothing about ${row.unseen}.</p>`}</section>
${flowsOf(id, shown)}`
}

function flowsOf(id: RequirementId, { flows }: Shown): Html {
  const found = flows
    .all()
    .slice(0, FLOWS)
    .flatMap((flow) =>
      judge(flow)
        .judgements.filter((judgement) => judgement.requirement === id)
        .map((judgement) => ({ flow, judgement })),
    )
  found.sort((a, b) => OUTCOMES.indexOf(a.judgement.outcome) - OUTCOMES.indexOf(b.judgement.outcome))
  if (found.length === 0)
    return html`<section><h2>In the latest flows</h2><p class="soft">No client has been here yet.</p></section>`
  return html`<section><h2>In the latest flows</h2>
<table class="verdicts stack"><caption class="hidden">Verdicts of the latest flows on this requirement</caption><colgroup><col class="o"><col></colgroup>
<thead><tr><th scope="col">Outcome</th><th scope="col">Flow</th></tr></thead>
<tbody>${found.map(({ flow, judgement: { outcome, note } }) => html`<tr><td>${mark(outcome)}</td><th scope="row"><a href="/flows/${flow.id}"><bdi>${whoIs(flow).name}</bdi></a> <span class="soft small">${time(flow.startedAt)}</span><p class="note small">${note}</p></th></tr>`)}</tbody></table></section>`
}
