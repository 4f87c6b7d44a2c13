import { type Html, html } from '../core/html.ts'
import type { Finding, FlowReport, Report } from './document.ts'
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
  const order = ['fail', 'warn', 'info', 'legacy', 'pass', 'inconclusive']
  const sorted = [...findings].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${client.title}</h2>
<p>Flow <code>${id}</code>, revision ${revision ?? 'unknown'}, ${exchanges} exchanges.</p>
<ul class="counts">${counts.map(([outcome, count]) => html`<li class="${outcome}">${count} ${outcome}</li>`)}</ul>
<div class="scroll"><table>
<caption>What each check found</caption>
<thead><tr><th scope="col">Outcome</th><th scope="col">Requirement</th><th scope="col">What was seen</th></tr></thead>
<tbody>${sorted.map(row)}</tbody>
</table></div>
</section>`
}

function row({ outcome, code, title, note, level, clause, url, evidence, cause, remedy }: Finding): Html {
  const seen = evidence.slice(0, 5).map(({ request, answer }) => html`<li><code>${request}</code> → ${answer}</li>`)
  return html`<tr class="${outcome}">
<td><span class="mark">${outcome}</span></td>
<th scope="row"><a href="${url}" rel="noreferrer">${code}</a> <span class="soft">${level ?? ''}</span></th>
<td><p>${note}</p><p class="soft">${title} ${clause}.</p>${seen.length === 0 ? undefined : html`<ul>${seen}</ul>`}${cause === undefined ? undefined : html`<p><strong>Usual cause:</strong> ${cause}</p>`}${remedy === undefined ? undefined : html`<p><strong>Try next:</strong> ${remedy}</p>`}</td>
</tr>
`
}
