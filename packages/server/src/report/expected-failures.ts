import type { Report } from './document.ts'

/**
 * What failed, as the official conformance suite takes it for `--expected-failures`: an entry `scenario:check` for each of its checks that
 * tests a requirement that a client broke. What has no official check is not in it.
 */
export function expectedFailures(report: Report): string {
  const failed = report.flows.flatMap(({ findings }) => findings.filter(({ outcome }) => outcome === 'fail'))
  const entries = failed.flatMap(({ official }) =>
    official.flatMap(({ check, scenarios }) => scenarios.map((name) => `${name}:${check}`)),
  )
  const lines = [...new Set(entries)].sort().map((entry) => `  - '${entry}'`)
  return lines.length === 0 ? 'client: []\n' : `client:\n${lines.join('\n')}\n`
}
