import { defineFault } from './fault.ts'
import { without } from './without.ts'

/** The metadata of the resource lists no scopes, which is optional (RFC 9728 §2). */
export const missingResourceScopes = defineFault({
  id: 'missing-resource-scopes',
  title: 'Metadata of the resource lists no scopes',
  point: 'metadata.protected-resource',
  provokes: 'client-omits-unknown-scope',
  apply: (metadata) => without(metadata, 'scopes_supported'),
})
