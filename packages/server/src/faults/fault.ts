import type { RequirementId } from '@mcp-auth/spec'
import type { FaultPoint, FaultPoints } from '../core/points.ts'

/** One way to be wrong, switchable, that changes exactly one thing about what passes one point. */
export interface Fault<P extends FaultPoint = FaultPoint> {
  /** Its file name, and its name in the settings. */
  readonly id: string
  readonly title: string
  readonly point: P
  /** The requirement that a client facing it must keep. */
  readonly provokes: RequirementId
  /** The wrong value; the value itself where the fault has nothing to change. */
  apply(value: FaultPoints[P]): FaultPoints[P] | Promise<FaultPoints[P]>
}

/** Keeps a fault's point and its value together while it is written. */
export function defineFault<P extends FaultPoint>(fault: Fault<P>): Fault {
  // `inject` hands a fault only values of its own point.
  return fault as unknown as Fault
}
