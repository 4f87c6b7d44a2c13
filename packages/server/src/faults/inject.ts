import type { FaultPoint, FaultPoints } from '../core/points.ts'
import type { Fault } from './fault.ts'

/** What a value becomes on its way past a point: each armed fault of the point changes it in turn. */
export async function inject<P extends FaultPoint>(
  point: P,
  value: FaultPoints[P],
  armed: readonly Fault[],
  applied: (fault: Fault) => void,
): Promise<FaultPoints[P]> {
  let current = value
  for (const fault of armed) {
    if (fault.point !== point) continue
    // The points are equal, so the fault's value type is that of P.
    const next = await (fault as unknown as Fault<P>).apply(current)
    if (next !== current) applied(fault)
    current = next
  }
  return current
}
