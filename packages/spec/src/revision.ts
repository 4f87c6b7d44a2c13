/** Dated MCP revisions whose authorization rules are known here, oldest first. */
export const REVISIONS = ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] as const

/** A dated MCP specification. */
export type Revision = (typeof REVISIONS)[number]

/** The newest revision. */
export const LATEST_REVISION = '2026-07-28' satisfies Revision

/** Half-open range of revisions: `from` is included, `until` is not; without `until` it is still open. */
export interface RevisionRange {
  readonly from: Revision
  readonly until?: Revision
}

/** Every revision, oldest to newest and those to come. */
export const ALL_REVISIONS = { from: '2025-03-26' } as const satisfies RevisionRange

/** Whether `value` is a revision known here. */
export function isRevision(value: string): value is Revision {
  return REVISIONS.some((revision) => revision === value)
}

/** Whether `revision` lies within `range`. */
export function applies(range: RevisionRange, revision: Revision): boolean {
  const at = REVISIONS.indexOf(revision)
  const until = range.until === undefined ? REVISIONS.length : REVISIONS.indexOf(range.until)
  return at >= REVISIONS.indexOf(range.from) && at < until
}
