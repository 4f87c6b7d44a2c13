import type { RequirementId } from '../requirements/registry.ts'
import { authorizationServerGuidance } from './authorization-server.ts'
import { authorizationServerRegistrationGuidance } from './authorization-server-registration.ts'
import { authorizationServerTokenGuidance } from './authorization-server-token.ts'
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
import { resourceGuidance } from './resource.ts'
import { resourceChallengeGuidance } from './resource-challenge.ts'
import { resourceMetadataGuidance } from './resource-metadata.ts'
import { resourceTokenGuidance } from './resource-token.ts'
import { resourceTransportGuidance } from './resource-transport.ts'

/** Guidance for every requirement; one that is left out does not compile. */
export const guidance: Readonly<Record<RequirementId, Guidance>> = {
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
  ...resourceMetadataGuidance,
  ...resourceChallengeGuidance,
  ...resourceTokenGuidance,
  ...resourceTransportGuidance,
  ...resourceGuidance,
  ...authorizationServerGuidance,
  ...authorizationServerRegistrationGuidance,
  ...authorizationServerTokenGuidance,
}
