import { requirementUrl } from '@mcp-auth/spec'
import type { Judgement } from '../checks/judge.ts'
import type { Event } from '../core/events.ts'
import { type Html, html } from '../core/html.ts'
import { parseJson } from '../core/json.ts'
import type { Observed } from '../observe/flow.ts'
import { status } from './diagram.ts'
import { explanation } from './explanation.ts'
import type { FlowView } from './flow-view.ts'
import { OUTCOMES, sign } from './marks.ts'
import type { RedactedExchange } from './redaction.ts'
import { ACTORS, arrowOf } from './sequence.ts'
import { duration, time } from './when.ts'

/** What is behind one arrow: the exchange without its secrets, what the server said, and what that proves. */
export function exchangePanel(view: FlowView, observed: Observed): Html {
  const { exchange, events, certain } = observed
  const { id, at, answeredAt, endpoint } = exchange
  const shown = view.redactor.exchange(exchange)
  const { from, to } = arrowOf(exchange)
  const url = new URL(shown.url)
  return html`<aside class="side card" id="exchange" tabindex="-1" aria-labelledby="exchange-title">
${neighbours(view, id)}
<h2 id="exchange-title"><code>${shown.method} ${url.pathname}</code> ${status(shown.status)}</h2>
<p class="soft small">${ACTORS[from]} to ${ACTORS[to]}, ${time(at)} UTC, answered in ${duration(answeredAt - at)}${endpoint === undefined ? undefined : html`; the ${endpoint.replaceAll('-', ' ')} endpoint`}</p>
${certain ? undefined : html`<p class="small soft">Another client may have sent this: they could not be told apart.</p>`}
${findingList(view.findings.get(id) ?? [], view)}
${message('Request', `${shown.method} ${url.pathname}${url.search}`, shown.requestHeaders, shown.requestBody)}
${message('Response', String(shown.status), shown.responseHeaders, shown.responseBody)}
${tokenList(shown)}
${eventList(events, view)}
</aside>`
}

/** What there is to see before an arrow is chosen. */
export function overviewPanel(view: FlowView): Html {
  const worth = byOutcome(view.judgements).filter(
    ({ outcome }) => outcome === 'fail' || outcome === 'warn' || outcome === 'legacy',
  )
  return html`<aside class="side card" id="exchange" tabindex="-1" aria-labelledby="exchange-title">
<h2 id="exchange-title">What to look at</h2>
${
  worth.length === 0
    ? html`<p class="soft">Nothing of what was seen here is wrong. <a href="/flows/${view.flow.id}/verdicts">All verdicts</a> say what was seen and what was not.</p>`
    : html`${worth.map((judgement) => finding(judgement, view))}`
}
<p class="soft small">Choose an arrow to see the exchange behind it.</p>
</aside>`
}

function neighbours({ flow, numbers }: FlowView, id: string): Html {
  const index = (numbers.get(id) ?? 1) - 1
  const link = (other: Observed | undefined, text: string): Html | undefined =>
    other === undefined
      ? html`<span></span>`
      : html`<a href="/flows/${flow.id}?at=${other.exchange.id}#exchange">${text}</a>`
  return html`<nav class="nav" aria-label="Exchanges">${link(flow.exchanges[index - 1], '← Before')}<span class="soft">${index + 1} of ${flow.exchanges.length}</span>${link(flow.exchanges[index + 1], 'After →')}</nav>`
}

function byOutcome(judgements: readonly Judgement[]): readonly Judgement[] {
  return judgements.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome))
}

function findingList(judgements: readonly Judgement[], view: FlowView): Html | undefined {
  if (judgements.length === 0) return undefined
  return html`<section><h3>What it proves</h3>${byOutcome(judgements).map((judgement) => finding(judgement, view))}</section>`
}

function finding({ outcome, code, title, note, level, requirement, evidence }: Judgement, view: FlowView): Html {
  return html`<div class="finding ${outcome}"><p class="title">${sign(outcome)}<span>${outcome}${level === undefined ? '' : `, ${level}`}: the client ${title}</span></p>
<p>${view.redactor.text(note)}</p>
<p class="small"><a href="/requirements/${code}">${code}</a> · <a href="${requirementUrl(requirement)}" rel="noreferrer">the clause</a>${evidenceLinks(evidence, view)}</p>
${outcome === 'pass' ? undefined : html`<details class="more"><summary>Why, and what to try</summary>${explanation(requirement)}</details>`}</div>`
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

function message(
  name: string,
  line: string,
  headers: readonly (readonly [string, string])[],
  body: string | undefined,
): Html {
  return html`<details open><summary>${name}</summary>
<pre class="body" tabindex="0" role="region" aria-label="${name} line">${line}</pre>
<table class="headers"><caption class="hidden">${name} headers</caption><tbody>${headers.map(
    ([header, value]) => html`<tr><th scope="row">${header}</th><td>${value}</td></tr>`,
  )}</tbody></table>
${body === undefined || body === '' ? html`<p class="soft small">No body.</p>` : html`<pre class="body" tabindex="0" role="region" aria-label="${name} body">${pretty(body, headers)}</pre>`}
</details>`
}

/** JSON indented, a form one parameter a line, anything else as it is. */
function pretty(body: string, headers: readonly (readonly [string, string])[]): string {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')
  }
  const json = parseJson(body)
  return json === undefined ? body : JSON.stringify(json, null, 2)
}

function tokenList({ tokens }: RedactedExchange): Html | undefined {
  if (tokens.length === 0) return undefined
  return html`<details open><summary>Tokens, decoded</summary>${tokens.map(
    ({ where, header, payload }) => html`<h3>${where}</h3>
<pre class="body" tabindex="0" role="region" aria-label="Decoded token of ${where}">${JSON.stringify({ header, payload }, null, 2)}</pre>`,
  )}</details>`
}

function eventList(events: readonly Event[], { redactor }: FlowView): Html | undefined {
  if (events.length === 0) return undefined
  return html`<details open><summary>What the server says of it</summary><ul class="events">${events.map((event) => {
    const { id: _id, at: _at, issuer: _issuer, exchange: _exchange, type, ...data } = event
    const said = Object.entries(data).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    return html`<li><code>${type}</code> <span class="soft">${redactor.text(said.join('  '))}</span></li>`
  })}</ul></details>`
}
