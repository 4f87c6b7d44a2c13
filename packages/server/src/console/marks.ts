import type { Outcome } from '@mcp-auth/spec'
import type { Judgement } from '../checks/judge.ts'
import { type Html, html } from '../core/html.ts'

/** Every outcome, the one to look at first leading. */
export const OUTCOMES = ['fail', 'warn', 'legacy', 'info', 'pass', 'inconclusive'] as const satisfies readonly Outcome[]

/** How many judgements have each outcome. */
export type Counts = Readonly<Record<Outcome, number>>

/** Counts judgements by outcome. */
export function countOutcomes(judgements: readonly Judgement[]): Counts {
  const counts = { fail: 0, warn: 0, legacy: 0, info: 0, pass: 0, inconclusive: 0 }
  for (const { outcome } of judgements) counts[outcome] += 1
  return counts
}

/** The sign of an outcome; its word must stand beside it. */
export function sign(outcome: Outcome): Html {
  return html`<svg class="sign" aria-hidden="true"><use href="#${outcome}"/></svg>`
}

/** An outcome as a small mark: shape, colour and word. */
export function mark(outcome: Outcome): Html {
  return html`<span class="mark ${outcome}">${sign(outcome)}${outcome}</span>`
}

/** A number of verdicts of one outcome, as a small mark. */
export function countMark(outcome: Outcome, count: number): Html {
  return html`<span class="mark ${outcome}">${sign(outcome)}${count} ${outcome}</span>`
}

/** The counts that are not nothing, as marks. Those that say little can be left out. */
export function countMarks(counts: Counts, outcomes: readonly Outcome[] = OUTCOMES): readonly Html[] {
  return outcomes.filter((outcome) => counts[outcome] > 0).map((outcome) => countMark(outcome, counts[outcome]))
}

/** The shapes that {@link sign} shows; once in each page. */
export const shapes = html`<svg class="shapes" aria-hidden="true" width="0" height="0">
<symbol id="fail" viewBox="0 0 16 16"><path d="M4 4l8 8M12 4l-8 8"/></symbol>
<symbol id="warn" viewBox="0 0 16 16"><path d="M8 2.5v7M8 13v.01"/></symbol>
<symbol id="legacy" viewBox="0 0 16 16"><path d="M3 3v4h4M3.4 7a5.2 5.2 0 1 1-.4 3"/></symbol>
<symbol id="info" viewBox="0 0 16 16"><path d="M8 7v6.5M8 3v.01"/></symbol>
<symbol id="pass" viewBox="0 0 16 16"><path d="M3 8.5l3.5 3.5L13 4.5"/></symbol>
<symbol id="inconclusive" viewBox="0 0 16 16"><path d="M4 8h8"/></symbol>
</svg>`
