import { defineFault } from './fault.ts'

/** The metadata of the resource is that of another one beside it (RFC 9728 §3.3). */
export const siblingResource = defineFault({
  id: 'sibling-resource',
  title: 'Metadata is of another resource on this server',
  point: 'metadata.protected-resource',
  provokes: 'client-rejects-foreign-resource-metadata',
  apply: (metadata) => ({ ...metadata, resource: new URL('/mcp/another', metadata.resource).href }),
})
