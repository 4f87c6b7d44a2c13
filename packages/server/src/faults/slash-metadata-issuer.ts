import { defineFault } from './fault.ts'

/** The metadata names an issuer that is the right one but for a slash, which is another one (RFC 8414 §3.3). */
export const slashMetadataIssuer = defineFault({
  id: 'slash-metadata-issuer',
  title: 'Issuer of the metadata has a slash too many',
  point: 'metadata.authorization-server',
  provokes: 'client-rejects-mismatched-metadata-issuer',
  apply: (metadata) => ({ ...metadata, issuer: `${metadata.issuer}/` }),
})
