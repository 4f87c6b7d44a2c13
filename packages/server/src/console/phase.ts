import type { Arrow, Phase } from '../observe/sequence.ts'

/** Arrows that follow one another in the same phase. */
export interface Stretch {
  readonly phase: Phase | 'Step-up'
  readonly arrows: readonly Arrow[]
}

/** A flow, cut where its phase changes. A demand for more scope, and what leads from it to the next token, is step-up. */
export function stretches(arrows: readonly Arrow[]): readonly Stretch[] {
  const found: { phase: Stretch['phase']; arrows: Arrow[] }[] = []
  let steppingUp = false
  for (const arrow of arrows) {
    if (arrow.phase === 'Calls') steppingUp = demandsScope(arrow)
    const phase = steppingUp && arrow.phase !== 'Other' && arrow.phase !== 'Refresh' ? 'Step-up' : arrow.phase
    const last = found.at(-1)
    if (last?.phase === phase) last.arrows.push(arrow)
    else found.push({ phase, arrows: [arrow] })
  }
  return found
}

/** RFC 6750 §3.1. */
function demandsScope({ observed: { exchange } }: Arrow): boolean {
  const { status, headers } = exchange.response
  return status === 403 && headers.get('www-authenticate')?.includes('insufficient_scope') === true
}
