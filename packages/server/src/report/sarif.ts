import type { Outcome } from '@mcp-auth/spec'
import { guidance } from '@mcp-auth/spec/guidance'
import type { Finding, FlowReport, Report } from './document.ts'
import { inline } from './markdown.ts'

const LEVELS = {
  fail: 'error',
  warn: 'warning',
  info: 'note',
  legacy: 'note',
  pass: 'none',
  inconclusive: 'none',
} as const

const KINDS: Readonly<Record<Outcome, string>> = {
  fail: 'fail',
  warn: 'fail',
  info: 'informational',
  legacy: 'informational',
  pass: 'pass',
  inconclusive: 'notApplicable',
}

/** SARIF 2.1.0: a rule for each check, a result for each finding. There is no file to point at, so that exchanges are logical locations. */
export function sarif(report: Report): object {
  const rules = new Map<string, object>()
  for (const { findings } of report.flows) for (const one of findings) rules.set(one.check, rule(one))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            informationUri: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization',
            rules: [...rules.values()],
          },
        },
        results: report.flows.flatMap((flow) => flow.findings.map((one) => result(one, flow))),
      },
    ],
  }
}

function rule({ check, code, title, clause, url, requirement }: Finding): object {
  const { cause, remedy } = guidance[requirement]
  return {
    id: check,
    name: code,
    shortDescription: { text: title },
    fullDescription: { text: `${title} ${clause}` },
    helpUri: url,
    help: {
      text: `Usual cause: ${cause}\n\nNext thing to try: ${remedy}\n\n${clause}: ${url}`,
      markdown: `**Usual cause:** ${inline(cause)}\n\n**Next thing to try:** ${inline(remedy)}\n\n[${inline(clause)}](${url})`,
    },
  }
}

function result({ check, outcome, note, evidence, level }: Finding, { id, client }: FlowReport): object {
  return {
    ruleId: check,
    level: KINDS[outcome] === 'fail' ? LEVELS[outcome] : 'none',
    kind: KINDS[outcome],
    message: { text: `${client.title}: ${note}` },
    locations: evidence.map(({ exchange, request, answer }) => ({
      logicalLocations: [{ name: exchange, fullyQualifiedName: `${id}/${exchange}`, kind: 'resource' }],
      message: { text: `${request} -> ${answer}` },
    })),
    properties: { outcome, requirementLevel: level },
  }
}
