import { referenceUrl } from './document.ts'
import type { Requirement } from './requirement.ts'
import { type RequirementId, requirements } from './requirements/registry.ts'

const idsByCode: ReadonlyMap<string, RequirementId> = new Map(
  requirementIds().map((id) => [requirements[id].code, id] as const),
)

/** Every word id, in the order of the tables. */
export function requirementIds(): readonly RequirementId[] {
  // The keys of a record typed by its literal keys are exactly those.
  return Object.keys(requirements) as RequirementId[]
}

/** Whether `value` is the word id of a requirement. */
export function isRequirementId(value: string): value is RequirementId {
  return Object.hasOwn(requirements, value)
}

/** The requirement with this word id, or with this code in any letter case. */
export function requirement(idOrCode: string): (Requirement & { readonly id: RequirementId }) | undefined {
  const id = isRequirementId(idOrCode) ? idOrCode : idsByCode.get(idOrCode.toUpperCase())
  return id === undefined ? undefined : { ...requirements[id], id }
}

/** The page and section that decide a requirement: its first reference. */
export function requirementUrl(id: RequirementId): string {
  return referenceUrl(requirements[id].references[0])
}
