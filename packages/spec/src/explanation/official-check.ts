import { requirementIds } from '../lookup.ts'
import { type RequirementId, requirements } from '../requirements/registry.ts'

/** The requirements that a check of the official conformance suite covers, in the order of the tables. */
export function requirementsOfCheck(check: string): readonly RequirementId[] {
  return requirementIds().filter((id) => checksOf(id).includes(check))
}

/** Every check of the official conformance suite that touches authorization. */
export function officialCheckIds(): readonly string[] {
  return [...new Set(requirementIds().flatMap(checksOf))].sort()
}

function checksOf(id: RequirementId): readonly string[] {
  const { official, officialTwins = [] } = requirements[id]
  return [...official, ...officialTwins]
}
