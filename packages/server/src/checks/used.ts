import type { EndpointName } from '../core/route.ts'
import { broken, type Finding, kept, noticed } from './check.ts'
import type { Facts } from './facts.ts'
import type { Step } from './step.ts'

/** Where a client uses what the metadata of an authorization server says. */
export const SERVER_ENDPOINTS: readonly EndpointName[] = [
  'registration',
  'authorization',
  'pushed-authorization-request',
  'device-authorization',
  'token',
]

/**
 * What a client made of a document that it must not use: whoever goes on to an endpoint uses it. That it did not is known only once
 * the client has stopped.
 */
export function used(
  facts: Facts,
  document: Step,
  says: {
    readonly stopped: string
    /** The rest of "It went to … ". */
    readonly although: string
    readonly at?: readonly EndpointName[]
    readonly as?: 'warn' | 'info'
  },
): Finding | undefined {
  const next = facts.at(...(says.at ?? SERVER_ENDPOINTS)).find(({ index }) => index > document.index)
  if (next === undefined) return facts.flow.ended ? kept(says.stopped, [document]) : undefined
  const note = `It went to ${next.reading.path}, although ${says.although}.`
  if (says.as === 'info') return noticed(note, [next, document])
  return broken(note, [next, document], says.as === undefined ? {} : { as: says.as })
}
