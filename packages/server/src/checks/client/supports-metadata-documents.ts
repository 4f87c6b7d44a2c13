import { broken, defineCheck, kept } from '../check.ts'

/** C-REG-04 (CIMD §5). */
export const supportsMetadataDocuments = defineCheck({
  id: 'supports-metadata-documents',
  requirement: 'client-supports-metadata-documents',
  title: 'names itself by a URL only where the server takes such',
  arises: 'metadata that does not announce client ID metadata documents, and an authorization request',
  judge(facts) {
    const read = facts.serverMetadata.find(
      ({ document }) => document !== undefined && document['client_id_metadata_document_supported'] !== true,
    )
    const asked = facts.authorizations.find(({ step }) => read !== undefined && step.index > read.step.index)
    if (read === undefined || asked?.clientId === undefined) return undefined
    if (!asked.clientId.startsWith('https://'))
      return kept('It named itself otherwise than by a URL.', [asked.step, read.step])
    return broken(
      `Its client_id is ${asked.clientId}; the metadata does not announce that the server takes such.`,
      [asked.step, read.step],
      { as: 'fail' },
    )
  },
})
