import type { Report } from './document.ts'
import { expectedFailures } from './expected-failures.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { reportPage } from './page.ts'
import { sarif } from './sarif.ts'

/** One way to write a report. */
export interface ReportFormat {
  /** The media type. */
  readonly type: string
  write(report: Report): string
}

/** Every way to write a report, by name. */
export const reportFormats: Readonly<Record<string, ReportFormat>> = {
  json: { type: 'application/json', write: (report) => JSON.stringify(report) },
  junit: { type: 'application/xml; charset=utf-8', write: junit },
  sarif: { type: 'application/sarif+json', write: (report) => JSON.stringify(sarif(report)) },
  markdown: { type: 'text/markdown; charset=utf-8', write: markdown },
  html: { type: 'text/html; charset=utf-8', write: reportPage },
  'expected-failures': { type: 'application/yaml; charset=utf-8', write: expectedFailures },
}
