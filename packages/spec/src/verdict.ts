import type { Level } from './requirement.ts'
import type { RequirementId } from './requirements/registry.ts'

/**
 * What a judgement comes to. `fail` breaks a MUST, `warn` misses a SHOULD or a disputed point, `legacy` is behaviour of
 * an older revision, `inconclusive` means that the situation never arose.
 */
export type Outcome = 'pass' | 'fail' | 'warn' | 'info' | 'legacy' | 'inconclusive'

/** One judgement of one requirement. */
export interface Verdict {
  readonly requirement: RequirementId
  readonly outcome: Outcome
  /** What was seen, for somebody whose client or server it concerns. */
  readonly note: string
  /** Ids of the events or exchanges that prove it. */
  readonly evidence: readonly string[]
}

const SEVERITIES = {
  MUST: 'fail',
  'MUST NOT': 'fail',
  SHOULD: 'warn',
  'SHOULD NOT': 'warn',
  MAY: 'info',
  INFO: 'info',
} as const satisfies Record<Level, Outcome>

/** The outcome of not doing what a requirement of this level asks. */
export function severity(level: Level): 'fail' | 'warn' | 'info' {
  return SEVERITIES[level]
}
