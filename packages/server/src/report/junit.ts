import type { Finding, FlowReport, Report } from './document.ts'
import { xml } from './xml.ts'

/**
 * JUnit XML, as CI systems read it: a suite for each flow, a case for each check. What was not seen is skipped; a warning passes, and says
 * so in its output.
 */
export function junit(report: Report): string {
  const suites = report.flows.map(suite)
  const { fail, inconclusive } = report.outcomes
  const tests = report.flows.reduce((sum, { findings }) => sum + findings.length, 0)
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${xml(report.tool.name)}" tests="${tests}" failures="${fail}" errors="0" skipped="${inconclusive}">
${suites.join('\n')}
</testsuites>
`
}

function suite({ id, client, startedAt, outcomes, findings, revision }: FlowReport): string {
  const properties = { flow: id, revision: revision ?? 'unknown' }
  const written = Object.entries(properties).map(([name, value]) => `<property name="${name}" value="${xml(value)}"/>`)
  return `  <testsuite name="${xml(client.title)}" tests="${findings.length}" failures="${outcomes.fail}" errors="0" skipped="${outcomes.inconclusive}" timestamp="${startedAt}">
    <properties>${written.join('')}</properties>
${findings.map(testCase).join('\n')}
  </testsuite>`
}

function testCase(finding: Finding): string {
  const { code, check, outcome, note } = finding
  const topic = code.replace(/-\d+$/, '')
  const open = `    <testcase classname="${xml(topic)}" name="${xml(`${code} ${check}`)}"`
  const text = xml(described(finding))
  if (outcome === 'fail')
    return `${open}><failure message="${xml(note)}" type="${finding.level ?? ''}">${text}</failure></testcase>`
  if (outcome === 'inconclusive') return `${open}><skipped message="${xml(note)}"/></testcase>`
  if (outcome === 'pass') return `${open}/>`
  return `${open}><system-out>${xml(outcome.toUpperCase())}: ${text}</system-out></testcase>`
}

/** A finding in some lines: what was seen, where, by what it is judged, and what helps. */
function described({ title, note, level, clause, url, evidence, help }: Finding): string {
  return [
    note,
    `${title} (${level ?? 'not asked for in this revision'})`,
    `${clause}: ${url}`,
    ...evidence.slice(0, 5).map(({ request, answer, exchange }) => `${request} -> ${answer} (${exchange})`),
    ...(help === undefined ? [] : [`Usual cause: ${help.cause}`, `Next thing to try: ${help.remedy}`]),
  ].join('\n')
}
