import type { RequirementId } from '@mcp-auth/spec'
import type { Facts } from './facts.ts'
import type { Step } from './step.ts'

/** What a check found. It says what was seen; how bad that is follows from the requirement. */
export interface Finding {
  /**
   * `kept`: seen, and right. `broken`: seen, and against the requirement. `noticed`: neither, but worth to know. `legacy`: right
   * by an older revision.
   */
  readonly result: 'kept' | 'broken' | 'noticed' | 'legacy'
  /** For the author of the client, in the past tense: what it did, with the values that differ. */
  readonly note: string
  /** The exchanges that prove it, the decisive one first. */
  readonly evidence: readonly Step[]
  /** What it comes to, where that does not follow from the level: a disputed point is milder, and harm is a failure. */
  readonly as?: 'fail' | 'warn' | 'info'
  /** It rests on something that the client did not do; such a thing can be told only of a flow that is whole. */
  readonly absence?: boolean
}

/** Judges one requirement by one flow. Pure: the same flow gives the same finding. */
export interface Check {
  /** Its file name. */
  readonly id: string
  readonly requirement: RequirementId
  /** What a right client does, as the rest of "The client …". */
  readonly title: string
  /** What must have been seen to say anything: "Not seen: …". */
  readonly arises: string
  /** Undefined: the situation never arose. */
  judge(facts: Facts): Finding | undefined
}

/** Keeps a check's parts together while it is written. */
export function defineCheck(check: Check): Check {
  return check
}

type Limits = Pick<Finding, 'as' | 'absence'>

/** It was seen, and it is right. */
export function kept(note: string, evidence: readonly Step[]): Finding {
  return { result: 'kept', note, evidence }
}

/** It was seen, and it is against the requirement. */
export function broken(note: string, evidence: readonly Step[], limits: Limits = {}): Finding {
  return { result: 'broken', note, evidence, ...limits }
}

/** It is neither right nor wrong, but worth to know. */
export function noticed(note: string, evidence: readonly Step[]): Finding {
  return { result: 'noticed', note, evidence }
}

/** It is what an older revision asks for. */
export function legacy(note: string, evidence: readonly Step[]): Finding {
  return { result: 'legacy', note, evidence }
}

/**
 * Judges things of one kind by one rule: broken at the first that has a problem, kept when there are some and none has.
 * @param problem what is wrong with one, as the note; undefined when nothing is
 */
export function eachOf<T extends { readonly step: Step }>(
  things: readonly T[],
  problem: (thing: T) => string | Finding | undefined,
  note: string,
): Finding | undefined {
  for (const thing of things) {
    const found = problem(thing)
    if (typeof found === 'string') return broken(found, [thing.step])
    if (found !== undefined) return found
  }
  return things.length === 0
    ? undefined
    : kept(
        note,
        things.map(({ step }) => step),
      )
}
