import type { Guidance } from '../guidance.ts'
import type { RequirementId } from '../requirements/registry.ts'
import { authorizationGuidance } from './authorization.ts'
import { discoveryGuidance } from './discovery.ts'
import { extensionGuidance } from './extension.ts'
import { tokenGuidance } from './token.ts'

/** Why clients miss what is asked of them, and what to do about it; for each requirement of clients. */
export const clientGuidance: Readonly<Partial<Record<RequirementId, Guidance>>> = {
  ...discoveryGuidance,
  ...authorizationGuidance,
  ...tokenGuidance,
  ...extensionGuidance,
}
