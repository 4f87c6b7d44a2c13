import { isRequirementId } from '@mcp-auth/spec'
import { guidance } from '@mcp-auth/spec/guidance'
import { CliError, usageError } from '../errors.ts'
import { isObject } from '../http/json.ts'
import { plain } from '../terminal/plain.ts'

/** One finding, as far as this client reads it. */
export interface Finding {
  readonly code: string
  readonly requirement: string
  readonly outcome: string
  readonly note: string
  readonly url: string
  readonly clause: string
  readonly official: readonly { readonly check: string; readonly scenarios: readonly string[] }[]
}

/** A report of a test server, as far as this client reads it. */
export interface ReportDocument {
  readonly schemaVersion: number
  readonly flows: readonly {
    readonly id: string
    readonly client: { readonly title: string }
    readonly revision: string | null
    readonly exchanges: number
    readonly outcomes: Readonly<Record<string, number>>
    readonly findings: readonly Finding[]
  }[]
}

/** Reads a report. Fails for a shape that this version does not know. */
export function parseReport(text: string): ReportDocument {
  const document: unknown = JSON.parse(text)
  if (isObject(document) && document['schemaVersion'] === 1 && Array.isArray(document['flows'])) {
    // The schema version stands for the rest of its shape.
    return document as unknown as ReportDocument
  }
  throw new CliError(
    'failed',
    'The report has a shape that this version does not know: take mcp-auth and server of one version.',
  )
}

/**
 * The entries of an expected-failures file of the official suite: `scenario` or `scenario:check` under `client`. Only that part of YAML
 * is read; anything else is refused.
 */
export function expectedIn(text: string): ReadonlySet<string> {
  const entries = new Set<string>()
  let section: string | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/(^|\s)#.*$/, '').trimEnd()
    const [, key, empty] = /^(client|server):\s*(\[\])?$/.exec(line) ?? []
    const [, quoted, double, bare] = /^\s+-\s+(?:'([^']*)'|"([^"]*)"|([^\s'"[{][^'"]*))$/.exec(line) ?? []
    const entry = quoted ?? double ?? bare
    if (key !== undefined) section = empty === undefined ? key : undefined
    else if (entry !== undefined && section !== undefined && ENTRY.test(entry.trim())) {
      if (section === 'client') entries.add(entry.trim())
    } else if (line !== '') {
      throw usageError(`--expected-failures: line ${index + 1} is not an entry of a list under client or server.`)
    }
  }
  return entries
}

/** A scenario of the official suite, or one check in it. */
const ENTRY = /^[\w./-]+(?::[\w.-]+)?$/

/** A report for people, and what of it counts. */
export interface Described {
  readonly text: string
  /** The codes of failures that were not expected. */
  readonly unexpected: readonly string[]
  readonly warnings: readonly string[]
  /** Expected failures that did not come true. */
  readonly stale: readonly string[]
}

const SHOWN: readonly string[] = ['fail', 'warn', 'info', 'legacy']

/** Says what is in a report; `expected` are entries of an expected-failures file. */
export function describeReport({ flows }: ReportDocument, expected: ReadonlySet<string> = new Set()): Described {
  const all = flows.flatMap(({ findings }) => findings)
  const isExpected = (finding: Finding): boolean => entriesOf(finding).some((entry) => expected.has(entry))
  const failed = all.filter(({ outcome }) => outcome === 'fail')
  const passed = new Set(all.filter(({ outcome }) => outcome === 'pass').flatMap(entriesOf))
  const failing = new Set(failed.flatMap(entriesOf))
  const text = flows.map(({ id, client, revision, exchanges, outcomes, findings }) => {
    const counts = Object.entries(outcomes)
      .filter(([, count]) => count > 0)
      .map(([outcome, count]) => `${count} ${outcome}`)
    const lines = findings
      .filter(({ outcome }) => SHOWN.includes(outcome))
      .flatMap((one) => described(one, isExpected(one)))
    return [
      `${plain(client.title)} (${id}, ${revision ?? 'revision unknown'}, ${exchanges} ${exchanges === 1 ? 'exchange' : 'exchanges'}): ${counts.join(', ')}`,
      ...lines,
    ].join('\n')
  })
  const total = failed.filter((finding) => !isExpected(finding))
  const summary = `${flows.length} ${flows.length === 1 ? 'flow' : 'flows'}, ${total.length} unexpected ${total.length === 1 ? 'failure' : 'failures'}`
  return {
    text: [...text, flows.length === 0 ? 'No client has been seen yet.' : summary].join('\n\n'),
    unexpected: total.map(({ code }) => code),
    warnings: all.filter(({ outcome }) => outcome === 'warn').map(({ code }) => code),
    stale: [...expected].filter((entry) => passed.has(entry) && !failing.has(entry)),
  }
}

/** What the official suite would call a finding: a scenario, or one check in it. */
function entriesOf({ official }: Finding): readonly string[] {
  return official.flatMap(({ check, scenarios }) => scenarios.flatMap((scenario) => [scenario, `${scenario}:${check}`]))
}

function described({ outcome, code, note, clause, url, requirement }: Finding, expected: boolean): readonly string[] {
  const help = isRequirementId(requirement) ? guidance[requirement] : undefined
  const mark = expected && outcome === 'fail' ? 'FAIL (expected)' : outcome.toUpperCase()
  return [
    `  ${mark} ${code} ${plain(note)}`,
    ...(outcome === 'fail' || outcome === 'warn' ? [`    ${clause} ${url}`] : []),
    ...(help !== undefined && (outcome === 'fail' || outcome === 'warn')
      ? [`    usual cause: ${help.cause}`, `    try next: ${help.remedy}`]
      : []),
  ]
}
