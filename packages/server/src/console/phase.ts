import type { Arrow, Phase } from '../observe/sequence.ts'

/** Arrows that follow one another in the same phase. */
export interface Stretch {
  readonly phase: Phase | 'Step-up'
  readonly arrows: readonly Arrow[]
}

/** A flow, cut where its phase changes. From a demand for more scope on, what leads to the next token is step-up. */
export function stretches(arrows: readonly Arrow[]): readonly Stretch[] {
  const found: { phase: Stretch['phase']; arrows: Arrow[] }[] = []
  let steppingUp = false
  for (const arrow of arrows) {
    const { status } = arrow.observed.exchange.response
    if (arrow.phase === 'Calls') steppingUp = status === 403
    const phase = steppingUp && arrow.phase !== 'Other' && arrow.phase !== 'Refresh' ? 'Step-up' : arrow.phase
    const last = found.at(-1)
    if (last?.phase === phase) last.arrows.push(arrow)
    else found.push({ phase, arrows: [arrow] })
  }
  return found
}
