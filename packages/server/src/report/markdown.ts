import type { Finding, FlowReport, Report } from './document.ts'

const MARKS = { fail: '❌', warn: '⚠️', info: 'ℹ️', legacy: '🕰️', pass: '✅', inconclusive: '➖' } as const

/** What there is something to do about, or to say, in this order. */
export const TOLD = ['fail', 'warn', 'info', 'legacy'] as const

/** Markdown to paste into an issue or a job summary. What was not seen is counted, not listed. */
export function markdown(report: Report): string {
  const flows = report.flows.map(flowSection)
  const none = 'No client has been seen yet.\n'
  return `# MCP authorization report\n\n${report.tool.name} ${report.tool.version} at \`${report.server}\`, ${report.createdAt}\n\n${flows.length === 0 ? none : flows.join('\n')}`
}

function flowSection({ id, client, revision, exchanges, outcomes, findings }: FlowReport): string {
  const counts = Object.entries(outcomes).filter(([, count]) => count > 0)
  const told = TOLD.flatMap((wanted) => findings.filter(({ outcome }) => outcome === wanted))
  const passed = findings.filter(({ outcome }) => outcome === 'pass').map(({ code }) => code)
  return `## ${inline(client.title)}

Flow \`${id}\`, revision ${revision ?? 'unknown'}, ${exchanges} ${exchanges === 1 ? 'exchange' : 'exchanges'}: ${counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ')}.

${told.map((one) => `${findingItem(one)}\n`).join('')}${passed.length === 0 ? '' : `✅ passed: ${[...new Set(passed)].sort().join(', ')}\n`}`
}

function findingItem({ outcome, code, note, title, level, clause, url, evidence, help }: Finding): string {
  const seen = evidence
    .slice(0, 3)
    .map(({ request, answer }) => `\`${request.replaceAll('`', "'")}\` → ${inline(answer)}`)
  const details = [
    ...(seen.length === 0 ? [] : [['seen', seen.join('; ')]]),
    ...(help === undefined
      ? []
      : [
          ['usual cause', inline(help.cause)],
          ['next thing to try', inline(help.remedy)],
        ]),
  ]
  return `- ${MARKS[outcome]} **${code}** ${inline(note)}
  - ${inline(title)} ${level === null ? 'Not asked for in this revision.' : `(${level})`} [${inline(clause)}](${url})
${details.map(([name, text]) => `  - ${name}: ${text}\n`).join('')}`
}

/** Text that means nothing to Markdown. */
export function inline(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|!]/g, '\\$&').replaceAll(/\s+/g, ' ')
}
