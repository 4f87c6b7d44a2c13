import type { Event } from '../core/events.ts'
import { type Html, html } from '../core/html.ts'
import { parseJson } from '../core/json.ts'
import type { Observed } from '../observe/flow.ts'
import type { RedactedBody, RedactedExchange } from '../observe/redact.ts'
import { ACTORS } from '../observe/sequence.ts'
import { status } from './diagram.ts'
import { findingCards } from './finding.ts'
import type { FlowView } from './flow-view.ts'
import { duration, time } from './when.ts'

/** What is behind one arrow: the exchange without its secrets, what the server said, and what that proves. */
export function exchangePanel(view: FlowView, observed: Observed): Html {
  const { exchange, events, certain } = observed
  const { id, at, answeredAt, endpoint } = exchange
  const shown = view.redactor.exchange(exchange)
  const { request, response } = shown
  const { pathname, search } = new URL(request.url)
  const arrow = view.sequence.arrows.find((each) => each.observed === observed)
  const proves = view.findings.get(id) ?? []
  return html`<aside class="side card" id="exchange" tabindex="-1" aria-labelledby="exchange-title">
${neighbours(view, id)}
<h2 id="exchange-title"><code>${request.method} ${pathname}</code> ${status(response.status)}</h2>
<p class="soft small">${arrow === undefined ? undefined : html`${ACTORS[arrow.from]} to ${ACTORS[arrow.to]}, `}${time(at)} UTC, answered in ${duration(answeredAt - at)}</p>
${endpoint === undefined ? html`<p class="small soft">There is no endpoint at this path.</p>` : undefined}
${certain ? undefined : html`<p class="small soft">Another client may have sent this: they could not be told apart.</p>`}
${proves.length === 0 ? undefined : html`<section><h3>What it proves</h3>${findingCards(proves, view)}</section>`}
${message('Request', `${request.method} ${pathname}${search}`, request)}
${message('Response', `${response.status}${response.streams ? ', a stream of events' : ''}`, response)}
${tokenList(shown)}
${eventList(events, view)}
</aside>`
}

/** What there is to see before an arrow is chosen. */
export function overviewPanel(view: FlowView): Html {
  const worth = view.judgements.filter(
    ({ outcome }) => outcome === 'fail' || outcome === 'warn' || outcome === 'legacy',
  )
  return html`<aside class="side card" id="exchange" tabindex="-1" aria-labelledby="exchange-title">
<h2 id="exchange-title">What to look at</h2>
${
  worth.length === 0
    ? html`<p class="soft">Nothing that was seen here is wrong. <a href="/flows/${view.flow.id}/verdicts">The verdicts</a> say what was seen, and what was not.</p>`
    : findingCards(worth, view)
}
<p class="soft small">Choose an arrow to see the exchange behind it.</p>
</aside>`
}

function neighbours({ flow, numbers }: FlowView, id: string): Html {
  const index = (numbers.get(id) ?? 1) - 1
  const link = (other: Observed | undefined, text: string): Html =>
    other === undefined
      ? html`<span></span>`
      : html`<a href="/flows/${flow.id}?at=${other.exchange.id}#exchange">${text}</a>`
  return html`<nav class="nav" aria-label="Exchanges">${link(flow.exchanges[index - 1], '← Before')}<a href="#step-${id}">${index + 1} of ${flow.exchanges.length}</a>${link(flow.exchanges[index + 1], 'After →')}</nav>`
}

type Headers = RedactedExchange['request']['headers']

function message(
  name: string,
  line: string,
  { headers, body }: { readonly headers: Headers; readonly body?: RedactedBody },
): Html {
  return html`<details open><summary>${name}</summary>
<p class="first-line"><code>${line}</code></p>
<table class="headers"><caption class="hidden">${name} headers</caption><tbody>${headers.map(
    ([header, value]) => html`<tr><th scope="row">${header}</th><td>${value}</td></tr>`,
  )}</tbody></table>
${
  body === undefined || body.text === ''
    ? html`<p class="soft small">No body.</p>`
    : html`<pre class="body" tabindex="0" role="region" aria-label="${name} body">${pretty(body.text, headers)}</pre>${body.partial ? html`<p class="soft small">The rest was not kept.</p>` : undefined}`
}
</details>`
}

/** JSON indented, a form one parameter a line, anything else as it is. */
function pretty(body: string, headers: Headers): string {
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? ''
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')
  }
  const json = parseJson(body)
  return json === undefined ? body : JSON.stringify(json, null, 2)
}

function tokenList({ tokens }: RedactedExchange): Html | undefined {
  if (tokens.length === 0) return undefined
  return html`<details open><summary>Tokens, decoded</summary>${tokens.map(
    ({ label, header, claims }) => html`<h3><code>${label}</code></h3>
<pre class="body" tabindex="0" role="region" aria-label="Decoded ${label}">${JSON.stringify({ header, claims }, null, 2)}</pre>`,
  )}</details>`
}

function eventList(events: readonly Event[], { redactor }: FlowView): Html | undefined {
  if (events.length === 0) return undefined
  return html`<details open><summary>What the server says of it</summary><ul class="events">${events.map((event) => {
    const { id: _id, at: _at, issuer: _issuer, exchange: _exchange, type: _type, ...data } = redactor.event(event)
    return html`<li><code>${event.type}</code><dl>${Object.entries(data).map(
      ([name, value]) =>
        html`<div><dt>${name}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd></div>`,
    )}</dl></li>`
  })}</ul></details>`
}
