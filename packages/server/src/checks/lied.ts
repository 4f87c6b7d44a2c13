import { broken, type Finding, kept } from './check.ts'
import type { Facts } from './facts.ts'
import { isMadeBy, type Step } from './step.ts'

/**
 * What a client made of an authorization response that a fault had made wrong: whoever believes it redeems the code. That it did not is
 * known only once the client has stopped, or gone on to something else.
 */
export function lied(
  facts: Facts,
  fault: string,
  says: {
    readonly stopped: string
    readonly went: string
    /** Whether an answer is of the kind that is judged; all are, where this is left out. */
    readonly where?: (answer: Step) => boolean
  },
): Finding | undefined {
  for (const { answer, code } of facts.authorizations) {
    if (answer === undefined || code === undefined) continue
    if (!isMadeBy(fault, answer.step)) continue
    if (says.where?.(answer.step) === false) continue
    const redeemed = facts.redemptions.find(({ request }) => request.params.get('code') === code)
    if (redeemed !== undefined) return broken(says.went, [redeemed.step, answer.step])
    if (facts.flow.ended) return kept(says.stopped, [answer.step])
  }
  return undefined
}
