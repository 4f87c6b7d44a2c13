import { defineFault } from './fault.ts'
import { without } from './without.ts'

/** The metadata lists no PKCE methods, though PKCE is required (MCP authorization, Authorization Code Protection). */
export const missingPkceMethods = defineFault({
  id: 'missing-pkce-methods',
  title: 'Metadata does not say that PKCE is supported',
  point: 'metadata.authorization-server',
  provokes: 'client-requires-s256-in-metadata',
  apply: (metadata) => without(metadata, 'code_challenge_methods_supported'),
})
