import { defineFault } from './fault.ts'
import { absent } from './instead.ts'

/** There is no metadata at the path of the resource, only at the root (MCP authorization, Protected Resource Metadata Discovery). */
export const missingPathMetadata = defineFault({
  id: 'missing-path-metadata',
  title: 'Metadata of the resource is at the root alone',
  point: 'http.response',
  provokes: 'client-tries-root-metadata-next',
  apply: (exchange) =>
    exchange.path.startsWith('/.well-known/oauth-protected-resource/')
      ? { ...exchange, response: absent(exchange.response) }
      : exchange,
})
