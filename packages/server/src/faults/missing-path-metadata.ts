import { defineFault } from './fault.ts'
import { ABSENT, instead } from './instead.ts'

/** There is no metadata at the path of the resource, only at the root (MCP authorization, Protected Resource Metadata Discovery). */
export const missingPathMetadata = defineFault({
  id: 'missing-path-metadata',
  title: 'Metadata of the resource is at the root alone',
  point: 'http.response',
  provokes: 'client-tries-root-metadata-next',
  apply: (exchange) => instead(exchange, (path) => path.startsWith('/.well-known/oauth-protected-resource/'), ABSENT),
})
