import type { Requirement } from '../requirement.ts'
import { authorizationServer } from './authorization-server.ts'
import { authorizationServerRegistration } from './authorization-server-registration.ts'
import { authorizationServerToken } from './authorization-server-token.ts'
import { clientAuthorization } from './client-authorization.ts'
import { clientBinding } from './client-binding.ts'
import { clientDiscovery } from './client-discovery.ts'
import { clientExtensions } from './client-extensions.ts'
import { clientMetadata } from './client-metadata.ts'
import { clientRegistration } from './client-registration.ts'
import { clientResponse } from './client-response.ts'
import { clientSecurity } from './client-security.ts'
import { clientToken } from './client-token.ts'
import { clientTransport } from './client-transport.ts'
import { clientUse } from './client-use.ts'
import { resource } from './resource.ts'
import { resourceChallenge } from './resource-challenge.ts'
import { resourceMetadata } from './resource-metadata.ts'
import { resourceToken } from './resource-token.ts'
import { resourceTransport } from './resource-transport.ts'

const tables = {
  ...clientDiscovery,
  ...clientMetadata,
  ...clientRegistration,
  ...clientBinding,
  ...clientAuthorization,
  ...clientResponse,
  ...clientToken,
  ...clientUse,
  ...clientSecurity,
  ...clientTransport,
  ...clientExtensions,
  ...resourceMetadata,
  ...resourceChallenge,
  ...resourceToken,
  ...resourceTransport,
  ...resource,
  ...authorizationServer,
  ...authorizationServerRegistration,
  ...authorizationServerToken,
} as const

/** The word id of a requirement, for example `client-rejects-mismatched-iss`. */
export type RequirementId = keyof typeof tables

/** Every requirement, by word id. */
export const requirements: Readonly<Record<RequirementId, Requirement>> = tables

type TopicOf<Code> = Code extends `${infer Letter}-${infer Name}-${string}` ? `${Letter}-${Name}` : never

/** What codes begin with, for example `C-AZ`: the letter of the party and a topic. */
export type Topic = TopicOf<(typeof tables)[RequirementId]['code']>
