import type { RequirementId } from '../requirements/registry.ts'
import type { Guidance } from './guidance.ts'
import { guidance } from './registry.ts'

const table: Readonly<Partial<Record<RequirementId, Guidance>>> = guidance

/** What helps with a requirement; `undefined` for those of servers. */
export function guidanceFor(id: RequirementId): Guidance | undefined {
  return table[id]
}
