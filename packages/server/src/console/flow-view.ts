import { type Judgement, judge } from '../checks/judge.ts'
import { HttpError } from '../core/errors.ts'
import type { Flow } from '../observe/flow.ts'
import type { Redactor } from '../observe/redact.ts'
import { type Sequence, sequence } from '../observe/sequence.ts'
import { redactorOf } from './redactors.ts'
import type { Visit } from './shown.ts'

/** One flow, as pages show it. */
export interface FlowView {
  readonly flow: Flow
  readonly revision: string | undefined
  readonly judgements: readonly Judgement[]
  readonly redactor: Redactor
  /** The judgements that an exchange proves, by its id. */
  readonly findings: ReadonlyMap<string, readonly Judgement[]>
  /** The number of an exchange in its flow, from one on, by its id. */
  readonly numbers: ReadonlyMap<string, number>
  readonly sequence: Sequence
}

/** The flow that the path of a visit names. Throws {@link HttpError} 404. */
export function flowOf({ path, shown }: Visit): FlowView {
  const flow = shown.flows.get(path['id'] ?? '')
  if (flow === undefined) {
    throw new HttpError(
      404,
      'not_found',
      'there is no flow of this id: it was never here, or it made room for later ones',
    )
  }
  const { revision, judgements } = judge(flow)
  const findings = new Map<string, Judgement[]>()
  for (const judgement of judgements) {
    for (const id of judgement.evidence) findings.set(id, [...(findings.get(id) ?? []), judgement])
  }
  return {
    flow,
    revision,
    judgements,
    redactor: redactorOf(flow),
    sequence: sequence(flow),
    findings,
    numbers: new Map(flow.exchanges.map(({ exchange }, index) => [exchange.id, index + 1])),
  }
}
