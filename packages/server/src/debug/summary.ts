import type { Outcome } from '@mcp-auth/spec'
import { judge } from '../checks/judge.ts'
import { clientIdentity } from '../observe/client.ts'
import type { Flow } from '../observe/flow.ts'
import { instant } from './audit.ts'

/** How many judgements came to each outcome. */
export type Counts = Readonly<Record<Outcome, number>>

/** The judgements of a flow, counted. */
export function counts(flow: Flow): Counts {
  const found: Record<Outcome, number> = { pass: 0, fail: 0, warn: 0, info: 0, legacy: 0, inconclusive: 0 }
  for (const { outcome } of judge(flow).judgements) found[outcome] += 1
  return found
}

/** A flow in one row. */
export function summary(flow: Flow): Readonly<Record<string, unknown>> {
  return {
    id: flow.id,
    client: clientIdentity(flow),
    revision: judge(flow).revision ?? null,
    startedAt: instant(flow.startedAt),
    lastAt: instant(flow.lastAt),
    ended: flow.ended,
    exchanges: flow.exchanges.length,
    dropped: flow.dropped,
    outcomes: counts(flow),
  }
}
