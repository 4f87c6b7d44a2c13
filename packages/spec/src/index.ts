/** What the specifications of MCP authorization say, as typed data with look-ups. */
export { type Anchors, cite, type Document, type DocumentId, type Reference, referenceUrl } from './document.ts'
export { documents } from './documents.ts'
export { type ErrorCodeRow, errorCodes, isOAuthErrorCode, type OAuthErrorCode } from './error-code.ts'
export { type Extension, extensions } from './extension.ts'
export {
  type GrantType,
  type GrantTypeRow,
  grantTypes,
  ID_JAG_GRANT_PROFILE,
  ID_JAG_TOKEN_TYPE,
  ID_JAG_TYPE,
  ID_TOKEN_TYPE,
  isGrantType,
  JWT_CLIENT_ASSERTION_TYPE,
} from './grant-type.ts'
export { type Header, type HeaderName, headers, isSecretHeader } from './header.ts'
export { isRequirementId, requirement, requirementIds, requirementUrl } from './lookup.ts'
export type {
  AuthorizationServerMetadata,
  ClientAuthenticationMethod,
  ClientIdMetadataDocument,
  ClientInformation,
  ClientMetadata,
  JsonWebKeySet,
  ProtectedResourceMetadata,
  WithExtensionMembers,
} from './metadata.ts'
export { declaredOnlyChecks } from './official.ts'
export {
  isParameterName,
  isRepeatableParameter,
  isSecretParameter,
  type Parameter,
  type ParameterName,
  type ParameterPlace,
  parameters,
} from './parameter.ts'
export type { Binding, EarlierStanding, Level, Party, Requirement } from './requirement.ts'
export { type RequirementId, requirements, type Topic } from './requirements/registry.ts'
export {
  ALL_REVISIONS,
  applies,
  isRevision,
  LATEST_REVISION,
  REVISIONS,
  type Revision,
  type RevisionRange,
} from './revision.ts'
export { bindingText, levelAt, levelText, type Standing, standing, standings, standingText } from './standing.ts'
export { isTopic, topicOf, topics } from './topic.ts'
export { type Outcome, severity, type Verdict } from './verdict.ts'
