import {
  cite,
  type Level,
  type Outcome,
  type RequirementId,
  type Revision,
  referenceUrl,
  requirements,
  requirementUrl,
} from '@mcp-auth/spec'
import { type Guidance, guidance } from '@mcp-auth/spec/guidance'
import { type Judgement, judge } from '../checks/judge.ts'
import { type ClientIdentity, clientIdentity, clientName } from '../observe/client.ts'
import type { Flow } from '../observe/flow.ts'
import { Redactor } from '../observe/redact.ts'
import { sequence } from '../observe/sequence.ts'
import { scenariosOf } from './official-scenarios.ts'

/** The version of the report's shape; it changes with what a reader would stumble over. */
export const REPORT_SCHEMA = 1

/** One judgement, with what it is judged by. */
export interface Finding {
  readonly check: string
  readonly requirement: RequirementId
  readonly code: string
  readonly title: string
  readonly level: Level | null
  readonly outcome: Outcome
  readonly note: string
  /** The sentence that decides, and where it is. */
  readonly clause: string
  readonly url: string
  /** Checks of the official conformance suite that test the same, and the scenarios that run them. */
  readonly official: readonly { readonly check: string; readonly scenarios: readonly string[] }[]
  readonly evidence: readonly Evidence[]
  /** Why this usually goes wrong, and what to try next; only of a failure and a warning. */
  readonly help?: Pick<Guidance, 'cause' | 'remedy'>
}

/** An exchange that proves a finding, in a few words. */
export interface Evidence {
  readonly exchange: string
  readonly at: string
  readonly request: string
  readonly answer: string
}

/** What is to be said of one flow. */
export interface FlowReport {
  readonly id: string
  readonly client: ClientIdentity & { readonly title: string }
  readonly revision: Revision | null
  readonly startedAt: string
  readonly lastAt: string
  readonly ended: boolean
  readonly exchanges: number
  readonly dropped: number
  readonly outcomes: Readonly<Record<Outcome, number>>
  readonly findings: readonly Finding[]
}

/** What is to be said of everything that was seen. */
export interface Report {
  readonly schemaVersion: typeof REPORT_SCHEMA
  readonly tool: { readonly name: string; readonly version: string }
  readonly server: string
  readonly createdAt: string
  readonly outcomes: Readonly<Record<Outcome, number>>
  readonly flows: readonly FlowReport[]
}

/** Whose report it is. */
export interface About {
  readonly name: string
  readonly version: string
  readonly server: string
  /** In ms by the clock. */
  readonly now: number
}

/** The report of some flows, without secrets. */
export function report(flows: readonly Flow[], { name, version, server, now }: About): Report {
  const each = flows.map(flowReport)
  const outcomes = { ...NONE }
  for (const flow of each) for (const { outcome } of flow.findings) outcomes[outcome] += 1
  return {
    schemaVersion: REPORT_SCHEMA,
    tool: { name, version },
    server,
    createdAt: new Date(now).toISOString(),
    outcomes,
    flows: each,
  }
}

const NONE: Record<Outcome, number> = { pass: 0, fail: 0, warn: 0, info: 0, legacy: 0, inconclusive: 0 }

function flowReport(flow: Flow): FlowReport {
  const redactor = new Redactor(flow.exchanges.map(({ exchange }) => exchange))
  const arrows = new Map(sequence(flow).arrows.map((arrow) => [arrow.observed.exchange.id, arrow]))
  const evidenceOf = (id: string): Evidence => {
    const arrow = arrows.get(id)
    return {
      exchange: id,
      at: new Date(arrow?.observed.exchange.at ?? 0).toISOString(),
      request: redactor.text(arrow?.label ?? ''),
      answer: redactor.text(arrow?.answer ?? ''),
    }
  }
  const { revision, judgements } = judge(flow)
  const outcomes = { ...NONE }
  for (const { outcome } of judgements) outcomes[outcome] += 1
  return {
    id: flow.id,
    client: { ...clientIdentity(flow), title: redactor.text(clientName(flow)) },
    revision: revision ?? null,
    startedAt: new Date(flow.startedAt).toISOString(),
    lastAt: new Date(flow.lastAt).toISOString(),
    ended: flow.ended,
    exchanges: flow.exchanges.length,
    dropped: flow.dropped,
    outcomes,
    findings: judgements.map((one) => finding(one, redactor, evidenceOf)),
  }
}

function finding(judgement: Judgement, redactor: Redactor, evidenceOf: (id: string) => Evidence): Finding {
  const { check, requirement, code, title, level, outcome, note, evidence } = judgement
  const [reference] = requirements[requirement].references
  return {
    check,
    requirement,
    code,
    title: `The client ${title}.`,
    level: level ?? null,
    outcome,
    note: redactor.text(note),
    clause: cite(reference),
    url: referenceUrl(reference) ?? requirementUrl(requirement),
    official: requirements[requirement].official.map((one) => ({ check: one, scenarios: scenariosOf(one) })),
    evidence: evidence.map(evidenceOf),
    ...((outcome === 'fail' || outcome === 'warn') && { help: helpFor(requirement) }),
  }
}

function helpFor(requirement: RequirementId): Pick<Guidance, 'cause' | 'remedy'> {
  const { cause, remedy } = guidance[requirement]
  return { cause, remedy }
}
