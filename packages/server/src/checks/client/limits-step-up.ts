import { broken, defineCheck, kept } from '../check.ts'
import type { McpRequest } from '../facts/mcp-request.ts'
import { insufficient } from '../facts/scope.ts'
import { largestOf } from '../group.ts'

/** So often more scope may be asked for, for one operation. */
const FEW = 3

function operation({ path, messages }: McpRequest): string {
  return JSON.stringify([path, ...messages.map(({ method, params }) => [method, nameOf(params)])])
}

function nameOf(params: unknown): unknown {
  return typeof params === 'object' && params !== null && 'name' in params ? params.name : undefined
}

/** C-STEP-03 (SEP-835). */
export const limitsStepUp = defineCheck({
  id: 'limits-step-up',
  requirement: 'client-limits-step-up',
  title: 'gives an operation up after a few times for want of scope',
  arises: 'an operation that was refused for want of scope again, after the client had got more',
  judge(facts) {
    const [first, ...again] = largestOf(insufficient(facts), operation)
    if (first === undefined || again.length === 0) return undefined
    const attempts = facts.authorizations.filter(({ step }) => step.index > first.step.index)
    const steps = [first, ...again].map(({ step }) => step)
    // Without an authorization in between, a person may have tried again.
    if (attempts.length > FEW && again.length >= FEW)
      return broken(
        `It asked for authorization ${attempts.length} times for one request, which was refused for want of scope each time.`,
        steps,
        { as: 'fail' },
      )
    return facts.flow.ended ? kept(`It gave up after ${steps.length} refusals.`, steps) : undefined
  },
})
