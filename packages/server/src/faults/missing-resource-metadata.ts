import { defineFault } from './fault.ts'
import { ABSENT, instead } from './instead.ts'

/** There is no metadata of the resource at all (MCP authorization, sequence diagram of the discovery). */
export const missingResourceMetadata = defineFault({
  id: 'missing-resource-metadata',
  title: 'Resource has no metadata',
  point: 'http.response',
  provokes: 'client-stops-without-resource-metadata',
  apply: (exchange) => instead(exchange, (path) => path.startsWith('/.well-known/oauth-protected-resource'), ABSENT),
})
