import { judge } from '../../checks/judge.ts'
import { type Html, html } from '../../core/html.ts'
import type { Flow } from '../../observe/flow.ts'
import { connectCard } from '../connect.ts'
import type { Content } from '../frame.ts'
import { countMarks, countOutcomes } from '../marks.ts'
import type { ConsolePage } from '../page.ts'
import { progress } from '../progress.ts'
import { link } from '../query.ts'
import type { Visit } from '../shown.ts'
import { ago, time } from '../when.ts'
import { whoIs } from '../who.ts'

/** How many flows one page shows. */
const PER_PAGE = 50

/** `/`: what clients did, the latest first, and what to point one at. */
export const home: ConsolePage = {
  path: '/',
  render(visit): Content {
    const flows = visit.shown.flows.all()
    return {
      title: 'Flows',
      section: '/',
      live: true,
      body: html`<div class="head"><h1>What clients did here</h1>
<p>Each attempt of a client to get in is one flow: every request of it, and whether it was right by the specification.</p></div>
<div class="home">
${flows.length === 0 ? nothingYet(visit) : flowList(flows, visit)}
${connectCard(visit)}
</div>`,
    }
  },
}

function flowList(flows: readonly Flow[], { query, ctx }: Visit): Html {
  const pages = Math.ceil(flows.length / PER_PAGE)
  const page = Math.min(Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1), pages)
  const now = ctx.clock.now()
  return html`<section aria-labelledby="flows">
<div class="section-head"><h2 id="flows">Flows</h2><span class="soft small" role="status">${flows.length === 1 ? 'one flow' : `${flows.length} flows`}, the latest first; times in UTC</span></div>
<ol class="flows">${flows.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((flow) => item(flow, now))}</ol>
${pages === 1 ? undefined : pager(page, pages)}
</section>`
}

function item(flow: Flow, now: number): Html {
  const { name, version, byAgent } = whoIs(flow)
  const { revision, judgements } = judge(flow)
  const { id, startedAt, lastAt, exchanges, ended } = flow
  const counts = countOutcomes(judgements)
  const marks = countMarks(counts, ['fail', 'warn', 'legacy', 'info', 'pass'])
  return html`<li class="flow" id="${id}">
<div><h3><a href="/flows/${id}"><bdi>${name}</bdi>${version === undefined ? undefined : html` <span class="version"><bdi>${version}</bdi></span>`}</a></h3>
<p class="meta"><span>${ended ? undefined : html`<span class="live-dot" aria-hidden="true"></span>`}${time(startedAt)}, ${ago(lastAt, now)}</span> <span>${exchanges.length === 1 ? 'one exchange' : `${exchanges.length} exchanges`}</span> <span>${revision ?? 'revision not shown yet'}</span>${byAgent ? html` <span>named by its User-Agent</span>` : undefined}</p></div>
<div class="marks">${marks.length === 0 ? [html`<span class="mark inconclusive">nothing to judge yet</span>`] : marks}</div>
${progress(flow)}
</li>`
}

function pager(page: number, pages: number): Html {
  return html`<nav class="pager" aria-label="Pages of flows">${page === 1 ? undefined : html`<a class="button" href="${link('/', { page: page === 2 ? undefined : String(page - 1) })}">Later</a>`}
<span class="soft small">Page ${page} of ${pages}</span>
${page === pages ? undefined : html`<a class="button" href="${link('/', { page: String(page + 1) })}">Earlier</a>`}</nav>`
}

function nothingYet({ ctx, shown }: Visit): Html {
  const [first] = shown.surfaces
  const url = ctx.issuer + (first?.path ?? '')
  return html`<section class="empty" aria-labelledby="flows"><h2 id="flows">No client has been here yet</h2>
<ol class="steps">
<li><span>Point your client at <code>${url}</code> and let it connect.</span></li>
<li><span>Approve what it asks for on the page that opens in your browser.</span></li>
<li><span>Its flow appears here by itself, with a verdict for everything it did.</span></li>
</ol></section>`
}
