import { defineFault } from './fault.ts'
import { without } from './without.ts'

/** The metadata does not say that the URL of a metadata document can be a client ID (CIMD §5). */
export const missingMetadataDocuments = defineFault({
  id: 'missing-metadata-documents',
  title: 'Metadata does not announce client ID metadata documents',
  point: 'metadata.authorization-server',
  provokes: 'client-supports-metadata-documents',
  apply: (metadata) => without(metadata, 'client_id_metadata_document_supported'),
})
