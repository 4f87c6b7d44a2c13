import { defineFault } from './fault.ts'

/** The metadata of the resource is that of a resource somewhere else (RFC 9728 §3.3). */
export const foreignResource = defineFault({
  id: 'foreign-resource',
  title: 'Metadata is of a resource on another origin',
  point: 'metadata.protected-resource',
  provokes: 'client-rejects-foreign-resource-metadata',
  apply: (metadata) => ({ ...metadata, resource: 'https://attacker.example/mcp' }),
})
