import { type Html, html } from '../core/html.ts'
import type { FlowView } from './flow-view.ts'
import { countMarks, countOutcomes } from './marks.ts'
import { link } from './query.ts'
import { dateAndTime, duration } from './when.ts'
import { whoIs } from './who.ts'

/** The top of each page about a flow: whose it is, and the pages there are. */
export function flowHead({ flow, revision, judgements }: FlowView, current: 'sequence' | 'verdicts'): Html {
  const { id, exchanges, startedAt, lastAt, ended, contested, dropped } = flow
  const doubtful = contested || exchanges.some(({ certain }) => !certain)
  const { name, version, byAgent } = whoIs(flow)
  const marks = countMarks(countOutcomes(judgements), ['fail', 'warn', 'legacy', 'info', 'pass'])
  return html`<nav aria-label="Breadcrumbs"><ol class="crumbs"><li><a href="/">Flows</a></li><li>${id}</li></ol></nav>
<div class="flow-head"><div><h1><bdi>${name}</bdi>${version === undefined ? undefined : html` <span class="version"><bdi>${version}</bdi></span>`}</h1>
<p class="facts inline soft"><span>${ended ? 'Ended' : html`<span class="live-dot" aria-hidden="true"></span>Under way`}</span><span>began ${dateAndTime(startedAt)}</span><span>took ${duration(lastAt - startedAt)}</span><span>${exchanges.length === 1 ? 'one exchange' : `${exchanges.length} exchanges`}</span><span>${revision === undefined ? 'revision not shown yet' : `MCP ${revision}`}</span>${byAgent ? html`<span>named by its User-Agent</span>` : undefined}</p></div>
<div class="marks">${marks}</div></div>
${doubtful ? html`<p class="doubt">Another client was here at the same time, and the two could not be told apart: what looks wrong is not held against this one. To be judged, let it try alone.</p>` : undefined}
${dropped > 0 ? html`<p class="small soft">${dropped} more exchanges were let go, and are not judged.</p>` : undefined}
<nav aria-label="This flow"><ul class="tabs">
<li><a href="/flows/${id}"${current === 'sequence' ? html` aria-current="page"` : undefined}>Sequence</a></li>
<li><a href="/flows/${id}/verdicts"${current === 'verdicts' ? html` aria-current="page"` : undefined}>Verdicts <span class="chip">${judgements.length}</span></a></li>
<li class="exports"><span>Save as</span> ${exports(id).map(([name, path]) => html`<a href="${path}">${name}</a>`)}</li>
</ul></nav>`
}

/** A flow as a file to keep, attach or show: what was judged, and what passed. */
function exports(id: string): readonly (readonly [name: string, path: string])[] {
  const report = (format: string): string => link('/debug/report', { flow: id, format })
  const flow = (format?: string): string => link(`/debug/flows/${id}`, { format })
  return [
    ['Report', report('html')],
    ['Markdown', flow('markdown')],
    ['JUnit', report('junit')],
    ['SARIF', report('sarif')],
    ['HAR', flow('har')],
    ['Mermaid', flow('mermaid')],
    ['JSON', flow()],
  ]
}
