import type { Flow } from '../observe/flow.ts'
import { Redactor } from '../observe/redact.ts'

const redactors = new WeakMap<Flow, Redactor>()

/** What keeps the secrets of a flow off a page; made once for a flow that does not change. */
export function redactorOf(flow: Flow): Redactor {
  const known = redactors.get(flow)
  if (known !== undefined) return known
  const redactor = new Redactor(flow.exchanges.map(({ exchange }) => exchange))
  redactors.set(flow, redactor)
  return redactor
}
