import { defineFault } from './fault.ts'

/** The metadata calls itself that of another issuer (RFC 8414 §3.3). */
export const wrongMetadataIssuer = defineFault({
  id: 'wrong-metadata-issuer',
  title: 'Metadata is of another issuer',
  point: 'metadata.authorization-server',
  provokes: 'client-rejects-mismatched-metadata-issuer',
  apply: (metadata) => ({ ...metadata, issuer: 'https://attacker.example' }),
})
