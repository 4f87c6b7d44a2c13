import { defineFault } from './fault.ts'

/** The metadata of the resource names its origin, of which its path is a part (RFC 9728 §3.3). */
export const originResource = defineFault({
  id: 'origin-resource',
  title: 'Metadata names the origin as resource',
  point: 'metadata.protected-resource',
  provokes: 'client-rejects-foreign-resource-metadata',
  apply: (metadata) => ({ ...metadata, resource: new URL(metadata.resource).origin }),
})
