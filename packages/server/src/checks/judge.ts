import { type Level, levelAt, REVISIONS, type Revision, requirements, severity, type Verdict } from '@mcp-auth/spec'
import type { Flow } from '../observe/flow.ts'
import type { Check, Finding } from './check.ts'
import * as registry from './client/registry.ts'
import { Facts } from './facts.ts'

/** Every check there is. */
export const checks: readonly Check[] = Object.values(registry)

/** What one check says of one flow. */
export interface Judgement extends Verdict {
  readonly check: string
  /** The requirement's short alias. */
  readonly code: string
  readonly title: string
  /** The level by which it was judged; undefined where the client's revision does not have the requirement. */
  readonly level: Level | undefined
}

/** All that can be said of one flow. */
export interface Judged {
  /** The revision it was judged by; undefined when nothing showed which one the client speaks. */
  readonly revision: Revision | undefined
  readonly judgements: readonly Judgement[]
}

const judged = new WeakMap<Flow, Judged>()

/** Judges a flow by every check. A flow that has not changed is judged once. */
export function judge(flow: Flow): Judged {
  const known = judged.get(flow)
  if (known !== undefined) return known
  const facts = new Facts(flow)
  const answer = {
    revision: facts.revision,
    judgements: checks.map((check) => judgement(check, check.judge(facts), facts)),
  }
  judged.set(flow, answer)
  return answer
}

function judgement(check: Check, finding: Finding | undefined, { flow, revision }: Facts): Judgement {
  const { id, requirement, title } = check
  const level = bindingLevel(check, revision)
  const about = { check: id, requirement, code: requirements[requirement].code, title, level }
  if (finding === undefined)
    return { ...about, outcome: 'inconclusive', note: `Not seen: ${check.arises}.`, evidence: [] }
  const evidence = finding.evidence.map(({ exchange }) => exchange.id)
  const doubt = finding.result === 'broken' ? doubtOf(finding, flow) : undefined
  if (doubt !== undefined) return { ...about, outcome: 'inconclusive', note: `${finding.note} ${doubt}`, evidence }
  const gap = flow.dropped === 0 ? '' : ` (${flow.dropped} exchanges of this flow were let go and are not judged.)`
  return { ...about, outcome: outcomeOf(finding, level), note: finding.note + gap, evidence }
}

/** Why what looks wrong must not be held against this client. */
function doubtOf({ absence }: Finding, { exchanges, contested, dropped }: Flow): string | undefined {
  if (contested || exchanges.some(({ certain }) => !certain)) {
    return 'But two clients were at work that could not be told apart, and it may be of both.'
  }
  if (absence === true && dropped > 0) return 'But exchanges of this flow were let go, and it may have been among them.'
  return undefined
}

function outcomeOf({ result, as }: Finding, level: Level | undefined): Verdict['outcome'] {
  if (result === 'kept') return 'pass'
  if (result === 'legacy') return 'legacy'
  if (result === 'noticed' || level === undefined) return 'info'
  return as ?? severity(level)
}

/** The level for what the client speaks. Where that is unknown: the mildest one, if every revision has the requirement. */
function bindingLevel({ requirement }: Check, revision: Revision | undefined): Level | undefined {
  const row = requirements[requirement]
  if (revision !== undefined) return levelAt(row, revision)
  const levels = REVISIONS.map((each) => levelAt(row, each))
  if (levels.includes(undefined)) return undefined
  return (
    levels.find((level) => level !== undefined && severity(level) === 'info') ??
    levels.find((level) => level !== undefined && severity(level) === 'warn') ??
    levels[0]
  )
}
