import type { Facts } from './facts.ts'
import type { Step } from './step.ts'

/** Whether the metadata that a client had read by then announces `iss` in authorization responses (RFC 9207 §3); undefined where it had read none. */
export function announcesIss(facts: Facts, by: Step): boolean | undefined {
  const read = facts.serverMetadata.findLast(({ step, document }) => step.index < by.index && document !== undefined)
  return read?.document === undefined
    ? undefined
    : read.document['authorization_response_iss_parameter_supported'] === true
}
