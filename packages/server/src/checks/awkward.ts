import { isMadeBy, type Step } from './step.ts'

/** Whether a fault wrote the challenge of an answer in an unusual way. What a client takes from it is then judged by one check alone. */
export function isAwkward(step: Step): boolean {
  return isMadeBy('awkward-challenge', step)
}
