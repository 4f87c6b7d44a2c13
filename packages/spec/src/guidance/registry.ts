import type { ClientRequirementId } from '../requirements/registry.ts'
import { clientAuthorizationGuidance } from './client-authorization.ts'
import { clientBindingGuidance } from './client-binding.ts'
import { clientDiscoveryGuidance } from './client-discovery.ts'
import { clientExtensionsGuidance } from './client-extensions.ts'
import { clientMetadataGuidance } from './client-metadata.ts'
import { clientRegistrationGuidance } from './client-registration.ts'
import { clientResponseGuidance } from './client-response.ts'
import { clientSecurityGuidance } from './client-security.ts'
import { clientTokenGuidance } from './client-token.ts'
import { clientTransportGuidance } from './client-transport.ts'
import { clientUseGuidance } from './client-use.ts'
import type { Guidance } from './guidance.ts'

/** Guidance for every requirement of clients; one that is left out does not compile. */
export const guidance: Readonly<Record<ClientRequirementId, Guidance>> = {
  ...clientDiscoveryGuidance,
  ...clientMetadataGuidance,
  ...clientRegistrationGuidance,
  ...clientBindingGuidance,
  ...clientAuthorizationGuidance,
  ...clientResponseGuidance,
  ...clientTokenGuidance,
  ...clientUseGuidance,
  ...clientSecurityGuidance,
  ...clientTransportGuidance,
  ...clientExtensionsGuidance,
}
