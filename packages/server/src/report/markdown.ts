import type { Finding, FlowReport, Report } from './document.ts'

const MARKS = { fail: '❌', warn: '⚠️', info: 'ℹ️', legacy: '🕰️', pass: '✅', inconclusive: '➖' } as const

/** Markdown to paste into an issue or a job summary. What was not seen is counted, not listed. */
export function markdown(report: Report): string {
  const flows = report.flows.map(flowSection)
  const none = 'No client has been seen yet.\n'
  return `# MCP authorization report\n\n${report.tool.name} ${report.tool.version} at \`${report.server}\`, ${report.createdAt}\n\n${flows.length === 0 ? none : flows.join('\n')}`
}

function flowSection({ id, client, revision, exchanges, outcomes, findings }: FlowReport): string {
  const counts = Object.entries(outcomes).filter(([, count]) => count > 0)
  const said = findings.filter(({ outcome }) => outcome !== 'inconclusive' && outcome !== 'pass')
  const passed = findings.filter(({ outcome }) => outcome === 'pass').map(({ code }) => code)
  return `## ${inline(client.title)}

Flow \`${id}\`, revision ${revision ?? 'unknown'}, ${exchanges} exchanges: ${counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ')}.

${said.map(findingSection).join('\n')}${passed.length === 0 ? '' : `✅ passed: ${[...new Set(passed)].join(', ')}\n`}`
}

function findingSection({ outcome, code, note, title, level, clause, url, evidence, cause, remedy }: Finding): string {
  const seen = evidence
    .slice(0, 3)
    .map(({ request, answer }) => `\`${request.replaceAll('`', "'")}\` → ${inline(answer)}`)
  return `- ${MARKS[outcome]} **${code}** ${inline(note)}
  - ${inline(title)} ${level === null ? 'Not asked for in this revision.' : `(${level})`} [${inline(clause)}](${url})
${seen.length === 0 ? '' : `  - seen: ${seen.join('; ')}\n`}${cause === undefined ? '' : `  - usual cause: ${inline(cause)}\n`}${remedy === undefined ? '' : `  - try next: ${inline(remedy)}\n`}`
}

/** Text that means nothing to Markdown. */
function inline(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|!]/g, '\\$&').replaceAll(/\s+/g, ' ')
}
