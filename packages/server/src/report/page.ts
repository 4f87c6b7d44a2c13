import type { Outcome } from '@mcp-auth/spec'
import { type Html, html } from '../core/html.ts'
import type { Finding, FlowReport, Report } from './document.ts'
import { TOLD } from './markdown.ts'
import { reportStyle } from './style.ts'

/** The report as one page that needs nothing else: no script, nothing to load. */
export function reportPage(report: Report): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>MCP authorization report</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>MCP authorization report</h1>
<p class="soft">${report.tool.name} ${report.tool.version} at <code>${report.server}</code>, ${report.createdAt}</p>
${report.flows.length === 0 ? html`<p>No client has been seen yet.</p>` : report.flows.map(flowSection)}
</main>
</body>
</html>
`.text
}

function flowSection({ id, client, revision, exchanges, outcomes, findings }: FlowReport): Html {
  const counts = Object.entries(outcomes).filter(([, count]) => count > 0)
  const of = (wanted: Outcome): readonly Finding[] => findings.filter(({ outcome }) => outcome === wanted)
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${client.title}</h2>
<p>Flow <code>${id}</code>, revision ${revision ?? 'unknown'}, ${exchanges} ${exchanges === 1 ? 'exchange' : 'exchanges'}.</p>
<ul class="counts">${counts.map(([outcome, count]) => html`<li class="${outcome}">${count} ${outcome}</li>`)}</ul>
${TOLD.flatMap(of).map(card)}
${table('What passed', of('pass'))}
${table('What could not be told', of('inconclusive'))}
</section>`
}

function card({ outcome, code, title, note, level, clause, url, evidence, help }: Finding): Html {
  const seen = evidence.slice(0, 5).map(({ request, answer }) => html`<li><code>${request}</code> → ${answer}</li>`)
  return html`<article class="${outcome}">
<h3><span class="mark">${outcome}</span> ${code} <span class="soft">${level ?? ''}</span></h3>
<p class="note">${note}</p>
<p>${title} <a href="${url}" rel="noreferrer">${clause}</a></p>
<dl>${seen.length === 0 ? undefined : html`<dt>Seen</dt><dd><ul>${seen}</ul></dd>`}${
    help && html`<dt>Usual cause</dt><dd>${help.cause}</dd><dt>Next thing to try</dt><dd>${help.remedy}</dd>`
  }</dl>
</article>
`
}

function table(caption: string, findings: readonly Finding[]): Html | undefined {
  if (findings.length === 0) return undefined
  return html`<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Requirement</th><th scope="col">What was seen</th></tr></thead>
<tbody>${findings.map(
    ({ code, outcome, title, note, url, clause }) => html`<tr class="${outcome}">
<th scope="row">${code}</th>
<td><p>${note}</p><p class="soft">${title} <a href="${url}" rel="noreferrer">${clause}</a></p></td>
</tr>
`,
  )}</tbody>
</table>`
}
