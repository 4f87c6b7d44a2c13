export { elicitation, elicitationDefaults, elicitationEnums, sampling } from './asking.ts'
export {
  audioContent,
  embeddedResource,
  errorHandling,
  imageContent,
  multipleContentTypes,
  simpleText,
} from './content.ts'
export {
  missingCapability,
  multiRound,
  needsElicitation,
  needsMultipleInputs,
  needsRoots,
  needsSampling,
  needsState,
  refusesTamperedState,
  streamingElicitation,
  withinCapabilities,
} from './input-required.ts'
export {
  loggingTool,
  reconnection,
  toolWithLogging,
  toolWithProgress,
  triggerPromptChange,
  triggerResourceUpdate,
  triggerToolChange,
} from './notifications.ts'
export { headerArgument, jsonSchema202012 } from './schemas.ts'
export { elicitationUrlTool } from './url.ts'
